import { deepTest } from '@lumiere/testing';
import type { ValueType } from '@lumiere/values';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector, RunOptions } from '../connector.ts';
import { SourceError } from '../source-error.ts';
import { columnText, finish } from '../wire.ts';
import { columnsAs, easy, read, statement } from './statement.ts';

/** A value as SQL writes it and as the wire carries it. */
export interface TypedValue {
  readonly sql: string;
  readonly type: ValueType;
  readonly wire: unknown;
}

/** What the suite needs to know of a source; its tables are those of `conformanceTables`. */
export interface Conforming {
  readonly name: string;
  open(): Promise<Connector>;
  /** Values of every type that the source has. */
  readonly values: readonly TypedValue[];
  /** A query that runs for many seconds, one column. */
  readonly slow: string;
  /** A query of `count` rows of one integer column, 1 and on. */
  readonly rows: (count: number) => string;
  /** A text of so many letters, as SQL. */
  readonly letters: (count: number) => string;
  /** How many queries like `slow` the source is running, asked elsewhere; null where nobody can tell. */
  readonly running: (() => Promise<number>) | null;
  /** Statements that would write or break out, and what proves that none did: it must stay the same. */
  readonly hostile: readonly string[];
  readonly trace: () => Promise<unknown>;
  /** Sessions in use and waited for, where the source has sessions. */
  readonly busy: ((connector: Connector) => number) | null;
  /** How the catalog names the schema of the tables. */
  readonly schema: string | null;
  close(): Promise<void>;
}

/** The tables of the catalog's test, in SQL that every source understands but for the types in it. */
export const conformanceTables = (timestamp: string, text = 'varchar(40)'): readonly string[] => [
  `create table customers (id integer primary key, email ${text} not null unique, region ${text}, joined date)`,
  `create table orders (id integer primary key, customer_id integer not null, amount decimal(12, 2), at_time ${timestamp}, foreign key (customer_id) references customers (id))`,
  `insert into customers values (1, 'a@x', 'Nord', '2020-02-29'), (2, 'b@x', 'Nord', '2021-01-01'), (3, 'c@x', null, null)`,
  `insert into orders values (10, 1, 5.5, '2024-01-01 10:00:00'), (11, 1, -2.25, '2024-01-02 00:00:00'), (12, 3, null, null)`,
  'create view by_region as select region, count(*) as customers from customers group by region',
];

/** What every source must do alike: see docs/decisions/0001 and 0002. */
export function conforms(source: Conforming): void {
  describe(`${source.name} conforms`, () => {
    let connector: Connector;
    beforeAll(async () => {
      connector = await source.open();
    });
    afterAll(async () => {
      await connector.close();
      await source.close();
    });
    const run = (sql: string, types: readonly ValueType[], options: Partial<RunOptions> = {}) =>
      connector.run(statement(connector.dialect.name, sql), columnsAs(...types), { ...easy, ...options });
    const failure = async (work: Promise<unknown>): Promise<SourceError> => {
      const error = await work.then(
        () => new Error('it did not fail'),
        (thrown: unknown) => thrown,
      );
      if (error instanceof SourceError) return error;
      throw error;
    };

    test.each(source.values)('$sql is $wire as $type', async ({ sql, type, wire }) => {
      expect(read(await run(`select ${sql} as v`, [type]))).toEqual([[wire]]);
    });

    test('a missing value is null in every type, beside others in one result', async () => {
      const cells = source.values.flatMap(({ sql }) => [sql, `nullif(1, 1)`]).map((sql, i) => `${sql} as c${i}`);
      const types = source.values.flatMap(({ type }) => [type, type]);
      const expected = source.values.flatMap(({ wire }) => [[wire], [null]]);
      expect(read(await run(`select ${cells.join(', ')}`, types))).toEqual(expected);
    });

    test('the hash is that of keys, types and cells, whatever the source', async () => {
      const columns = columnsAs('integer', 'text', 'double');
      const texts = columns.map(columnText);
      for (const [i, cells] of ['7', '"grün"', '0.5'].entries()) {
        const text = texts[i];
        if (text === undefined) continue;
        text.text += `,${cells}`;
        text.doubles?.push(Number(cells));
      }
      const { hash } = await run(`select 7 as a, 'grün' as b, 0.5 as c`, ['integer', 'text', 'double']);
      expect(hash).toBe(finish(columns, texts, 1000).hash);
    });

    test('columns that nobody foretold are named and typed as the source gives them', async () => {
      const found = await connector.run(
        statement(
          connector.dialect.name,
          `select id, email as "Mail", email as mail, joined, id * 2.5 as x, count(*) over () as n from customers order by id`.replaceAll(
            '"',
            /mysql|mariadb/.test(connector.dialect.name) ? '`' : '"',
          ),
        ),
        null,
        easy,
      );
      expect(found.found?.map(({ key, name, type }) => [key, name, type])).toEqual([
        ['id', 'id', 'integer'],
        ['mail', 'Mail', 'text'],
        ['mail_2', 'mail', 'text'],
        ['joined', 'joined', 'date'],
        ['x', 'x', expect.stringMatching(/^(decimal|double)$/)],
        ['n', 'n', 'integer'],
      ]);
      const [ids, mails, , joined] = read(found);
      expect([ids, mails, joined]).toEqual([
        [1, 2, 3],
        ['a@x', 'b@x', 'c@x'],
        ['2020-02-29', '2021-01-01', null],
      ]);
      // another run of it is proven the same by its hash
      const again = await connector.run(
        statement(connector.dialect.name, 'select id from customers order by id'),
        null,
        easy,
      );
      const foretold = await connector.run(
        statement(connector.dialect.name, 'select id from customers order by id'),
        columnsAs('integer').map((column) => ({ ...column, key: 'id' })),
        easy,
      );
      expect([again.hash, foretold.found]).toEqual([foretold.hash, null]);
      const none = await connector.run(
        statement(connector.dialect.name, 'select id, email from customers where 1 = 0'),
        null,
        easy,
      );
      expect([read(none), none.rowCount, none.found?.map(({ key }) => key)]).toEqual([[[], []], 0, ['id', 'email']]);
    });

    test.each(source.values)('$sql is found to be $type, or is written as what it is', async ({ sql, type, wire }) => {
      const { found, data } = await connector.run(statement(connector.dialect.name, `select ${sql} as v`), null, easy);
      const cells: unknown = JSON.parse(new TextDecoder().decode(data));
      if (found?.[0]?.type === type) expect(cells).toEqual([[wire]]);
      else expect(cells).toEqual([[expect.anything()]]);
    });

    test('rows beyond the cap are cut off and said to be', async () => {
      const cut = await run(source.rows(5000), ['integer'], { maxRows: 10 });
      expect([read(cut)[0]?.length, cut.rowCount, cut.truncated]).toEqual([10, 10, true]);
      const whole = await run(source.rows(10), ['integer'], { maxRows: 10 });
      expect([whole.rowCount, whole.truncated]).toEqual([10, false]);
      const none = await run(`select 1 as one where 1 = 0`, ['integer']);
      expect([read(none), none.rowCount]).toEqual([[[]], 0]);
    });

    test('bytes beyond the cap are refused, in many rows or in one', async () => {
      const many = await failure(run(source.rows(20_000), ['integer'], { maxBytes: 20_000, maxRows: 1_000_000 }));
      expect(many.code).toBe('query.too-large');
      const one = await failure(run(`select ${source.letters(3_000_000)} as v`, ['text'], { maxBytes: 100_000 }));
      expect(one.code).toBe('query.too-large');
      expect(read(await run(source.rows(2), ['integer']))).toEqual([[1, 2]]);
    });

    test('a query that takes too long is stopped in the source', async () => {
      const started = Date.now();
      expect((await failure(run(source.slow, ['text'], { timeoutMs: 700 }))).code).toBe('query.timeout');
      expect(Date.now() - started).toBeLessThan(5000);
      await quiet();
    });

    test('a cancelled query is told so at once, and the source stops it', async () => {
      const stop = new AbortController();
      const work = failure(run(source.slow, ['text'], { signal: stop.signal }));
      if (source.running !== null) await until(async () => (await source.running?.()) === 1);
      else await new Promise((resolve) => setTimeout(resolve, 400));
      const started = Date.now();
      stop.abort();
      expect((await work).code).toBe('query.cancelled');
      expect(Date.now() - started).toBeLessThan(1500);
      await quiet();
      expect(read(await run(source.rows(1), ['integer']))).toEqual([[1]]);
      expect((await failure(run(source.rows(1), ['integer'], { signal: AbortSignal.abort() }))).code).toBe(
        'query.cancelled',
      );
    });

    test('the catalog has tables, views, columns, keys, counts, bounds and samples', async () => {
      const { tables } = await connector.catalog({ signal: easy.signal, samples: true });
      const named = (name: string) => tables.find((table) => table.name === name && table.schema === source.schema);
      const [customers, orders, view] = ['customers', 'orders', 'by_region'].map(named);
      expect([customers?.kind, customers?.rows, customers?.primaryKey, customers?.unique]).toEqual([
        'table',
        3,
        ['id'],
        [['email']],
      ]);
      expect(orders?.foreignKeys).toEqual([
        { columns: ['customer_id'], to: { schema: source.schema, table: 'customers', columns: ['id'] } },
      ]);
      expect([view?.kind, view?.columns.map(({ name }) => name)]).toEqual(['view', ['region', 'customers']]);
      expect(customers?.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
        ['id', 'integer', false],
        ['email', 'text', false],
        ['region', 'text', true],
        ['joined', 'date', true],
      ]);
      const column = (name: string) =>
        [...(customers?.columns ?? []), ...(orders?.columns ?? [])].find((each) => each.name === name);
      expect(column('region')).toMatchObject({ distinct: 1, nulls: 1, min: 'Nord', samples: ['Nord'], complete: true });
      expect(column('joined')).toMatchObject({ distinct: 2, nulls: 1, min: '2020-02-29', max: '2021-01-01' });
      expect(column('amount')).toMatchObject({ nulls: 1, min: -2.25, max: 5.5 });
      expect(column('at_time')).toMatchObject({ type: 'timestamp', min: '2024-01-01T10:00:00' });
    });

    test.each(source.hostile)('cannot be made to write: %s', async (sql) => {
      const before = await source.trace();
      const given = Array.from({ length: 4 }, (_, i) => i + 1);
      // with one to four columns expected, so that none of them is saved by their number alone
      for (const count of given) {
        await run(
          sql,
          Array.from({ length: count }, () => 'text'),
        ).catch((error: unknown) => {
          if (!(error instanceof SourceError)) throw error;
        });
      }
      expect(await source.trace()).toEqual(before);
      expect(read(await run(source.rows(1), ['integer']))).toEqual([[1]]);
    });

    test('a statement that is none is refused in words that hold no secret', async () => {
      for (const sql of ['selec 1', 'select * from no_such_table', 'select no_such_column from customers']) {
        const error = await failure(run(sql, ['text']));
        expect([error.code, error.message]).toEqual(['query.failed', expect.not.stringContaining('secret')]);
      }
    });

    deepTest('a thousand queries that run, fail and are cancelled leave no session behind', async ({ rounds }) => {
      const total = rounds(1000);
      const one = async (i: number): Promise<void> => {
        if (i % 10 === 3) await failure(run('select * from no_such_table', ['text']));
        else if (i % 10 === 5) {
          const stop = new AbortController();
          const work = run(source.rows(50), ['integer'], { signal: stop.signal }).catch((error: unknown) => error);
          setTimeout(() => stop.abort(), i % 7);
          await work;
        } else if (i % 100 === 17) await failure(run(source.slow, ['text'], { timeoutMs: 60 }));
        else expect((await run(source.rows(3), ['integer'])).rowCount).toBe(3);
      };
      for (let i = 0; i < total; i += 10) await Promise.all(Array.from({ length: 10 }, (_, k) => one(i + k)));
      await quiet();
    });

    /** Waits until the source is running nothing and no session is in use. */
    const quiet = async (): Promise<void> => {
      if (source.running !== null) await until(async () => (await source.running?.()) === 0);
      if (source.busy !== null) await until(() => Promise.resolve(source.busy?.(connector) === 0));
    };
  });
}

/** Waits until it holds, a few seconds at most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('it did not come to hold within 8 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
