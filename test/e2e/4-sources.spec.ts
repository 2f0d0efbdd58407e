import { expect, test, type Page } from '@playwright/test';
import {
  type Proxy,
  type SourceDatabase,
  sourceServers,
  startProxy,
} from '../../apps/server/src/testing/database-servers.ts';
import { address, ask, expectAnswer, signIn } from './journey.ts';
import { salesCsv, salesFile, salesStatements, totals } from './sales.ts';

const titles = { postgres: /^PostgreSQL/, mysql: /^MySQL/ } as const;

/** From the link that leads to asking: the right numbers, as a picture and as a table, and the proof of them. */
async function askRight(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Ask about it' }).first().click();
  await ask(page, 'total amount by region');
  const answer = page.getByRole('article').last();
  await test.step('a chart', async () => {
    await answer
      .getByRole('radio', { name: /^(Bar|Column)/ })
      .first()
      .check({ force: true });
    await expect(answer.getByRole('img').or(answer.getByRole('figure')).first()).toBeVisible();
  });
  await test.step('the right numbers', async () => {
    await answer.getByRole('radio', { name: /^Table/ }).check({ force: true });
    const rows = answer.getByRole('table').getByRole('row');
    await expect(rows).toHaveCount(totals.size + 1);
    for (const [region, total] of totals)
      await expect(rows.filter({ hasText: region })).toContainText(total.toLocaleString('en-US'));
  });
  await test.step('its receipt, replayed', async () => {
    await answer.getByRole('link', { name: /receipt/i }).click();
    await page.getByRole('button', { name: 'Replay' }).click();
    await expect(page.getByRole('heading', { name: 'Same result' })).toBeVisible();
  });
}

/** Fills in the form of a database server. */
async function describeServer(page: Page, source: SourceDatabase, port: number, name: string): Promise<void> {
  await page.goto(address('/connections'));
  await page.getByRole('link', { name: 'Connect data' }).click();
  await page.getByRole('link', { name: titles[source.kind] }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Port' }).fill(String(port));
  await page.getByRole('textbox', { name: 'Database' }).fill(source.config.database);
  await page.getByRole('textbox', { name: 'User' }).fill(source.config.user);
}
const password = (page: Page) => page.getByRole('textbox', { name: 'Password' });
const step = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

for (const { name, variable, make } of sourceServers)
  test.describe(name, () => {
    test.skip(make === null, `${variable} names no ${name}`);
    let source: SourceDatabase;
    let proxy: Proxy;
    test.beforeAll(async () => {
      if (make === null) return;
      source = await make();
      proxy = await startProxy(source.config);
    });
    test.afterAll(async () => {
      await proxy.close();
      await source.remove();
    });

    test('a wrong password is told at its step; once right, it is connected, discovered, asked, and a source that goes down is never zero rows', async ({
      page,
    }) => {
      test.setTimeout(150_000);
      await source.run(...salesStatements);
      await signIn(page);
      await describeServer(page, source, proxy.port, `Sales in ${name}`);
      await test.step('a wrong password', async () => {
        await password(page).fill('not the password');
        await page.getByRole('button', { name: 'Test the connection' }).click();
        await expect(page.getByRole('heading', { name: 'It cannot be connected yet' })).toBeVisible();
        await expect(step(page, 'Reach the server').getByRole('img', { name: 'Passed' })).toBeVisible();
        await expect(step(page, 'Sign in').getByRole('img', { name: 'Failed' })).toBeVisible();
        await expect(step(page, 'Sign in')).toContainText(/does not accept the user/);
        await expect(step(page, 'Find tables').getByRole('img', { name: 'Not tried' })).toBeVisible();
      });
      await test.step('the right one', async () => {
        await password(page).fill(source.config.password);
        await page.getByRole('button', { name: 'Test the connection' }).click();
        await expect(page.getByRole('heading', { name: /It works.*1 table/ })).toBeVisible();
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(page.getByRole('heading', { name: `Sales in ${name} is ready` })).toBeVisible({ timeout: 20_000 });
      });
      const connection = await page.getByRole('link', { name: 'See what is in it' }).getAttribute('href');
      await askRight(page);

      await test.step('down: every page says so', async () => {
        proxy.mode = 'closed';
        proxy.cut();
        await page.goto(address(`/ask?connection=${connection?.split('/').at(-1)}`));
        await ask(page, 'total amount by day');
        const answer = page.getByRole('article').last();
        await expect(page.getByRole('button', { name: `Connection: Sales in ${name}` })).toBeVisible();
        await expect(answer.getByRole('alert')).toContainText('could not be computed');
        await expect(answer.getByRole('table')).toHaveCount(0);
        await expect(answer.getByText(/no rows|0 rows/i)).toHaveCount(0);

        await page.goto(address(connection ?? ''));
        await page.getByRole('link', { name: 'First rows' }).click();
        await expect(page.getByRole('alert').first()).toContainText(/broke off|refuses|cannot be reached/i);
        await expect(page.getByText('there are no rows')).toHaveCount(0);
        await page.goto(address('/connections'));
        const card = page.getByRole('article').filter({ hasText: `Sales in ${name}` });
        await expect(card).toContainText(/broke off|refuses|cannot be reached/i);
      });
      await test.step('back again: it answers as before', async () => {
        proxy.mode = 'open';
        await page.goto(address(`/ask?connection=${connection?.split('/').at(-1)}`));
        await expect(async () => {
          await page.goto(address(`/ask?connection=${connection?.split('/').at(-1)}`));
          await ask(page, 'total amount by region');
          await expect(page.getByRole('article').last().getByRole('alert')).toHaveCount(0);
        }).toPass({ timeout: 30_000 });
      });
    });

    test('a database without tables is connected, says so with what to do, and shows them once there are some', async ({
      page,
    }) => {
      if (make === null) return;
      const empty = await make();
      try {
        await signIn(page);
        await describeServer(page, empty, empty.config.port, `Empty ${name}`);
        await password(page).fill(empty.config.password);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await expect(
          page.getByRole('heading', { name: `Empty ${name} is connected, but shows no tables` }),
        ).toBeVisible({ timeout: 20_000 });
        await page.getByRole('button', { name: 'Show the script' }).click();
        await expect(page.getByRole('region', { name: 'SQL' })).toContainText(/grant/i);
        await empty.run(...salesStatements);
        await page.getByRole('button', { name: 'Read its tables again' }).click();
        await expect(page.getByRole('heading', { name: `Empty ${name} is ready` })).toBeVisible({ timeout: 20_000 });
      } finally {
        await empty.remove();
      }
    });
  });

for (const [kind, title] of [
  ['sqlite', 'SQLite file'],
  ['duckdb', 'DuckDB file'],
] as const)
  test(`${title}: a renamed text file is refused, a real one is connected, asked, and replaced by a newer one`, async ({
    page,
  }) => {
    test.setTimeout(120_000);
    await signIn(page);
    await page.goto(address('/connections/new'));
    await page.getByRole('link', { name: title }).click();
    const choose = page.locator('input[type=file]');
    await choose.setInputFiles({ name: `wrong.${kind}`, mimeType: '', buffer: Buffer.from(salesCsv) });
    await expect(page.getByRole('heading', { name: 'It cannot be connected yet' })).toBeVisible({ timeout: 20_000 });
    await expect(step(page, 'Recognize the file')).toContainText('The file is text');
    await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeDisabled();
    await page.getByRole('button', { name: `Discard wrong.${kind}` }).click();

    await choose.setInputFiles({ name: `shop-${kind}.db`, mimeType: '', buffer: await salesFile(kind) });
    await expect(page.getByRole('heading', { name: /It works.*1 table/ })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue(`shop-${kind}`);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByRole('heading', { name: `shop-${kind} is ready` })).toBeVisible({ timeout: 20_000 });
    const connection = await page.getByRole('link', { name: 'See what is in it' }).getAttribute('href');
    await askRight(page);

    await page.goto(address(`${connection}?view=settings`));
    await expect(page.getByText(`shop-${kind}.db`)).toBeVisible();
    const newer = await salesFile(kind, [
      'create table sales (id integer primary key, day date, region varchar(20), amount integer, note varchar(20))',
      `insert into sales values (1, '2025-01-01', 'East', 7, 'x')`,
    ]);
    await choose.setInputFiles({ name: 'newer.db', mimeType: '', buffer: newer });
    await expect(page.getByRole('heading', { name: '1 difference to the tables known now' })).toBeVisible({
      timeout: 20_000,
    });
    await page.getByRole('button', { name: 'Replace the file' }).click();
    await expect(page.getByText('newer.db')).toBeVisible();
    await page.getByRole('link', { name: 'Ask about it' }).click();
    await ask(page, 'total amount');
    await expect(
      page
        .getByRole('article')
        .last()
        .getByText(/^7(\.00)?$/)
        .first(),
    ).toBeVisible();
  });

test('a database file that is dropped on the Files page leads to the wizard', async ({ page }) => {
  await signIn(page);
  await page.goto(address('/files'));
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'dropped.sqlite', mimeType: '', buffer: await salesFile('sqlite') });
  await expect(page.getByRole('heading', { level: 1, name: 'Connect SQLite file' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /It works.*1 table/ })).toBeVisible({ timeout: 20_000 });
  // it goes on being there on another page, and after it is discarded it is gone
  await page.goto(address('/files'));
  await page.getByRole('link', { name: 'Connect dropped.sqlite' }).click();
  await expect(page.getByRole('heading', { name: /It works.*1 table/ })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Discard dropped.sqlite' }).click();
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
});

test('an uploaded file: asked, with the right numbers and their proof', async ({ page }) => {
  await signIn(page);
  await page.goto(address('/files'));
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'regional.csv', mimeType: 'text/csv', buffer: Buffer.from(salesCsv) });
  await expect(page.getByRole('heading', { level: 1, name: 'regional.csv' })).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'regional.csv is imported' })).toBeVisible({ timeout: 30_000 });
  await askRight(page);
  await page.goBack();
  await expectAnswer(page, 'total amount by region');
});
