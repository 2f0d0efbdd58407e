import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { Model, type Catalog, type Scalar } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import { compile, dialects, guardSql, inlined, type GuardedSql } from '@lumiere/sql';
import { DatabaseSync } from '@photostructure/sqlite';
import { deepTest, seed } from '@lumiere/testing';
import fc from 'fast-check';
import { parseSync } from 'libpg-query';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handWritten } from './testing/hand-written.ts';
import { legitimate, type Writes } from './testing/legitimate.ts';
import { noPolicy } from './testing/plans.ts';
import { columnsOf, randomTables, writeFiles } from './testing/random-data.ts';
import { detailPlan, groupedPlan, severalSteps } from './testing/random-plans.ts';
import { serverKinds, type Server } from './testing/servers.ts';

const kinds = { postgres: serverKinds.PostgreSQL, mysql: serverKinds.MariaDB } as const;

const catalog: Catalog = {
  tables: Object.entries(columnsOf).map(([name, columns]) => ({
    schema: null,
    name,
    kind: 'table',
    rows: null,
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [],
    columns: Object.entries(columns).map(([column, type]) => ({
      name: column,
      nativeType: type,
      type,
      nullable: true,
      distinct: null,
      estimated: false,
      nulls: null,
      min: null,
      max: null,
      samples: [],
      complete: false,
    })),
  })),
};
const model = Model.parse({
  version: 1,
  name: 'Random',
  tables: catalog.tables.map(({ name, columns }) => ({
    id: name,
    label: name,
    singular: name,
    source: { name },
    fields: columns.map((column) => ({
      id: column.name,
      label: column.name,
      column: column.name,
      type: column.type,
      role: 'category',
    })),
  })),
});
/** Only the later facts, and no dimension without a region. */
const ruled: Policy = {
  fingerprint: 'later',
  description: '',
  tables: new Map([
    [
      'facts',
      {
        kind: 'rows',
        where: {
          kind: 'compare',
          op: '>',
          left: { kind: 'column', alias: 't', name: 'id', type: 'integer' },
          right: { kind: 'value', value: 40, type: 'integer' },
        },
      },
    ],
    [
      'dims',
      {
        kind: 'rows',
        where: {
          kind: 'not',
          of: { kind: 'is-null', of: { kind: 'column', alias: 't', name: 'region', type: 'text' } },
        },
      },
    ],
  ]),
};

/** Runs a text and gives its rows as texts, in no order. */
type Run = (sql: string, parameters?: readonly Scalar[]) => Promise<readonly string[]>;
const engines = new Map<
  Writes,
  { readonly whole: Run; readonly filtered: Run | null; readonly dialect: keyof typeof dialects }
>();
const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const closing: (() => unknown)[] = [];
let duckdb: DuckDBConnection;
let sqlite: InstanceType<typeof DatabaseSync>;

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint'
      ? String(part)
      : typeof part === 'number' && !Number.isInteger(part)
        ? part.toPrecision(10)
        : part,
  ) ?? 'null';

async function openDuckdb(file: string): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(file, {
    access_mode: 'READ_ONLY',
    threads: '1',
    enable_external_access: 'false',
  });
  const connection = await instance.connect();
  closing.push(() => instance.closeSync());
  return connection;
}
const duckdbRun =
  (connection: DuckDBConnection): Run =>
  async (sql, parameters = []) => {
    const prepared = await connection.prepare(sql);
    parameters.forEach((value, i) => {
      if (typeof value === 'number') prepared.bindInteger(i + 1, value);
      else prepared.bindVarchar(i + 1, String(value));
    });
    const result = await prepared.runAndReadAll();
    return result.getRowsJson().map(textOf).toSorted();
  };
const sqliteRun =
  (database: InstanceType<typeof DatabaseSync>): Run =>
  async (sql, parameters = []) => {
    const prepared = database.prepare(sql);
    prepared.setReturnArrays(true);
    return prepared
      .all(...parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value)))
      .map(textOf)
      .toSorted();
  };
const serverRun =
  (server: Server): Run =>
  async (sql, parameters = []) =>
    (await server.run({ sql, parameters }, [])).map(textOf).toSorted();

beforeAll(async () => {
  const tables = randomTables(seed);
  const fewer = {
    facts: (tables['facts'] ?? []).filter(({ id }) => Number(id) > 40),
    dims: (tables['dims'] ?? []).filter(({ region }) => region !== null),
  };
  const files = (name: string) => ({
    duckdb: path.join(folder, `${name}.duckdb`),
    sqlite: path.join(folder, `${name}.sqlite`),
  });
  await writeFiles(tables, files('whole'));
  await writeFiles(fewer, files('filtered'));
  const [whole, filtered] = [files('whole'), files('filtered')];
  duckdb = await openDuckdb(whole.duckdb);
  engines.set('duckdb', {
    whole: duckdbRun(duckdb),
    filtered: duckdbRun(await openDuckdb(filtered.duckdb)),
    dialect: 'duckdb',
  });
  sqlite = new DatabaseSync(whole.sqlite, { readOnly: true });
  const small = new DatabaseSync(filtered.sqlite, { readOnly: true });
  closing.push(
    () => sqlite.close(),
    () => small.close(),
  );
  engines.set('sqlite', { whole: sqliteRun(sqlite), filtered: sqliteRun(small), dialect: 'sqlite' });
  for (const name of ['postgres', 'mysql'] as const) {
    const { url, start } = kinds[name];
    if (url === undefined) continue;
    const [server, small] = [await start(url, tables), await start(url, fewer)];
    closing.push(
      () => server.close(),
      () => small.close(),
    );
    // what the server says it is: MySQL or MariaDB
    const dialect = Object.values(dialects).find((each) => each.name === server.dialect.name)?.name ?? name;
    engines.set(name, {
      whole: serverRun(server),
      filtered: serverRun(small),
      dialect: dialect as keyof typeof dialects,
    });
  }
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

function admit(text: string, dialect: keyof typeof dialects, policy: Policy = noPolicy): GuardedSql {
  const outcome = guardSql(text, { dialect: dialects[dialect], catalog, model, policy });
  if (!outcome.ok)
    throw new Error(`${dialect} refused: ${text}\n${outcome.problems.map(({ message }) => message).join('\n')}`);
  return outcome.value;
}

const outcomeOf = async (
  run: Run,
  sql: string,
  parameters?: readonly Scalar[],
): Promise<{ rows: readonly string[] } | { error: string }> => {
  try {
    return { rows: await run(sql, parameters) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

/** Whether rows are the same; of values that MySQL takes to be equal, each plan may show another. */
function alike(some: readonly string[], others: readonly string[], text: string, name: Writes): boolean {
  const blind = name === 'mysql' && /\b(distinct|union|group by|min|max)\b/.test(text);
  const seen = (rows: readonly string[]): string =>
    textOf(
      blind
        ? rows
            .map((row) =>
              row
                .normalize('NFD')
                .replace(/\p{M}| +(?=\\?")/gu, '')
                .toLowerCase(),
            )
            .toSorted()
        : rows,
    );
  return seen(some) === seen(others);
}

/** What the engine says to the text must be what it says to what the guard made of it; gives whether it ran. */
async function same(text: string, name: Writes): Promise<boolean> {
  const engine = engines.get(name);
  if (engine === undefined) throw new Error(`no ${name}`);
  const { sql } = admit(text, engine.dialect);
  const [before, after] = [await outcomeOf(engine.whole, text), await outcomeOf(engine.whole, sql)];
  if ('error' in before) return false;
  const found = 'rows' in after ? after.rows : [after.error];
  if (!alike(found, before.rows, text, name)) {
    const at = before.rows.findIndex((row, i) => row !== found[i]);
    throw new Error(
      `${name} (seed ${seed})\n${text}\n${sql}\nas text  ${before.rows.length} rows ${before.rows[at]}\nguarded  ${found.length} rows ${found[at]}`,
    );
  }
  if (engine.filtered === null) return true;
  const through = admit(text, engine.dialect, ruled);
  const [limited, copy] = [
    await outcomeOf(engine.whole, through.sql, through.parameters),
    await outcomeOf(engine.filtered, text),
  ];
  if (!('error' in copy) && ('error' in limited || !alike(limited.rows, copy.rows, text, name)))
    throw new Error(
      `${name} (seed ${seed}) differs from a filtered copy\n${text}\n${through.sql}\n${textOf(limited).slice(0, 500)}\n${textOf(copy).slice(0, 500)}`,
    );
  return true;
}

describe.each(['duckdb', 'sqlite', 'postgres', 'mysql'] as const)('legitimate SQL of %s', (name) => {
  const missing = name === 'postgres' || name === 'mysql' ? kinds[name].missing : '';

  test.skipIf(missing !== '')(`as people write it runs and gives what it gave before${missing}`, async () => {
    const refused: string[] = [];
    for (const text of handWritten(name)) if (!(await same(text, name))) refused.push(text);
    // everything written by hand is right, so the engine runs it
    expect(refused).toEqual([]);
  });

  deepTest(
    `hundreds that are put together run and give what they gave before${missing}`,
    async ({ rounds }) => {
      const texts = fc.sample(legitimate(name), { numRuns: rounds(5000), seed });
      let ran = 0;
      for (const text of texts) if (await same(text, name)) ran += 1;
      expect(ran / texts.length).toBeGreaterThan(0.8);
    },
    { skip: missing !== '' },
  );
});

describe('second opinions', () => {
  test('PostgreSQL reads what is printed as one select of the same tables and functions', async () => {
    for (const text of [...handWritten('postgres'), ...fc.sample(legitimate('postgres'), { numRuns: 200, seed })]) {
      const { sql, tables } = admit(text, 'postgres');
      const { stmts } = parseSync(sql) as { stmts: readonly { stmt: object }[] };
      expect(stmts.map(({ stmt }) => Object.keys(stmt))).toEqual([['SelectStmt']]);
      const seen = read(stmts);
      const ours = new Set(tables.map((table) => table.name));
      expect(seen.relations.filter((relation) => !ours.has(relation) && !seen.ctes.has(relation))).toEqual([]);
      expect([...ours].filter((table) => !seen.relations.includes(table))).toEqual([]);
      for (const word of seen.kinds)
        expect(word).not.toMatch(/^(?:Insert|Update|Delete|Merge|Copy|Do|LockingClause|IntoClause|Call)/);
    }
  });

  test('DuckDB reads what is printed as one select of the same tables', async () => {
    for (const text of [...handWritten('duckdb'), ...fc.sample(legitimate('duckdb'), { numRuns: 200, seed })]) {
      const { sql, tables } = admit(text, 'duckdb');
      const result = await duckdb.runAndReadAll(`select json_serialize_sql('${sql.replaceAll("'", "''")}')`);
      // one row of one text
      const tree = JSON.parse(result.getRowsJson()[0]?.[0] as string) as {
        error: boolean;
        error_message?: string;
        statements?: readonly unknown[];
      };
      expect(tree.error, `${tree.error_message}\n${sql}`).toBe(false);
      expect(tree.statements).toHaveLength(1);
      const text_ = JSON.stringify(tree);
      const relations = [...text_.matchAll(/"type":"BASE_TABLE".*?"table_name":"([^"]*)"/g)].map(
        (match) => match[1] ?? '',
      );
      const ours = new Set(tables.map((table) => table.name));
      expect([...ours].filter((table) => !relations.includes(table))).toEqual([]);
    }
  });

  test("the tables that we find are those that the engine's plan scans", async () => {
    const scanned = async (sql: string): Promise<readonly string[]> => {
      const result = await duckdb.runAndReadAll(`explain (format json) ${sql}`);
      // the text of the plan is the second of two
      const plan = result.getRowsJson()[0]?.[1] as string;
      return [...plan.matchAll(/"Table":\s*"(?:[^"]*\.)?([^".]+)"/g)].map((match) => match[1] ?? '');
    };
    let found = 0;
    for (const text of [...handWritten('duckdb'), ...fc.sample(legitimate('duckdb'), { numRuns: 100, seed })]) {
      const { sql, tables } = admit(text, 'duckdb');
      const ours = new Set(tables.map((table) => table.name));
      const theirs = await scanned(sql).catch(() => []);
      found += theirs.length;
      expect(
        theirs.filter((table) => !ours.has(table)),
        sql,
      ).toEqual([]);
    }
    expect(found).toBeGreaterThan(50);
    for (const text of fc.sample(legitimate('sqlite'), { numRuns: 100, seed })) {
      const { sql, tables } = admit(text, 'sqlite');
      const ours = new Set(tables.map((table) => table.name));
      const program = sqlite.prepare(`explain ${sql}`).all() as { opcode: string; p2: number; p3: number }[];
      const roots = program.filter(({ opcode, p3 }) => opcode === 'OpenRead' && p3 === 0).map(({ p2 }) => p2);
      for (const root of roots) {
        const owner = sqlite.prepare('select tbl_name as name from sqlite_master where rootpage = ?').get(root) as
          | { name: string }
          | undefined;
        if (owner !== undefined) expect([...ours], sql).toContain(owner.name);
      }
    }
  });
});

deepTest('what is compiled passes the guard', ({ rounds }) => {
  const plans = fc.sample(fc.oneof(detailPlan, groupedPlan, severalSteps), { numRuns: rounds(1000), seed });
  for (const name of ['duckdb', 'sqlite'] as const) {
    for (const plan of plans) {
      const compiled = compile(plan, noPolicy, dialects[name], { maxRows: 100 });
      if (!compiled.ok) continue;
      admit(inlined(compiled.value), name);
    }
  }
});

/** All relations, kinds of nodes and names of sub-queries in PostgreSQL's own tree. */
function read(tree: unknown): { relations: string[]; kinds: Set<string>; ctes: Set<string> } {
  const found = { relations: [] as string[], kinds: new Set<string>(), ctes: new Set<string>() };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const part of node) visit(part);
    else if (typeof node === 'object' && node !== null) {
      for (const [key, value] of Object.entries(node)) {
        if (/^[A-Z]/.test(key)) found.kinds.add(key);
        const part = value as { relname?: string; ctename?: string };
        if (key === 'RangeVar' && part.relname !== undefined) found.relations.push(part.relname);
        if (key === 'CommonTableExpr' && part.ctename !== undefined) found.ctes.add(part.ctename);
        visit(value);
      }
    }
  };
  visit(tree);
  return found;
}
