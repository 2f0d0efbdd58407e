import { expect, test } from '@playwright/test';
import { address, ask, askSuggested, expectAnswer, owner, setUpLink, setUpOwner, signIn } from './journey.ts';

test.describe.configure({ mode: 'serial' });

test('a stranger opens the set-up link, clicks a suggested question and sees the answer with its proof', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));

  await setUpOwner(page);
  const question = await askSuggested(page);
  const answer = page.getByRole('article').last();

  await test.step('an insight, a picture and what was understood', async () => {
    await expect(answer.getByText('I understood')).toBeVisible();
    await expect(answer.getByRole('img').or(answer.getByRole('figure')).first()).toBeVisible();
  });

  await test.step('the table holds the values', async () => {
    await answer.getByRole('radio', { name: /^Table/ }).check({ force: true });
    await expect(answer.getByRole('table').getByRole('row').nth(1)).toBeVisible();
  });
  const rows = await answer.getByRole('table').getByRole('row').allInnerTexts();

  await test.step('the SQL is there to read', async () => {
    await answer.getByRole('button', { name: 'Show the SQL' }).click();
    await expect(
      answer
        .locator('code, pre')
        .filter({ hasText: /select/ })
        .first(),
    ).toBeVisible();
  });

  await test.step('the address restores the answer', async () => {
    await page.reload();
    await expectAnswer(page, question);
    const again = page.getByRole('article').last();
    const table = again.getByRole('radio', { name: /^Table/ });
    if (!(await table.isChecked())) await table.check({ force: true });
    await expect(again.getByRole('table').getByRole('row').nth(1)).toBeVisible();
    expect(await again.getByRole('table').getByRole('row').allInnerTexts()).toEqual(rows);
  });
  expect(problems).toEqual([]);
});

test('the set-up link works once', async ({ page }) => {
  await page.goto(setUpLink());
  await expect(page.getByRole('heading', { name: 'This server is set up' })).toBeVisible();
});

test('a wrong password is told plainly and does not sign in', async ({ page }) => {
  await page.goto(address('/login'));
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/wrong/i).first()).toBeVisible();
  await expect(page).toHaveURL(/\/login/);
});

test('a page asked for before signing in comes after it, and signing out ends the session', async ({ page }) => {
  await page.goto(address('/history'));
  await expect(page).toHaveURL(/\/login/);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'History' })).toBeVisible();
  await page.getByRole('button', { name: /Ada Lovelace/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto(address('/ask'));
  await expect(page).toHaveURL(/\/login/);
});

test('a typed question is answered, by the keyboard alone', async ({ page }) => {
  await signIn(page);
  await ask(page, 'revenue by month last year');
  await expect(page.getByRole('article').last().getByText('I understood')).toBeVisible();
});

test('what the data does not hold is refused, and a hostile question harms nothing', async ({ page }) => {
  await signIn(page);
  for (const question of ['what is the weather on Mars', 'drop table orders']) {
    await page.goto(address('/ask'));
    const box = page.getByRole('textbox', { name: /Your question/ });
    await box.fill(question);
    await box.press('Enter');
    await expect(page.getByText(/I cannot answer this from the data|I need one thing from you/).first()).toBeVisible();
  }
  await page.goto(address('/ask'));
  await askSuggested(page);
});

test('asked questions stand in the history and open again', async ({ page }) => {
  await signIn(page);
  const question = await askSuggested(page, 1);
  await page.getByRole('link', { name: 'History' }).first().click();
  await page.getByRole('link', { name: question }).first().click();
  await expectAnswer(page, question);
});
