import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { connectors, createDuckdbFile, EnginePool } from '@lumiere/connectors';
import { parseModel, printModel } from '@lumiere/semantic';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleStatements } from '../../../content/sample/generate.ts';
import { attempt } from './attempt.ts';
import { openDatabase } from './database.ts';
import { engines } from './engine.ts';
import type { Grid, GridCell } from './grid.ts';
import { judge, type Verdict } from './score.ts';
import type { Question } from './suite.ts';

/** The thirty questions were written from the schema alone and frozen before the engine had seen them. */
const asOf = '2026-06-30';
const least = 27;
const root = path.resolve(import.meta.dirname, '../../..');
const modelFile = path.join(root, 'content/sample/model.yaml');
const questions: readonly Question[] = readFileSync(path.join(root, 'test/fixtures/sample-questions.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(
    (line) => ({ db: 'sample', history: [], answerable: true, charts: [], ...(JSON.parse(line) as object) }) as never,
  );

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-sample-'));
const file = path.join(folder, 'sample.duckdb');

beforeAll(async () => {
  await createDuckdbFile(file, sampleStatements(asOf), { signal: AbortSignal.timeout(110_000) });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the sample questions are answered right, by separate SQL', { timeout: 120_000 }, async () => {
  const verdicts = await answers(file, modelFile, await golds(file));
  const wrong = failures(verdicts);
  console.log(
    `${questions.length - wrong.length} of ${questions.length} right${wrong.map((each) => `\n  not: ${each}`).join('')}`,
  );
  expect(questions.length - wrong.length, wrong.join('\n')).toBeGreaterThanOrEqual(least);
});

test('they stay right where a table and a column have other names', { timeout: 180_000 }, async () => {
  const table = oneOf(['stores', 'customers', 'categories', 'returns']);
  const column = oneOf(['brand', 'payment_method', 'loyalty_tier', 'refund_amount', 'region']);
  const moves = [
    { from: table, to: `zz_${table}`, key: 'name' },
    { from: column, to: `zz_${column}`, key: 'column' },
  ];
  console.log(`renamed: table ${table}, column ${column}`);
  // not within quotes: those are words of the data, or what its chance is drawn from
  const statements = sampleStatements(asOf).map((text) =>
    moves.reduce((each, { from, to }) => each.replace(new RegExp(`(?<!')\\b${from}\\b`, 'g'), to), text),
  );
  const renamed = path.join(folder, 'renamed.duckdb');
  await createDuckdbFile(renamed, statements, { signal: AbortSignal.timeout(110_000) });

  const model = parseModel(readFileSync(modelFile, 'utf8'));
  if (!model.ok) throw new Error('the sample model does not parse');
  const printed = printModel(model.value);
  const moved = moves.reduce(
    (text, { from, to, key }) => text.replace(new RegExp(`\\b${key}: ${from}\\b`, 'g'), `${key}: ${to}`),
    printed,
  );
  for (const { to, key } of moves) expect(moved).toContain(`${key}: ${to}`);
  const movedFile = path.join(folder, 'renamed.yaml');
  writeFileSync(movedFile, moved);

  const right = await golds(file);
  const before = failures(await answers(file, modelFile, right));
  expect(failures(await answers(renamed, movedFile, right))).toEqual(before);
});

const oneOf = (list: readonly string[]): string => list[Math.floor(Math.random() * list.length)] ?? '';

async function answers(database: string, model: string, right: ReadonlyMap<string, readonly Grid[]>) {
  const pool = new EnginePool({ max: 1, log: (line) => console.error(line) });
  const connector = await connectors.duckdb.connect({ file: database, readOnly: true }, { pool });
  try {
    const opened = await openDatabase(connector, 'sample', model, new Date(`${asOf}T12:00:00Z`));
    const read = engines.builtin.prepare(opened.view, opened.values, asOf);
    const verdicts: Verdict[] = [];
    for (const question of questions) {
      const tried = await attempt(question.id, await read(question.question, []), 0, opened);
      verdicts.push(judge(question, right.get(question.id) ?? [], tried.attempt));
    }
    return verdicts;
  } finally {
    await connector.close();
    await pool.close();
  }
}

const failures = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts
    .filter((each) => !each.lenient)
    .map(
      ({ question, attempt: { outcome, confidence } }) =>
        `${question.id} ${question.question} (${outcome}, ${confidence})`,
    );

/** The right answers, by the raw driver. */
async function golds(database: string): Promise<ReadonlyMap<string, readonly Grid[]>> {
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const found = new Map<string, readonly Grid[]>();
  for (const { id, gold } of questions) {
    const grids: Grid[] = [];
    for (const sql of gold) {
      const reader = await connection.runAndReadAll(sql);
      grids.push({ columns: reader.columnNames(), rows: reader.getRows().map((row) => row.map(plain)) });
    }
    found.set(id, grids);
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}

/** Decimals are numbers here, since the published comparison is to four decimals; dates are text. */
function plain(value: unknown): GridCell {
  if (value === null || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return value;
  // the driver's own values print themselves
  const text = `${value as string}`;
  return /^-?\d+\.\d+$/.test(text) ? Number(text) : text;
}
