import { type Expression, type Plan, type Step, bareStep, planOf } from '@lumiere/semantic';
import { compile, type Dialect } from '@lumiere/sql';
import type { ValueType } from '@lumiere/values';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { column, from, noPolicy, output, table, value } from './testing/plans.ts';
import { randomTables } from './testing/random-data.ts';
import { serverKinds, type Server } from './testing/servers.ts';
import type { Value } from './testing/naive.ts';

/** What the random plans do not meet: the types that only one server has, numbers near their ends, names that are keywords. */

const words = ['b', 'B', 'a', 'á', 'a ', 'A', 'ß', 'Z', ' z', '😀'];
const sorted = words.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** The columns of the table `odd`, by server: ids 1 to 10, with a word each. */
const columns = {
  PostgreSQL: `id smallint, word text collate "und-x-icu", code char(5), kind kind, ref uuid, big bigint, exact numeric(30, 10), rough real,
    at timestamptz, doc json, flag boolean`,
  MariaDB: `id smallint unsigned, word varchar(20) collate utf8mb4_general_ci, code char(5) character set latin1, kind enum('z', 'a'),
    ref char(36), big bigint, exact decimal(30, 10), rough float, at timestamp(6) null, doc text, flag boolean`,
};
const refs = '00000000-0000-0000-0000-00000000000';

for (const [title, { url, start, missing }] of Object.entries(serverKinds)) {
  describe.skipIf(url === undefined)(`${title}${missing}`, () => {
    let server: Server;
    beforeAll(async () => {
      server = await start(url ?? '', randomTables(1));
      const run = (sql: string, parameters: readonly string[] = []): Promise<unknown> =>
        server.run({ sql, parameters }, []);
      if (title === 'PostgreSQL') await run(`create type kind as enum ('z', 'a')`);
      await run(`create table odd (${columns[title as keyof typeof columns]})`);
      const place = (n: number): string => (server.dialect.positional ? '?' : `$${n}`);
      for (const [i, word] of words.entries()) {
        const at = `2024-0${(i % 2) + 3}-30 23:30:00`;
        const cells = `'ab', '${i % 2 === 0 ? 'z' : 'a'}', '${refs}${i}', 9223372036854775807, 1234567890.0123456789, 0.5, '${at}', '{}', true`;
        await run(`insert into odd values (${i + 1}, ${place(1)}, ${cells})`, [word]);
      }
    });
    afterAll(() => server.close());

    const o = (name: string, type: ValueType): Expression => column('o', name, type);
    const texts = async (plan: Plan): Promise<(string | null)[][]> => {
      const rows = await rowsOf(server, plan);
      return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    };
    const select = (outputs: readonly [Expression, ValueType][], more: Partial<Step> = {}): Plan =>
      planOf([
        bareStep(
          'result',
          table('odd', 'o'),
          outputs.map(([e, type], i) => output(`c${i}`, e, type)),
          more,
        ),
      ]);
    const first = async (e: Expression, type: ValueType, more: Partial<Step> = {}): Promise<string | null> =>
      (
        await texts(select([[e, type]], { orderBy: [{ value: o('id', 'integer'), descending: false }], ...more }))
      )[0]?.[0] ?? null;
    const is = (left: Expression, right: Expression): Expression => ({ kind: 'compare', op: '=', left, right });
    const math = (op: '+' | '-' | '*' | '/', left: Expression, right: Expression, type: ValueType): Expression => ({
      kind: 'arithmetic',
      op,
      left,
      right,
      type,
    });
    const of = (
      fn: 'sum' | 'avg' | 'min' | 'max' | 'count' | 'count-distinct',
      e: Expression | null,
      type: ValueType,
    ): Expression => ({
      kind: 'aggregate',
      function: fn,
      of: e,
      where: null,
      percentile: null,
      type,
    });

    test('groups, sorts and tests text by its bytes, whatever the collation of the column', async () => {
      const word = o('word', 'text');
      const orderBy = [{ value: word, descending: false }];
      expect((await texts(select([[word, 'text']], { orderBy }))).flat()).toEqual(sorted);
      expect((await texts(select([[word, 'text']], { orderBy, distinct: true }))).flat()).toEqual(sorted);
      const grouped = select(
        [
          [word, 'text'],
          [of('count', null, 'integer'), 'integer'],
        ],
        { groupBy: ['c0'], orderBy },
      );
      expect(await texts(grouped)).toEqual(sorted.map((text) => [text, '1']));
      for (const wanted of words) {
        const found = select([[word, 'text']], { where: is(word, value(wanted, 'text')) });
        expect((await texts(found)).flat()).toEqual([wanted]);
      }
      expect(await first(of('min', word, 'text'), 'text', { groupBy: [], orderBy: [] })).toBe(sorted[0]);
      expect(await first(of('max', word, 'text'), 'text', { groupBy: [], orderBy: [] })).toBe(sorted.at(-1));
    });

    test('takes for text what the model calls text', async () => {
      const kind = o('kind', 'text');
      const ordered = select([[kind, 'text']], { orderBy: [{ value: kind, descending: false }], distinct: true });
      expect((await texts(ordered)).flat()).toEqual(['a', 'z']);
      for (const [name, wanted, count] of [
        ['kind', 'a', '5'],
        ['kind', 'no such', '0'],
        ['code', 'ab', '10'],
        ['ref', `${refs}3`, '1'],
        ['ref', 'no reference', '0'],
      ] as const) {
        const where = is(o(name, 'text'), value(wanted, 'text'));
        expect(await first(of('count', null, 'integer'), 'integer', { where, groupBy: [], orderBy: [] })).toBe(count);
        const match: Expression = { kind: 'text-match', op: 'ends-with', of: o(name, 'text'), value: wanted };
        expect(await first(of('count', null, 'integer'), 'integer', { where: match, groupBy: [], orderBy: [] })).toBe(
          count,
        );
      }
      expect(await first(o('code', 'text'), 'text')).toBe('ab');
    });

    test('calculates with whole numbers exactly or not at all', async () => {
      const [id, big] = [o('id', 'integer'), o('big', 'integer')];
      const wide = math(
        '*',
        math('*', id, value(30_000, 'integer'), 'integer'),
        value(3_000_000, 'integer'),
        'integer',
      );
      expect(await first(wide, 'integer')).toBe('90000000000');
      expect(await first(math('*', id, value(-5, 'integer'), 'integer'), 'integer')).toBe('-5');
      expect(await first(math('-', value(-5, 'integer'), id, 'integer'), 'integer')).toBe('-6');
      expect(await first(of('sum', big, 'integer'), 'integer', { groupBy: [], orderBy: [] })).toBe(
        '92233720368547758070',
      );
      const over = await first(math('+', big, value(1, 'integer'), 'integer'), 'integer').catch(() => 'an error');
      expect(['an error', '9223372036854775808']).toContain(over);
      const exactly = is(big, value('9223372036854775807', 'integer'));
      expect(await first(id, 'integer', { where: exactly })).toBe('1');
      expect(await first(id, 'integer', { where: is(big, value('9223372036854775806', 'integer')) })).toBe(null);
    });

    test('keeps every digit of decimals, and divides as doubles', async () => {
      const [exact, id] = [o('exact', 'decimal'), o('id', 'integer')];
      expect(await first(of('sum', exact, 'decimal'), 'decimal', { groupBy: [], orderBy: [] })).toBe(
        '12345678900.1234567890',
      );
      const found = await first(math('*', exact, exact, 'decimal'), 'decimal');
      expect(found).toBe(square(12_345_678_900_123_456_789n));
      expect(Number(await first(math('/', id, value(3, 'integer'), 'double'), 'double'))).toBe(1 / 3);
      expect(await first(math('/', id, value(0, 'integer'), 'double'), 'double')).toBe(null);
      expect(Number(await first(of('avg', id, 'double'), 'double', { groupBy: [], orderBy: [] }))).toBe(5.5);
      expect(
        Number(await first(of('sum', o('rough', 'double'), 'double'), 'double', { groupBy: [], orderBy: [] })),
      ).toBe(5);
    });

    test('forgets what left a moving window, rounding and all', async () => {
      const x: Expression = {
        kind: 'case',
        when: is(o('id', 'integer'), value(1, 'integer')),
        then: value(1e16, 'double'),
        otherwise: value(1, 'double'),
        type: 'double',
      };
      const over = (fn: 'sum' | 'avg'): Expression => ({
        kind: 'window',
        function: fn,
        of: x,
        partitionBy: [],
        orderBy: [{ value: o('id', 'integer'), descending: false }],
        rows: 2,
        type: 'double',
      });
      const plan = select(
        [
          [over('sum'), 'double'],
          [over('avg'), 'double'],
        ],
        { orderBy: [{ value: o('id', 'integer'), descending: false }] },
      );
      const rows = (await texts(plan)).map((row) => row.map(Number));
      expect(rows[0]).toEqual([1e16, 1e16]);
      expect(rows.slice(2)).toEqual(words.slice(2).map(() => [2, 1]));
    });

    test('keeps the group without a value apart from the others', async () => {
      const even: Expression = { kind: 'compare', op: '<=', left: o('id', 'integer'), right: value(2, 'integer') };
      const key: Expression = {
        kind: 'case',
        when: even,
        then: o('exact', 'decimal'),
        otherwise: null,
        type: 'decimal',
      };
      const distinct = of('count-distinct', o('ref', 'text'), 'integer');
      const plan = select(
        [
          [math('-', key, key, 'decimal'), 'decimal'],
          [distinct, 'integer'],
        ],
        { groupBy: ['c0'], orderBy: [{ value: math('-', key, key, 'decimal'), descending: true }] },
      );
      expect((await texts(plan)).map(([, count]) => count)).toEqual(['2', '8']);
    });

    test('knows the least and the greatest truth', async () => {
      const flag = o('flag', 'boolean');
      for (const fn of ['min', 'max'] as const) {
        expect(await first(of(fn, flag, 'boolean'), 'boolean', { groupBy: [], orderBy: [] })).toMatch(/^(t|true|1)$/);
      }
    });

    test('shows instants by the clock of the zone that was asked for', async () => {
      const at = o('at', 'instant');
      const zone = [
        { fromMs: null, offsetSeconds: 3600 },
        { fromMs: Date.UTC(2024, 2, 31, 1), offsetSeconds: 7200 },
      ];
      const cut = (grain: 'day' | 'month' | 'hour'): Expression => ({
        kind: 'truncate',
        of: at,
        grain,
        weekStart: 1,
        zone,
      });
      expect(await first(cut('day'), 'date')).toBe('2024-03-31');
      expect(await first(cut('month'), 'date')).toBe('2024-03-01');
      expect(await first(cut('hour'), 'instant')).toMatch(/^2024-03-31 00:00:00/);
      const second = { where: is(o('id', 'integer'), value(2, 'integer')) };
      expect(await first(cut('hour'), 'instant', second)).toMatch(/^2024-05-01 01:00:00/);
      expect(await first(cut('month'), 'date', second)).toBe('2024-05-01');
      const since: Expression = {
        kind: 'compare',
        op: '>=',
        left: at,
        right: value('2024-04-30T23:30:00Z', 'instant'),
      };
      expect(await first(of('count', null, 'integer'), 'integer', { where: since, groupBy: [], orderBy: [] })).toBe(
        '5',
      );
    });

    test('needs quotes for no word that it knows beyond those we quote', async () => {
      const known =
        title === 'PostgreSQL'
          ? 'select word from pg_get_keywords()'
          : 'select lower(word) from information_schema.keywords';
      const keywords = (await server.run({ sql: known, parameters: [] }, ['text'])).flat().map(String);
      expect(keywords.length).toBeGreaterThan(300);
      const refused: string[] = [];
      for (const word of keywords) {
        if (!/^[a-z_][a-z0-9_]*$/.test(word) || server.dialect.reserved.has(word)) continue;
        const sql = `with ${word} as (select 1 as ${word}) select ${word}.${word} as ${word} from ${word} as ${word} order by ${word}`;
        await server.run({ sql, parameters: [] }, ['integer']).catch(() => refused.push(word));
      }
      expect(refused).toEqual([]);
    });

    test('keeps apart long names that begin alike, and names beyond the basic plane', async () => {
      const long = 'revenue_of_all_customers_that_came_back_within_a_year_after_they_left_';
      const keys = [`${long}in_spring`, `${long}in_autumn`, '😀', '😁', 'select', 'a`b"c?1', 'end '];
      const inner = bareStep(
        'inner_rows',
        table('odd', 'o'),
        keys.map((key, i) => output(key, math('+', o('id', 'integer'), value(i, 'integer'), 'integer'), 'integer')),
        { where: is(o('id', 'integer'), value(1, 'integer')) },
      );
      const outer = bareStep(
        'result',
        from('inner_rows'),
        keys.map((key) => output(key, column('inner_rows', key, 'integer'), 'integer')),
        { orderBy: keys.map((key) => ({ value: column('result', key, 'integer'), descending: false })) },
      );
      expect(await texts(planOf([inner, outer]))).toEqual([keys.map((_, i) => String(i + 1))]);
    });
  });
}

/** The square of a number with ten decimals, of which the digits are given. */
function square(digits: bigint): string {
  const text = String(digits * digits);
  return `${text.slice(0, -20)}.${text.slice(-20)}`;
}

/** The rows as texts that the server gave, for comparing digit by digit. */
async function rowsOf(server: { dialect: Dialect } & Server, plan: Plan): Promise<Value[][]> {
  const compiled = compile(plan, noPolicy, server.dialect, { maxRows: 100 });
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join(' '));
  try {
    return await server.run(
      compiled.value,
      plan.columns.map(() => 'text'),
    );
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : ''}\n${compiled.value.sql}`, { cause: error });
  }
}
