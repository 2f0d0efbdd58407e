import { expect, test } from '@playwright/test';
import { address, expectAnswer, signIn } from './journey.ts';

const postgres = process.env['LUMIERE_TEST_POSTGRES_URL'];

test('the tables of the sample data, a file of DuckDB, are found, read and asked about', async ({ page }) => {
  await signIn(page);
  await page.goto(address('/connections'));
  await page
    .getByRole('link', { name: 'See what is in it' })
    .or(page.getByRole('link', { name: /More about/ }))
    .first()
    .click();
  await page.getByRole('searchbox', { name: 'Find a table or column' }).fill('orders');
  const tables = page.getByRole('navigation', { name: 'Tables' });
  await tables
    .getByRole('link', { name: /orders/ })
    .first()
    .click();
  await page.getByRole('button', { name: /Show the first 100 rows/ }).click();
  const rows = page.getByRole('region', { name: /First rows of/ });
  await expect(rows.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('link', { name: 'Ask about this table' }).click();
  // the question stands in the box to be looked at, and is asked by the keyboard
  const box = page.getByRole('textbox', { name: /Your question/ });
  await expect(box).toHaveValue(/How many .*orders/i);
  await box.press('Enter');
  await expectAnswer(page, /How many .*orders/i);
});

test('a database is tried step by step, with a wrong password told precisely', async ({ page }) => {
  test.skip(postgres === undefined, 'LUMIERE_TEST_POSTGRES_URL names no PostgreSQL');
  const { hostname, port, username, password, pathname } = new URL(postgres ?? 'postgres://none');
  await signIn(page);
  await page.goto(address('/connections/new'));
  await page.getByRole('link', { name: /^PostgreSQL/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('A database');
  await page.getByRole('textbox', { name: 'Host' }).fill(hostname);
  await page.getByRole('textbox', { name: 'Port' }).fill(port || '5432');
  await page.getByRole('textbox', { name: 'Database' }).fill(pathname.slice(1));
  await page.getByRole('textbox', { name: 'User' }).fill(decodeURIComponent(username));
  const secret = page.getByRole('textbox', { name: 'Password' });
  await secret.fill('not the password');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText(/does not accept the user/)).toBeVisible();
  await secret.fill(decodeURIComponent(password));
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('heading', { name: /It works/ })).toBeVisible();
});
