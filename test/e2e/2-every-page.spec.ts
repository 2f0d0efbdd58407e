import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { address, askSuggested, signIn } from './journey.ts';

// what is found is named with its page and place; recording every page is half of the time
test.use({ trace: 'off' });
test.describe.configure({ mode: 'parallel' });

/** Pages that anybody can open. */
const open = ['/login', '/setup', '/forgot', '/reset?token=none', '/reset', '/no-such-page'];

/** Every page there is, with one answer, one receipt and one connection; the reader is signed in at the end. */
async function* pages(page: Page): AsyncGenerator<string> {
  for (const path of open) {
    await page.goto(address(path));
    await settled(page);
    yield path;
  }
  await signIn(page);
  await settled(page);
  yield '/ask';
  await askSuggested(page);
  await settled(page);
  yield 'an answer as a picture';
  await page
    .getByRole('radio', { name: /^Table/ })
    .last()
    .check({ force: true });
  await page.getByRole('button', { name: 'Show the SQL' }).last().click();
  await settled(page);
  yield 'an answer as a table with its SQL';
  const receipt = await page
    .getByRole('link', { name: /receipt/i })
    .first()
    .getAttribute('href');
  await page.goto(address('/connections'));
  await settled(page);
  yield '/connections';
  const connection = await page.locator('main a[href*="/connections/con_"]').first().getAttribute('href');
  await page.goto(address(`${connection}?part=profile`));
  const make = page.getByRole('button', { name: /Look at it now|Profile again/ });
  await expect(make).toBeVisible();
  await settled(page);
  yield 'a table’s profile, before or after it was made';
  await make.click();
  await page.getByRole('button', { name: 'Profile again' }).waitFor();
  await page.getByRole('region', { name: 'Columns' }).getByRole('rowheader').getByRole('button').last().click();
  await settled(page);
  yield 'a column of a table’s profile';
  const { preview, dataset } = await bringFiles(page);
  for (const path of [
    ...['', '?view=model', '?view=health', '?view=changes', '?view=settings'].map((view) => `${connection}${view}`),
    `${connection}?part=rows`,
    '/connections/new',
    ...kinds.map((kind) => `/connections/new?kind=${kind}`),
    receipt,
    '/history',
    '/jobs',
    '/jobs?view=schedules',
    '/files',
    preview,
    dataset,
    ...['warnings', 'versions'].map((view) => `${dataset}?view=${view}`),
    '/connections/con_00000000',
    '/files/import/upl_00000000',
    '/files/dst_00000000',
    '/receipts/rcp_00000000',
    '/ask/ans_00000000',
  ]) {
    expect(path).not.toBeNull();
    await page.goto(address(path ?? ''));
    await settled(page);
    yield path ?? '';
  }
  const box = page.getByRole('textbox', { name: /Your question/ });
  await page.goto(address('/ask'));
  await box.fill('what is the weather on Mars');
  await box.press('Enter');
  await expect(page.getByText(/I cannot answer this|I need one thing/).first()).toBeVisible();
  await settled(page);
  yield 'a refusal';
}

/** Kinds whose forms differ; the others are made of the same fields. */
const kinds = ['postgres', 'mysql', 'sqlite', 'duckdb', 'rest', 'http-files'];

/** A file that is looked at and one that became a dataset; both stay for the next reader. */
async function bringFiles(page: Page): Promise<{ readonly preview: string; readonly dataset: string }> {
  const choose = async (name: string): Promise<string> => {
    await page.goto(address('/files'));
    const buffer = Buffer.from('city,visits,note\nBonn,1,\nTrier,2,a\nTrier,2,a\nMainz,n/a,b\n');
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 20_000 });
    return new URL(page.url()).pathname;
  };
  await page.goto(address('/files'));
  const known = page.getByRole('link', { name: 'visits', exact: true });
  await settled(page);
  if ((await known.count()) === 0) {
    await choose('visits.csv');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'visits.csv is imported' })).toBeVisible({ timeout: 30_000 });
    await page.goto(address('/files'));
  }
  const dataset = (await known.first().getAttribute('href')) ?? '';
  return { dataset, preview: await choose(`looked-at-${Date.now()}.csv`) };
}

/** Nothing loads and nothing moves: a page caught in a fade has the colours of neither end. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page
    .waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'), undefined, {
      timeout: 5000,
    })
    .catch(() => null);
}

/** Changes the system's colours, and waits until the page has drawn itself anew. */
async function colours(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await settled(page);
}

/** What axe finds on the page as it is. */
async function found(page: Page, name: string, rules?: readonly string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (
    rules === undefined
      ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      : axe.withRules([...rules])
  ).analyze();
  return violations.map(
    (each) => `${name}: ${each.id}, ${each.help}: ${each.nodes.map((node) => node.target.join(' ')).join(' | ')}`,
  );
}

// sideways the narrowest phone is looked at, where the most is at stake
for (const [width, narrowest] of [
  [1440, 1440],
  [390, 360],
] as const) {
  test(`axe finds nothing on any page, light and dark, ${width} wide, and none scrolls sideways`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const wrong: string[] = [];
    for await (const name of pages(page)) {
      wrong.push(...(await found(page, name)));
      // in the dark nothing is different but the colours, and these rules are the ones that look at them
      await colours(page, 'dark');
      wrong.push(...(await found(page, `${name} in the dark`, ['color-contrast', 'link-in-text-block'])));
      await colours(page, 'light');
      if (narrowest !== width) {
        await page.setViewportSize({ width: narrowest, height: 900 });
        await settled(page);
      }
      const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
      if (scrolled > narrowest) wrong.push(`${name} is ${scrolled} wide on a screen of ${narrowest}`);
      await page.setViewportSize({ width, height: 900 });
    }
    await context.close();
    expect(wrong).toEqual([]);
  });
}
