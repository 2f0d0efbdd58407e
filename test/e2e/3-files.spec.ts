import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { address, ask, signIn } from './journey.ts';

/** A comma for the decimal sign, cells between commas in quotes, and one column whose numbers read as thousands by mistake. */
const csv = [
  'city,weight,visits',
  ...['Bonn', 'Köln', 'Trier', 'Mainz'].map((city, index) => `${city},"${index + 1},500",${(index + 1) * 10}`),
].join('\n');

/** What axe finds on the page as it is, in both colour schemes and at both ends of widths. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    for (const width of [390, 1280]) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await page
        .waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'))
        .catch(() => null);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${colorScheme} ${width} ${id}: ${nodes.map((node) => node.html).join(' ')}`),
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  }
}

test('a file is dropped, its wrong guess corrected, imported, profiled, and a question about it is answered right', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signIn(page);
  await page.goto(address('/files'));

  await test.step('it is dropped anywhere on the page', async () => {
    await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
    await page.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'luggage.csv', { type: 'text/csv' }));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    }, csv);
    await expect(page.getByRole('heading', { level: 1, name: 'luggage.csv' })).toBeVisible({ timeout: 20_000 });
  });

  await test.step('its wrong guess is seen and corrected', async () => {
    const rows = page.getByRole('region', { name: 'First rows of the file' });
    await expect(rows.getByRole('cell', { name: '1,500', exact: true })).toBeVisible({ timeout: 20_000 });
    await rows.getByRole('button', { name: /^weight/ }).click();
    await page.getByLabel('Type', { exact: true }).selectOption('decimal');
    await page.getByLabel('Decimal sign', { exact: true }).selectOption(',');
    await expect(rows.getByRole('cell', { name: /^1\.50*$/ })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText('All of them can be read this way.')).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('it is imported and profiled', async () => {
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'luggage' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'luggage.csv is imported' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText('4 rows').first()).toBeVisible();
    await page.getByRole('button', { name: 'weight', exact: true }).click();
    await expect(page.getByRole('heading', { level: 2, name: /^weight/ })).toBeVisible();
    await expect(page.getByText('Median', { exact: true })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step('a question about it has the right number', async () => {
    await page.getByRole('link', { name: 'Ask about it' }).click();
    await ask(page, 'total weight');
    // 1.5 + 2.5 + 3.5 + 4.5
    await expect(
      page
        .getByRole('article')
        .last()
        .getByText(/^12(\.0+)?$/)
        .first(),
    ).toBeVisible();
  });
});
