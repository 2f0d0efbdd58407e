import { expect, test } from '@playwright/test';
import { address, expectAnswer, signIn } from './journey.ts';

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
  await page.getByRole('link', { name: 'First rows' }).click();
  const rows = page.getByRole('region', { name: /First rows of/ });
  await expect(rows.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('link', { name: 'Ask about this table' }).click();
  // the question stands in the box to be looked at, and is asked by the keyboard
  const box = page.getByRole('textbox', { name: /Your question/ });
  await expect(box).toHaveValue(/How many .*orders/i);
  await box.press('Enter');
  await expectAnswer(page, /How many .*orders/i);
});
