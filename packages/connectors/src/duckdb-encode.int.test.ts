import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ValueType } from '@lumiere/values';
import { connectors, createDuckdbFile, EnginePool, type Connector } from './index.ts';
import { cellsOf, columnsAs, easy, statement } from './testing/statement.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-test-'));
const pool = new EnginePool({ memoryMb: 2048 });
let duckdb: Connector;

beforeAll(async () => {
  const file = path.join(folder, 'types.duckdb');
  await createDuckdbFile(
    file,
    [`create type mood as enum ('sad', 'ok', 'glad')`, 'create table one as select 1 as i'],
    { signal: new AbortController().signal },
  );
  duckdb = await connectors.duckdb.connect({ file, readOnly: true }, { pool });
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const one = async (expression: string, type: ValueType): Promise<unknown> =>
  (await cellsOf(duckdb, `select ${expression}`, [type]))[0]?.[0];

test.each<[string, ValueType, unknown]>([
  ['true', 'boolean', true],
  ['(-5)::tinyint', 'integer', -5],
  ['200::utinyint', 'integer', 200],
  ['(-30000)::smallint', 'integer', -30_000],
  ['60000::usmallint', 'integer', 60_000],
  ['(-2147483648)::integer', 'integer', -2_147_483_648],
  ['4294967295::uinteger', 'integer', 4_294_967_295],
  ['9007199254740991::bigint', 'integer', 9_007_199_254_740_991],
  ['(-9007199254740991)::bigint', 'integer', -9_007_199_254_740_991],
  ['9007199254740992::bigint', 'integer', '9007199254740992'],
  ['9223372036854775807::bigint', 'integer', '9223372036854775807'],
  ['18446744073709551615::ubigint', 'integer', '18446744073709551615'],
  ['(-1)::hugeint', 'integer', -1],
  ['170141183460469231731687303715884105727::hugeint', 'integer', '170141183460469231731687303715884105727'],
  ['(-170141183460469231731687303715884105727)::hugeint', 'integer', '-170141183460469231731687303715884105727'],
  ['5::bigint', 'decimal', '5'],
  ['5::double', 'integer', 5],
  ['(-12.05)::decimal(4, 2)', 'decimal', '-12.05'],
  ['(-0.05)::decimal(9, 2)', 'decimal', '-0.05'],
  ['123456789.123456789::decimal(18, 9)', 'decimal', '123456789.123456789'],
  ['12345678901234567890123456789.12::decimal(38, 2)', 'decimal', '12345678901234567890123456789.12'],
  ['7::decimal(5, 0)', 'decimal', '7'],
  ['1.50::decimal(5, 2)', 'double', 1.5],
  ['0.1::float', 'double', 0.1],
  ['0.1::double + 0.2::double', 'double', 0.1 + 0.2],
  [`'nan'::double`, 'double', 'NaN'],
  [`'-inf'::double`, 'double', '-Infinity'],
  ['-0.0::double', 'double', 0],
  ['1e300::double', 'double', 1e300],
  [`date '0099-12-31'`, 'date', '0099-12-31'],
  [`date '2024-02-29'`, 'date', '2024-02-29'],
  [`timestamp '2024-02-29 23:59:59'`, 'timestamp', '2024-02-29T23:59:59'],
  [`timestamp '1969-12-31 23:59:59.5'`, 'timestamp', '1969-12-31T23:59:59.500'],
  [`timestamp '2024-02-29 23:59:59.123456'`, 'timestamp', '2024-02-29T23:59:59.123456'],
  [`timestamptz '2024-02-29 23:59:59+02'`, 'instant', '2024-02-29T21:59:59Z'],
  [`'2024-02-29 23:59:59'::timestamp_s`, 'timestamp', '2024-02-29T23:59:59'],
  [`'2024-02-29 23:59:59.25'::timestamp_ms`, 'timestamp', '2024-02-29T23:59:59.250'],
  [`'2024-02-29 23:59:59.123456789'::timestamp_ns`, 'timestamp', '2024-02-29T23:59:59.123456'],
  [`date '2024-02-29'`, 'timestamp', '2024-02-29T00:00:00'],
  [`time '12:30:05'`, 'time', '12:30:05'],
  [`'short'`, 'text', 'short'],
  [`'twelve bytes'`, 'text', 'twelve bytes'],
  [`'thirteen byte'`, 'text', 'thirteen byte'],
  [`'"\\ ' || chr(10) || chr(1) || '日本 😀'`, 'text', '"\\ \n\u0001日本 😀'],
  [`''`, 'text', ''],
  [`'glad'::mood`, 'text', 'glad'],
  [`'0b4b0a3e-2b1c-4c5d-8e9f-001122334455'::uuid`, 'text', '0b4b0a3e-2b1c-4c5d-8e9f-001122334455'],
  [`'\\x00\\xFF'::blob`, 'binary', '00ff'],
  [`interval '1 month 2 days'`, 'text', '1 month 2 days'],
  [`[1, 2, null]`, 'json', '[1,2,null]'],
  [`{'a': 1, 'b': 'x'}`, 'json', '{"a":1,"b":"x"}'],
  [`null::integer`, 'integer', null],
  [`null`, 'text', null],
])('%s as %s', async (expression, type, expected) => {
  expect(await one(expression, type)).toEqual(expected);
});

test('cells stay in their rows across chunks, with missing ones between', async () => {
  const sql = `select i, case when i % 3 = 0 then null else i::varchar || repeat('x', i % 20) end, (i / 7)::decimal(18, 3), date '2020-01-01' + (i % 500)::int from range(9000) as t(i) order by i`;
  const [is = [], texts = [], decimals = [], dates = []] = await cellsOf(duckdb, sql, [
    'integer',
    'text',
    'decimal',
    'date',
  ]);
  for (let i = 0; i < 9000; i += 1) {
    expect(is[i]).toBe(i);
    expect(texts[i]).toBe(i % 3 === 0 ? null : i + 'x'.repeat(i % 20));
    expect(Number(decimals[i])).toBeCloseTo(i / 7, 2);
    expect(dates[i]).toBe(new Date(Date.UTC(2020, 0, 1 + (i % 500))).toISOString().slice(0, 10));
  }
});

test('a number too large to be exact is refused in words, not rounded', async () => {
  await expect(one('1e17::double', 'integer')).rejects.toThrow(
    'The column c0 holds 100000000000000000, where a whole number below 2^53 was expected.',
  );
  await expect(one('9223372036854775807::bigint + 1', 'integer')).rejects.toThrow(
    'larger than the source can hold exactly',
  );
  expect(await one('sum(i) from (select 9223372036854775807::bigint as i from range(3))', 'integer')).toBe(
    '27670116110564327421',
  );
});

test('equal results have equal hashes, other cells another one; the last bits of a sum do not count', async () => {
  const hash = async (sql: string, type: ValueType): Promise<string> =>
    (await duckdb.run(statement('duckdb', sql), columnsAs(type), easy)).hash;
  expect(await hash('select 0.1::double + 0.2::double', 'double')).toBe(await hash('select 0.3::double', 'double'));
  expect(await hash('select 0.3::double', 'double')).not.toBe(await hash('select 0.30001::double', 'double'));
  expect(await hash('select null::double', 'double')).not.toBe(await hash('select 0::double', 'double'));
  expect(await hash('select 1', 'integer')).not.toBe(await hash('select 2', 'integer'));
  expect(await hash('select 1', 'integer')).not.toBe(await hash('select 1', 'double'));
});
