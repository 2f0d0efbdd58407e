import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors, createDuckdbFile, EnginePool, SourceError, type Connector } from './index.ts';
import { cellsOf, columnsAs, easy, read, statement } from './testing/statement.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere test ü'));
const file = (name: string): string => path.join(folder, name);
const signal = new AbortController().signal;
const pool = new EnginePool({ memoryMb: 2048 });
let duckdb: Connector;
let sqlite: Connector;
const both = (): readonly Connector[] => [duckdb, sqlite];

/** Runs for minutes where nobody stops it. */
const endless = (connector: Connector): string =>
  connector.dialect.name === 'duckdb'
    ? 'select count(*) from range(100000000000) as a(i) where i % 7 = 3'
    : 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';

const problemOf = async (work: Promise<unknown>): Promise<SourceError> => {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceError) return error;
  throw error;
};

beforeAll(async () => {
  await createDuckdbFile(file('a.duckdb'), ['create table n as select i from range(20000) as t(i)'], { signal });
  const database = new DatabaseSync(file('a.sqlite'));
  database.exec('create table n (i integer)');
  database.exec(
    'insert into n with recursive c(i) as (select 0 union all select i + 1 from c where i < 19999) select i from c',
  );
  database.close();
  duckdb = await connectors.duckdb.connect({ file: file('a.duckdb'), readOnly: true }, { pool });
  sqlite = await connectors.sqlite.connect({ file: file('a.sqlite'), readOnly: true }, { pool });
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

describe('a query that does not end', () => {
  test('is stopped after its time, and the next one works', async () => {
    for (const connector of both()) {
      const began = performance.now();
      const run = connector.run(statement(connector.dialect.name, endless(connector)), columnsAs('integer'), {
        ...easy,
        timeoutMs: 300,
      });
      expect((await problemOf(run)).code).toBe('query.timeout');
      expect(performance.now() - began).toBeLessThan(10_000);
      expect(await cellsOf(connector, 'select 1', ['integer'])).toEqual([[1]]);
    }
  });

  test('ends at once for the one who cancels it, and in the engine soon after', async () => {
    for (const connector of both()) {
      const controller = new AbortController();
      const run = connector.run(statement(connector.dialect.name, endless(connector)), columnsAs('integer'), {
        ...easy,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 200);
      expect((await problemOf(run)).code).toBe('query.cancelled');
      // both cores are free again: nothing of it runs on
      await sleep(500);
      const began = performance.now();
      expect(await cellsOf(connector, 'select count(*) from n', ['integer'])).toEqual([[20_000]]);
      expect(performance.now() - began).toBeLessThan(5000);
    }
  });

  test('is never started when it was cancelled before', async () => {
    const gone = AbortSignal.abort();
    for (const connector of both()) {
      const run = connector.run(statement(connector.dialect.name, 'select 1'), columnsAs('integer'), {
        ...easy,
        signal: gone,
      });
      expect((await problemOf(run)).code).toBe('query.cancelled');
    }
  });
});

describe('a child that is killed', () => {
  test('fails its query in words, and the next query works', async () => {
    for (const connector of both()) {
      await cellsOf(connector, 'select 1', ['integer']);
      const run = problemOf(
        connector.run(statement(connector.dialect.name, endless(connector)), columnsAs('integer'), easy),
      );
      await sleep(300);
      for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
      const problem = await run;
      expect(problem.code).toBe('source.crashed');
      expect(problem.message).toContain('stopped');
      expect(await cellsOf(connector, 'select 1', ['integer'])).toEqual([[1]]);
    }
  });

  test('takes no query with it that was only near: those are run once more', async () => {
    const slow = 'select count(*) from n as a, n as b where a.i < 2000 and (a.i * 31 + b.i) % 5 = 4';
    await cellsOf(duckdb, 'select 1', ['integer']);
    const runs = Array.from({ length: 5 }, () => cellsOf(duckdb, slow, ['integer']));
    await sleep(100);
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    const counts = await Promise.all(runs);
    expect(new Set(counts.map((cells) => JSON.stringify(cells))).size).toBe(1);
  });
});

describe('caps', () => {
  test('rows beyond the cap are cut off and the result says so', async () => {
    for (const connector of both()) {
      const run = (maxRows: number) =>
        connector.run(statement(connector.dialect.name, 'select i from n order by i'), columnsAs('integer'), {
          ...easy,
          maxRows,
        });
      const cut = await run(5000);
      expect([cut.rowCount, cut.truncated, read(cut)[0]?.length]).toEqual([5000, true, 5000]);
      const whole = await run(20_000);
      expect([whole.rowCount, whole.truncated]).toEqual([20_000, false]);
    }
  });

  test('a result of too many bytes fails in words', async () => {
    for (const connector of both()) {
      const run = connector.run(statement(connector.dialect.name, 'select i from n'), columnsAs('integer'), {
        ...easy,
        maxRows: 20_000,
        maxBytes: 3000,
      });
      const problem = await problemOf(run);
      expect([problem.code, problem.message]).toEqual([
        'query.too-large',
        'The result is larger than 3000 bytes, the most that is sent.',
      ]);
    }
  });

  test('a query that needs more memory than it may fails in words', async () => {
    const small = new EnginePool({ memoryMb: 512, tempMb: 64 });
    const connector = await connectors.duckdb.connect({ file: file('a.duckdb'), readOnly: true }, { pool: small });
    const run = cellsOf(connector, 'select len(list(i)) from range(200000000) as t(i)', ['integer']);
    expect((await problemOf(run)).code).toBe('query.too-large');
    expect(await cellsOf(connector, 'select 1', ['integer'])).toEqual([[1]]);
    await small.close();
  });
});

test('a hundred queries at once all get their own answer', async () => {
  for (const connector of both()) {
    const asked = Array.from({ length: 100 }, (_, i) => i);
    const sql =
      connector.dialect.name === 'duckdb' ? 'select $1::bigint + count(*) from n' : 'select ?1 + count(*) from n';
    const answers = await Promise.all(asked.map((i) => cellsOf(connector, sql, ['integer'], [i])));
    expect(answers).toEqual(asked.map((i) => [[20_000 + i]]));
  }
});

test('more waiting than the queue holds is turned away as busy', async () => {
  const tight = new EnginePool({ max: 1, queue: 2 });
  const connector = await connectors.sqlite.connect({ file: file('a.sqlite'), readOnly: true }, { pool: tight });
  const controller = new AbortController();
  const options = { ...easy, signal: controller.signal };
  const runs = Array.from({ length: 4 }, () =>
    problemOf(connector.run(statement('sqlite', endless(connector)), columnsAs('integer'), options)),
  );
  expect((await Promise.race(runs)).code).toBe('source.busy');
  controller.abort();
  expect((await Promise.all(runs)).map((problem) => problem.code).toSorted()).toEqual([
    'query.cancelled',
    'query.cancelled',
    'query.cancelled',
    'source.busy',
  ]);
  await tight.close();
});

test('more files than children may be are read by turns', async () => {
  const few = new EnginePool({ max: 2 });
  const copies = ['b', 'c', 'd', 'e'].map((name) => {
    copyFileSync(file('a.duckdb'), file(`${name}.duckdb`));
    return file(`${name}.duckdb`);
  });
  const counts = await Promise.all(
    copies.map(async (copy) =>
      cellsOf(
        await connectors.duckdb.connect({ file: copy, readOnly: true }, { pool: few }),
        'select count(*) from n',
        ['integer'],
      ),
    ),
  );
  expect(counts).toEqual(copies.map(() => [[20_000]]));
  expect(few.pids.length).toBeLessThanOrEqual(2);
  await few.close();
  await sleep(50);
  expect(few.pids).toEqual([]);
});

test('an idle child ends by itself', async () => {
  const brief = new EnginePool({ idleMs: 50 });
  await connectors.duckdb.connect({ file: file('a.duckdb'), readOnly: true }, { pool: brief });
  await expect.poll(() => brief.pids.length, { timeout: 5000 }).toBe(0);
  await brief.close();
});

test('a file that is replaced is read anew, and its version changes', async () => {
  const name = file('replaced.duckdb');
  await createDuckdbFile(name, ['create table v as select 1 as v'], { signal });
  const connector = await connectors.duckdb.connect({ file: name, readOnly: true }, { pool });
  const before = await connector.dataVersion();
  expect(await cellsOf(connector, 'select v from v', ['integer'])).toEqual([[1]]);
  expect(await connector.dataVersion()).toBe(before);
  await createDuckdbFile(name, ['create table v as select 2 as v'], { signal });
  expect(await cellsOf(connector, 'select v from v', ['integer'])).toEqual([[2]]);
  expect(await connector.dataVersion()).not.toBe(before);
});

describe('files that are none', () => {
  const kinds = ['duckdb', 'sqlite'] as const;
  const attempt = (kind: (typeof kinds)[number], name: string): Promise<SourceError> =>
    problemOf(connectors[kind].connect({ file: name, readOnly: true }, { pool }));

  test('a missing one, a folder, an empty one, noise and a torn one are refused in words', async () => {
    writeFileSync(file('noise'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)));
    writeFileSync(file('text'), 'Dear database, this is a letter.\n'.repeat(300));
    for (const kind of kinds) {
      copyFileSync(file(`a.${kind}`), file(`torn.${kind}`));
      truncateSync(file(`torn.${kind}`), 9000);
      for (const name of ['missing', '.', 'noise', 'text']) {
        const problem = await attempt(kind, file(name));
        expect([kind, name, problem.code]).toEqual([kind, name, 'source.unavailable']);
      }
      const torn = await problemOf(
        connectors[kind]
          .connect({ file: file(`torn.${kind}`), readOnly: true }, { pool })
          .then((connector) => cellsOf(connector, 'select count(*) from n', ['integer'])),
      );
      expect(['source.unavailable', 'source.crashed']).toContain(torn.code);
    }
    expect(await cellsOf(duckdb, 'select 1', ['integer'])).toEqual([[1]]);
  });
});

describe('the sandbox', () => {
  const refused = async (connector: Connector, sql: string): Promise<string> =>
    (await problemOf(cellsOf(connector, sql, ['integer']))).code;

  test('DuckDB reaches no other file, no network and no setting', async () => {
    for (const sql of [
      `select count(*) from read_csv('/etc/passwd')`,
      `select count(*) from read_text('${file('a.sqlite')}')`,
      `select count(*) from 'https://example.com/x.parquet'`,
      `attach '${file('other.duckdb')}'`,
      `copy n to '${file('stolen.csv')}'`,
      'insert into n values (1)',
      'create table x (i integer)',
      'set enable_external_access = true',
      `set memory_limit = '100GB'`,
      'install httpfs',
      'load httpfs',
    ]) {
      expect([sql, await refused(duckdb, sql)]).toEqual([sql, 'query.failed']);
    }
    expect(
      await cellsOf(duckdb, `select current_setting('TimeZone'), getenv('PATH')`, ['text', 'text']).catch(
        () => 'no such function',
      ),
    ).not.toContain('/usr');
  });

  test('SQLite changes nothing and opens nothing else', async () => {
    for (const sql of [
      'insert into n values (1)',
      'create table x (i integer)',
      'pragma query_only = off; insert into n values (1)',
      `attach '${file('other.sqlite')}' as o`,
      `select load_extension('x')`,
      `vacuum into '${file('stolen.sqlite')}'`,
    ]) {
      const code = await refused(sqlite, sql);
      expect([sql, ['sql.refused', 'query.failed', 'source.unavailable'].includes(code)]).toEqual([sql, true]);
    }
  });

  test('a child sees nothing of the environment', async () => {
    process.env['LUMIERE_TEST_SECRET'] = 'do not tell';
    try {
      const fresh = new EnginePool();
      await connectors.duckdb.connect({ file: file('a.duckdb'), readOnly: true }, { pool: fresh });
      const { readFileSync } = await import('node:fs');
      const environment = fresh.pids.map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8')).join('');
      expect(environment).toContain('UV_THREADPOOL_SIZE=16');
      expect(environment).not.toContain('do not tell');
      expect(environment).not.toContain('PATH=');
      await fresh.close();
    } finally {
      delete process.env['LUMIERE_TEST_SECRET'];
    }
  });
});

test('children end when their parent is killed, also in the middle of a query', async () => {
  const script = `
    import { EnginePool, connectors } from '${new URL('./index.ts', import.meta.url).href}';
    import { statement, columnsAs, easy } from '${new URL('./testing/statement.ts', import.meta.url).href}';
    const pool = new EnginePool();
    for (const kind of ['duckdb', 'sqlite']) {
      const connector = await connectors[kind].connect({ file: ${JSON.stringify(folder)} + '/a.' + kind, readOnly: true }, { pool });
      const sql = kind === 'duckdb' ? ${JSON.stringify('select count(*) from range(100000000000) as a(i) where i % 7 = 3')} : 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';
      connector.run(statement(kind, sql), columnsAs('integer'), { ...easy, timeoutMs: 60000 }).catch(() => undefined);
    }
    setTimeout(() => console.log(JSON.stringify(pool.pids)), 500);
  `;
  writeFileSync(file('parent.mts'), script);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const parent = spawn(process.execPath, ['--import', tsx, file('parent.mts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids = await new Promise<number[]>((resolve) => {
    parent.stdout.once('data', (text: Buffer) => resolve(JSON.parse(text.toString()) as number[]));
  });
  expect(pids.length).toBe(2);
  parent.kill('SIGKILL');
  const alive = (): number[] =>
    pids.filter((pid) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    });
  await expect.poll(alive, { timeout: 8000 }).toEqual([]);
});

describe('createDuckdbFile', () => {
  test('leaves nothing behind where a statement fails, and keeps what was there', async () => {
    const name = file('kept.duckdb');
    await createDuckdbFile(name, ['create table v as select 1 as v'], { signal });
    const failed = await problemOf(
      createDuckdbFile(name, ['create table v as select 2 as v', 'select * from nothing'], { signal }),
    );
    expect(failed.code).toBe('query.failed');
    const connector = await connectors.duckdb.connect({ file: name, readOnly: true }, { pool });
    expect(await cellsOf(connector, 'select v from v', ['integer'])).toEqual([[1]]);
  });

  test('can be cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 600);
    const name = file('never.duckdb');
    const made = createDuckdbFile(
      name,
      ['create table v as select count(*) as v from range(100000000000) as a(i) where i % 7 = 3'],
      { signal: controller.signal },
    );
    expect((await problemOf(made)).code).toBe('query.cancelled');
    const { readdirSync } = await import('node:fs');
    expect(readdirSync(folder).filter((entry) => entry.startsWith('never'))).toEqual([]);
  });
});
