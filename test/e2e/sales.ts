import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDatabaseFile } from '../../apps/server/src/testing/database-file.ts';

/** The same few sales in every kind of source, so that one question has one right answer everywhere. */
const regions = ['North', 'South', 'West'] as const;
const sales = Array.from({ length: 48 }, (_, i) => ({
  id: i + 1,
  day: `2025-${String((i % 12) + 1).padStart(2, '0')}-15`,
  region: regions[i % 3] ?? 'North',
  amount: ((i * 37) % 100) + 1,
}));

/** What `total amount by region` must show. */
export const totals: ReadonlyMap<string, number> = new Map(
  regions.map((region) => [
    region,
    sales.filter((sale) => sale.region === region).reduce((sum, { amount }) => sum + amount, 0),
  ]),
);

/** Statements that every engine understands. */
export const salesStatements: readonly string[] = [
  'create table sales (id integer primary key, day date, region varchar(20), amount integer)',
  `insert into sales values ${sales.map(({ id, day, region, amount }) => `(${id}, '${day}', '${region}', ${amount})`).join(', ')}`,
];

export const salesCsv: string = [
  'id,day,region,amount',
  ...sales.map(({ id, day, region, amount }) => [id, day, region, amount].join(',')),
].join('\n');

/** A file of the kind, as a browser is given it. */
export async function salesFile(kind: 'sqlite' | 'duckdb', statements = salesStatements): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lumiere-e2e-file-'));
  const file = path.join(folder, `sales.${kind}`);
  await makeDatabaseFile(kind, file, statements);
  const bytes = readFileSync(file);
  await rm(folder, { recursive: true });
  return bytes;
}
