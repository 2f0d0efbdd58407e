import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Datasets } from './datasets.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-without-plan-'));
const signal = new AbortController().signal;
const datasets = new Datasets(path.join(root, 'org'));
afterAll(() => rmSync(root, { recursive: true }));

const lines = (count: number, last: readonly string[]): string =>
  ['n,on', ...Array.from({ length: count }, (_, i) => `${i},2024-01-0${1 + (i % 9)}`), ...last].join('\n');

test.each([
  ['whose first rows tell all', 'good.csv', lines(100, [])],
  ['whose last row is of another type', 'late.csv', lines(6000, ['x,2024-01-01'])],
  ['whose last rows are of another type, and many', 'texts.csv', lines(6000, Array<string>(500).fill('x,y'))],
  ['with a row of another width', 'width.csv', lines(6000, ['1,2,3'])],
  ['with a quote that never closes', 'quote.csv', lines(6000, ['"1,2024-01-01'])],
  ['of JSON lines', 'lines.json', '{"a":1,"b":{"c":"x"}}\n{"a":2.5}\n'],
])('a file %s is read without a plan as with the plan of its inspection', async (_, name, body) => {
  const file = { path: path.join(root, name), name };
  writeFileSync(file.path, body);
  const { plan, misfits, rows } = await datasets.inspect(file, { signal });
  const target = { dataset: 'alone', table: 'alone', how: 'replace' } as const;
  const alone = await datasets.import(file, null, target, { signal });
  expect(alone.plan).toEqual(plan);
  expect([alone.rejected, alone.rows + alone.rejected]).toEqual([misfits, rows]);
  expect(alone.file.sha256).toBe(createHash('sha256').update(body).digest('hex'));
});
