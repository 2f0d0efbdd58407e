import { expect, type Page } from '@playwright/test';

/** The owner that the first journey makes; every other one signs in as her. */
export const owner = {
  organization: 'Juniper Analytics',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'seven lamps over the harbour',
};

const ofWorker = (name: string): string => process.env[`${name}_${process.env['TEST_PARALLEL_INDEX'] ?? '0'}`] ?? '';

/** The address of the server that the set-up started for this worker. */
export const address = (path = '/'): string => new URL(path, ofWorker('LUMIERE_TEST_URL')).href;

/** The one-time link by which the server of this worker gets its owner. */
export const setUpLink = (): string => ofWorker('LUMIERE_TEST_SETUP_LINK');

/** Opens the one-time link and makes the owner; ends on the Ask page. */
export async function setUpOwner(page: Page): Promise<void> {
  const link = setUpLink();
  expect(link, 'the server printed a set-up link').toMatch(/\/setup/);
  await page.goto(link);
  await page.getByLabel('Organization').fill(owner.organization);
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Create and start asking' }).click();
  await expectAskPage(page);
}

/** Signs the owner in, making her first where this is the first journey of the run. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(address('/login'));
  const state = await page.request.get(address('/api/v1/setup'));
  if (((await state.json()) as { needed: boolean }).needed) return setUpOwner(page);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expectAskPage(page);
}

async function expectAskPage(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'What would you like to know?' })).toBeVisible();
  await expect(page).toHaveURL(/\/ask$/);
}

/** Clicks a suggested question and waits for its answer; gives the question. */
export async function askSuggested(page: Page, index = 0): Promise<string> {
  const suggestion = page.getByRole('region', { name: 'Try one of these' }).getByRole('button').nth(index);
  // the sample data may still be on its way when the first visitor comes
  await expect(suggestion).toBeEnabled({ timeout: 45_000 });
  const question = (await suggestion.innerText()).trim();
  await suggestion.click();
  await expectAnswer(page, question);
  return question;
}

/** Types a question, sends it by the keyboard and waits for its answer. */
export async function ask(page: Page, question: string): Promise<void> {
  const box = page.getByRole('textbox', { name: /Your question|Ask a follow-up/ });
  await box.fill(question);
  await box.press('Enter');
  await expectAnswer(page, question);
}

/** An answer stands under an address of its own, with the question as its heading. */
export async function expectAnswer(page: Page, question: string | RegExp): Promise<void> {
  await expect(page).toHaveURL(/\/ask\/ans_\w+/, { timeout: 20_000 });
  await expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible();
  await expect(page.getByRole('article').last()).toHaveAttribute('aria-busy', 'false');
}
