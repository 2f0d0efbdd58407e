import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plan, Policy } from '@lumiere/semantic';
import { compile, type Dialect, type Guarded } from '@lumiere/sql';
import type { ValueType } from '@lumiere/values';
import { deepProperty, seed } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors, EnginePool, type Connector } from './index.ts';
import { compare, naive, type Tables, type Value } from './testing/naive.ts';
import { noPolicy } from './testing/plans.ts';
import { randomTables, writeFiles } from './testing/random-data.ts';
import { sideBySide } from './testing/random-joins.ts';
import { detailPlan, groupedPlan, policy, severalSteps } from './testing/random-plans.ts';
import { serverKinds, type Server } from './testing/servers.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const files = { duckdb: path.join(folder, 'a.duckdb'), sqlite: path.join(folder, 'a.sqlite') };
const pool = new EnginePool({ memoryMb: 2048 });
let tables: Tables;
let engines: readonly Engine[];
const servers: Server[] = [];

/** What runs a plan's statement and gives its rows as the naive loop writes them. */
interface Engine {
  readonly dialect: Dialect;
  rows(statement: Guarded, plan: Plan): Promise<Value[][]>;
}

beforeAll(async () => {
  tables = randomTables(seed);
  await writeFiles(tables, files);
  for (const { url, start } of Object.values(serverKinds))
    if (url !== undefined) servers.push(await start(url, tables));
  engines = [
    ofConnector(await connectors.duckdb.connect({ file: files.duckdb, readOnly: true }, { pool })),
    ofConnector(await connectors.sqlite.connect({ file: files.sqlite, readOnly: true }, { pool })),
    ...servers.map(ofServer),
  ];
});
afterAll(async () => {
  await pool.close();
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true });
});

const typesOf = (plan: Plan): readonly ValueType[] => plan.columns.map((column) => column.type);

const ofServer = (server: Server): Engine => ({
  dialect: server.dialect,
  rows: (statement, plan) => server.run(statement, typesOf(plan)),
});

const ofConnector = (connector: Connector): Engine => ({
  dialect: connector.dialect,
  async rows(statement, plan) {
    const options = { signal: new AbortController().signal, maxRows: 5000, maxBytes: 10_000_000, timeoutMs: 20_000 };
    const { data, rowCount } = await connector.run(statement, plan.columns, options);
    const columns = JSON.parse(new TextDecoder().decode(data)) as Value[][];
    const rows = Array.from({ length: rowCount }, (_, i) => columns.map((cells) => cells[i] ?? null));
    return rows.map((row) => row.map((cell, i) => wire(cell, plan.columns[i]?.type ?? 'text')));
  },
});

async function run(engine: Engine, plan: Plan, rules: Policy): Promise<{ rows: Value[][]; sql: string }> {
  const compiled = compile(plan, rules, engine.dialect, { maxRows: 5000 });
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join(' '));
  const { sql } = compiled.value;
  try {
    return { rows: await engine.rows(compiled.value, plan), sql };
  } catch (error) {
    throw new Error(`${engine.dialect.name}: ${error instanceof Error ? error.message : ''}\n${sql}`, { cause: error });
  }
}

/** The wire form as the naive loop writes it. */
function wire(cell: Value, type: ValueType): Value {
  if (typeof cell === 'string' && type === 'timestamp') return cell.replace('T', ' ');
  return typeof cell === 'string' && (type === 'decimal' || type === 'integer' || type === 'double')
    ? Number(cell)
    : cell;
}

const close = (a: Value, b: Value): boolean =>
  typeof a === 'number' && typeof b === 'number'
    ? a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
    : a === b;

function expectSame(
  found: { rows: readonly Value[][]; sql: string },
  expected: readonly (readonly Value[])[],
  name: string,
): void {
  const wrong =
    found.rows.length !== expected.length
      ? 0
      : expected.findIndex((row, i) => row.some((cell, c) => !close(found.rows[i]?.[c] ?? null, cell)));
  if (wrong < 0 || (wrong === 0 && expected.length === 0 && found.rows.length === 0)) return;
  throw new Error(
    `${name} differs at row ${wrong} (${found.rows.length} rows, ${expected.length} expected)\nfound    ${JSON.stringify(found.rows[wrong])}\nexpected ${JSON.stringify(expected[wrong])}\n${found.sql}`,
  );
}

async function agree(plan: Plan, rules: Policy = noPolicy): Promise<void> {
  const expected = naive(plan, tables, rules);
  for (const engine of engines) expectSame(await run(engine, plan, rules), expected, engine.dialect.name);
}

describe(`all engines and a plain loop agree (seed ${seed})`, () => {
  for (const [title, { url, missing }] of Object.entries(serverKinds)) {
    test.skipIf(url === undefined)(`${title} takes part${missing}`, () => expect(servers.length).toBeGreaterThan(0));
  }

  deepProperty('engines and a plain loop agree on every kind of expression of a row', 1500, detailPlan, (plan) =>
    agree(plan),
  );

  deepProperty('engines and a plain loop agree on every aggregate of groups', 1500, groupedPlan, (plan) => agree(plan));

  deepProperty(
    'engines and a plain loop agree on steps, full joins, windows, in-step and scalars',
    600,
    severalSteps,
    (plan) => agree(plan),
  );

  deepProperty('engines and a plain loop agree on groups side by side', 600, sideBySide, (plan) => agree(plan));

  deepProperty(
    'a policy gives what a physically filtered copy gives',
    1500,
    fc.tuple(fc.oneof(detailPlan, groupedPlan, severalSteps, sideBySide), policy),
    ([plan, rules]) => agree(plan, rules),
  );

  test('text is sorted by the bytes of UTF-8', () => {
    expect(compare('Z', 'a')).toBeLessThan(0);
    expect(compare('\u{10000}', '\uffff')).toBeGreaterThan(0);
  });
});
