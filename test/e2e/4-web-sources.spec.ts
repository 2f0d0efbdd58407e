import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { address, ask, expectAnswer, signIn } from './journey.ts';

const key = 'a-key-for-the-interface';
let source: Server;
let url: string;
test.beforeAll(async () => {
  source = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
    if (pathname === '/harvest.csv') {
      reply.end(
        'Orchard,Harvested on,Crates\nNorth hill,2024-09-01,1200\nNorth hill,2024-09-02,34\nRiver,2024-09-02,500\n',
      );
      return;
    }
    if (request.headers['x-api-key'] !== key) {
      reply.writeHead(401).end();
      return;
    }
    const all = Array.from({ length: 25 }, (_, i) => ({
      id: i + 1,
      kind: i % 5 === 0 ? 'Broken lamp' : 'Late delivery',
      refund: (i + 1) * 2,
    }));
    const from = Number(searchParams.get('offset'));
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify({ complaints: all.slice(from, from + 10), total: all.length }));
  });
  source.listen(0, '127.0.0.1');
  await once(source, 'listening');
  // a TCP server has an address of this form
  url = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  source.closeAllConnections();
  source.close();
});

test('a REST interface is tried, connected, asked, and proves its number', async ({ page }) => {
  await signIn(page);
  await page.goto(address('/connections/new'));
  await page.getByRole('link', { name: /^REST interface/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Complaints desk');
  await page.getByRole('textbox', { name: 'Address' }).fill(url);
  await page.getByRole('combobox', { name: 'Sign-in' }).selectOption({ label: 'API key in a header' });
  const secret = page.getByRole('textbox', { name: /Key, token or password/ });
  await secret.fill('not the key');
  const first = page.getByRole('group', { name: 'table 1' });
  await first.getByRole('textbox', { name: 'Table' }).fill('complaints');
  await first.getByRole('textbox', { name: 'Path', exact: true }).fill('/complaints');
  await page.getByRole('combobox', { name: 'Pages' }).selectOption({ label: 'Offset and limit' });
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText(/does not accept the sign-in/)).toBeVisible();
  await secret.fill(key);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByRole('heading', { name: /It works/ })).toBeVisible();
  await expect(page.getByText(/complaints: 10 records at complaints/)).toBeVisible();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Complaints desk is ready' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Ask about it' }).click();
  await ask(page, 'total refund by kind');
  const answer = page.getByRole('article').last();
  // 2 + 12 + 22 + 32 + 42 of broken lamps, and the rest of 650
  await expect(answer.getByText('540').first()).toBeVisible();
  await expect(answer.getByText('110').first()).toBeVisible();
  await answer
    .getByRole('link', { name: /receipt/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/receipts\/rcp_/);
});

test('a CSV is connected by its address and asked', async ({ page }) => {
  await signIn(page);
  await page.goto(address('/connections/new'));
  await page.getByRole('link', { name: /^Files by address/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Orchards');
  await page
    .getByRole('group', { name: 'file 1' })
    .getByRole('textbox', { name: 'Address' })
    .fill(`${url}/harvest.csv`);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Orchards is ready' })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Ask about it' }).click();
  const box = page.getByRole('textbox', { name: /Your question/ });
  await box.fill('total crates');
  await box.press('Enter');
  await expectAnswer(page, 'total crates');
  await expect(page.getByRole('article').last().getByText('1,734').first()).toBeVisible();
});
