import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConnectionId, type Model, ProblemDocument } from '@lumiere/contract';
import { makeFile } from '../../testing/shop.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';

let server: TestServer;
let owner: TestPerson;
const sources = new Map<string, { readonly id: ConnectionId; readonly fields: readonly string[] }>();

const columns = {
  duckdb:
    "u uuid, e enum('red', 'blue'), i integer, b bigint, h hugeint, d decimal(10, 2), f double, t varchar, day date, ts timestamp, tz timestamptz, tm time, iv interval, bl blob, js json, bo boolean",
  sqlite: 'i integer, d decimal(10, 2), f real, t text, day date, ts timestamp, bl blob, bo boolean',
};
const rows = {
  duckdb:
    "insert into things (u, e, i, t, day, ts, tz) values ('123e4567-e89b-12d3-a456-426614174000', 'red', 1, 'x', '2024-01-01', '2024-01-01', '2024-01-01')",
  sqlite: "insert into things (i, t, day, ts) values (1, 'x', '2024-01-01', '2024-01-01 10:00:00')",
};

beforeAll(async () => {
  server = await startTestServer();
  owner = await server.person(await server.organization());
  for (const kind of ['duckdb', 'sqlite'] as const) {
    const file = await makeFile(server.deps, kind, 'things', [`create table things (${columns[kind]})`, rows[kind]]);
    const id = await server.deps.data.loader.add(owner.org, { kind, name: kind, config: { file } });
    const { model } = (await server.send(`GET /api/v1/connections/${id}/model`, { as: owner })).json<{
      model: Model;
    }>();
    sources.set(kind, {
      id,
      fields: model.tables.flatMap((table) => table.fields.map((field) => `${table.id}.${field.id}`)),
    });
  }
});
afterAll(() => server.close());

function source(kind: string) {
  const found = sources.get(kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}
const count = [{ key: 'n', value: { kind: 'count-rows', table: 'things' } }];
const send = (kind: string, query: object) =>
  server.send('POST /api/v1/queries', { as: owner, body: { connection: source(kind).id, query } });

const on = (field: string) => ({ field: `things.${field}` });
const compare = (field: string, value: unknown) => ({ kind: 'compare', on: on(field), op: '=', value });

test.each([
  ['a UUID', compare('u', 'abc'), /'abc' is not a UUID/],
  ['a part of a UUID', { kind: 'text', on: on('u'), op: 'contains', value: '12' }, /holds no text/],
  ['a date', compare('day', '2025-13-45'), /'2025-13-45' is no date/],
  ['an integer', compare('i', 'abc'), /'abc' is not an integer/],
  ['a number too large', compare('d', '9'.repeat(38)), /larger than any number/],
  ['a yes or no', compare('bo', 'abc'), /'abc' is not a boolean/],
  ['a time', compare('tm', '25:00'), /'25:00' is not a time/],
  [
    'a date of five digits',
    { kind: 'period', on: on('day'), period: { kind: 'calendar', grain: 'year', offset: 10_000 } },
    /past 9999-12-31/,
  ],
])('what is not %s is refused as such', async (_name, where, words) => {
  const reply = await send('duckdb', { measures: count, where });
  expect(reply.statusCode, reply.body).toBe(422);
  expect(ProblemDocument.parse(reply.json()).problems).toEqual([
    expect.objectContaining({ code: 'query.wrong-type', message: expect.stringMatching(words) }),
  ]);
});

test('a UUID that is one is found', async () => {
  const reply = await send('duckdb', { measures: count, where: compare('u', '123e4567-e89b-12d3-a456-426614174000') });
  expect(reply.json()).toMatchObject({ result: { data: [[1]] } });
});

test.each([
  [
    '10,000 years each cut at today',
    { kind: 'calendar', grain: 'year', offset: -10_000, count: 10_000, toDate: true },
    422,
  ],
  ['all the years there are', { kind: 'between', from: '0001-01-01', until: '9999-12-31' }, 200],
])('%s do not keep the server busy', async (_name, period, status) => {
  await server.deps.db.updateTable('users').set({ zone: 'Europe/Vienna' }).execute();
  const where = { kind: 'period', on: on('ts'), period };
  const dimensions = [{ key: 'month', field: 'things.ts', grain: 'month' }];
  const reply = await send('duckdb', { dimensions, measures: count, where });
  expect(reply.statusCode, reply.body).toBe(status);
  // a table of every change of the clock in 10,000 years had half a million characters
  if (status === 200) expect(reply.json<{ statement: { sql: string } }>().statement.sql.length).toBeLessThan(60_000);
});

const literal = fc.oneof(
  fc.constantFrom(
    'abc',
    '',
    ' ',
    '2025-13-45',
    '9999-12-31',
    '+12024-01-01',
    '12e',
    'NaN',
    'Infinity',
    '-1',
    '1e400',
    '25:00',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^-?\d{1,40}(\.\d{1,40})?$/),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, -5)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const grain = fc.constantFrom('minute', 'hour', 'day', 'week', 'month', 'quarter', 'year');
const part = fc.constantFrom(null, null, 'hour', 'weekday', 'week-of-year', 'month-of-year', 'year-number');

function conditions(fields: readonly string[]): fc.Arbitrary<object> {
  const target = fc.record({ field: fc.constantFrom(...fields), part });
  const text = literal.map((value) => String(value) || 'x');
  const period = fc.oneof(
    fc.record({ kind: fc.constant('between'), from: fc.option(text), until: fc.option(text) }),
    fc.record({
      kind: fc.constant('calendar'),
      grain,
      offset: fc.integer({ min: -10_000, max: 10_000 }),
      count: fc.integer({ min: 1, max: 10_000 }),
      toDate: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('rolling'), grain, count: fc.integer({ min: 1, max: 10_000 }) }),
  );
  return fc.oneof(
    fc.record({
      kind: fc.constant('compare'),
      on: target,
      op: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      value: literal,
    }),
    fc.record({ kind: fc.constant('in'), on: target, values: fc.array(literal, { minLength: 1, maxLength: 4 }) }),
    fc.record({ kind: fc.constant('text'), on: target, op: fc.constantFrom('contains', 'starts-with'), value: text }),
    fc.record({ kind: fc.constant('period'), on: target, period }),
  );
}

describe.each(['duckdb', 'sqlite'] as const)('%s', (kind) => {
  test('no filter, whatever it compares with, is answered by more than a problem of the request', async () => {
    const { fields } = source(kind);
    await fc.assert(
      fc.asyncProperty(
        conditions(fields),
        fc.boolean(),
        fc.constantFrom(...fields),
        fc.option(grain),
        async (condition, negated, field, cut) => {
          const where = negated ? { kind: 'not', condition } : condition;
          const dimensions = cut === null ? [] : [{ key: 'g', field, grain: cut }];
          const reply = await send(kind, { dimensions, measures: count, where });
          expect(reply.statusCode, reply.body).toBeLessThan(500);
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each(['0 where t is', '2147483627 where t is'])('"%s" is no row count, which is said', async (question) => {
    const asked = await server.send('POST /api/v1/ask', { as: owner, body: { connection: source(kind).id, question } });
    expect(asked.statusCode, asked.body).toBe(200);
    expect(asked.json<{ outcome: string }>().outcome).not.toBe('answered');
  });

  test('no words are too odd to be asked, and no receipt to be replayed', async () => {
    const { id, fields } = source(kind);
    const words = fc.array(
      fc.oneof(
        fc.constantFrom(
          'how many things',
          'by day',
          'where t is',
          'since',
          'last',
          'in 99999',
          'top',
          'per month',
          'not',
          '%',
          "'; --",
        ),
        literal.map(String),
      ),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(words, conditions(fields), async (said, where) => {
        const body = { connection: id, question: said.join(' ').trim() || '?' };
        const asked = await server.send('POST /api/v1/ask', { as: owner, body });
        expect(asked.statusCode, asked.body).toBeLessThan(500);
        const queried = await send(kind, { measures: count, where });
        for (const reply of [asked, queried]) {
          const { receipt } = reply.json<{ receipt?: string | null }>();
          if (typeof receipt !== 'string') continue;
          const again = await server.send(`POST /api/v1/receipts/${receipt}/replay`, { as: owner, body: {} });
          expect(again.statusCode, again.body).toBe(200);
        }
      }),
      { numRuns: 100 },
    );
  });
});
