import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectors, createDuckdbFile, EnginePool } from '@lumiere/connectors';
import { generateModel } from '@lumiere/semantic';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Dimensions of several sizes, so that the engine's estimate of some pointer is above the number of keys. */
const sizes = { stores: 40, staff: 700, customers: 1000, products: 3000, devices: 12_000 };
const rows = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-star-'));
const file = path.join(folder, 'star.duckdb');
const singular = (name: string): string => (name === 'staff' ? name : name.replace(/s$/, ''));

beforeAll(async () => {
  const dimensions = Object.entries(sizes).map(
    ([name, count]) =>
      `create table ${name} as select i as ${singular(name)}_id, '${singular(name)} ' || i as name from range(1, ${count + 1}) t(i)`,
  );
  const pointers = Object.entries(sizes).map(
    ([name, count]) => `(hash(i + ${count}) % ${count})::bigint + 1 as ${singular(name)}_id`,
  );
  const fact = `create table sales as select i as sale_id, ${pointers.join(', ')}, date '2024-01-01' + (i % 365)::integer as sold_on, i % 90 as amount from range(${rows}) t(i)`;
  await createDuckdbFile(file, [...dimensions, fact], { signal: AbortSignal.timeout(60_000) });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a star without declared keys keeps every join, though its values are only estimated', async () => {
  const pool = new EnginePool({ max: 1, log: (line) => console.error(line) });
  const connector = await connectors.duckdb.connect({ file, readOnly: true }, { pool });
  try {
    const catalog = await connector.catalog({ signal: AbortSignal.timeout(30_000), samples: true });
    const sales = catalog.tables.find((table) => table.name === 'sales');
    const over = Object.entries(sizes).filter(([name, count]) => {
      const column = sales?.columns.find((one) => one.name === `${singular(name)}_id`);
      return column?.estimated === true && (column.distinct ?? 0) > count;
    });
    expect(over.length, 'no estimate is above the truth, so nothing is shown').toBeGreaterThan(0);
    const { joins } = generateModel(catalog, { name: 'star' });
    expect(joins.map((join) => `${join.from.table} > ${join.to.table}`).sort()).toEqual(
      Object.keys(sizes)
        .map((name) => `sales > ${name}`)
        .sort(),
    );
  } finally {
    await connector.close();
    await pool.close();
  }
});
