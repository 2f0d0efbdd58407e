import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connector } from '../connector.ts';
import { EnginePool } from '../engine-pool.ts';
import { LoadedTables } from '../loaded-tables.ts';
import { NetworkGuard } from '../network/guard.ts';
import { type HttpPeer, paged, startPeer } from '../testing/http-peer.ts';
import { cellsOf } from '../testing/statement.ts';
import { rest } from './rest.ts';
import { RestConfig } from './rest-config.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere rest ü'));
const pool = new EnginePool({ memoryMb: 1024 });
const network = new NetworkGuard();
const { signal } = new AbortController();
let peer: HttpPeer;
beforeAll(async () => {
  peer = await startPeer();
});
afterAll(async () => {
  peer.close();
  await pool.close();
  rmSync(root, { recursive: true });
});

let folders = 0;
const fresh = (): LoadedTables => new LoadedTables(path.join(root, `load-${(folders += 1)}`));

type Style = 'none' | 'page' | 'offset' | 'cursor' | 'next' | 'link' | 'after';
const styleFields: Readonly<Record<Style, object>> = {
  none: {},
  page: { totalPath: 'meta.total' },
  offset: {},
  cursor: { cursorPath: 'paging.next_cursor' },
  next: {},
  link: {},
  after: {},
};
const configOf = (style: Style, of: object = {}): RestConfig =>
  RestConfig.parse({
    baseUrl: `${peer.url}/v1/`,
    resources: [{ name: 'things', path: 'things' }],
    paging: style,
    ...styleFields[style],
    requestsPerSecond: 100,
    ...of,
  });

async function loaded(config: RestConfig, tables = fresh()): Promise<Connector> {
  await tables.load(rest, config, { network, signal });
  return tables.open(pool);
}

describe('records become rows', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((each) => `s${each.replaceAll(/\p{C}|\s/gu, '')}`),
    fc.constantFrom('a "quoted" one', 'comma, semicolon; tab', 'back\\slash', 'zeile ü 東京', '{"not":"opened"}'),
  );
  const record = fc.record({
    name: fc.option(text),
    at: fc.record({ x: fc.option(fc.integer()), y: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })) }),
    amount: fc.integer({ min: -999_999, max: 999_999 }).map((cents) => cents / 100),
    open: fc.boolean(),
    tags: fc.array(fc.integer(), { maxLength: 3 }),
  });

  const styles: readonly Style[] = ['none', 'page', 'offset', 'cursor', 'next', 'link', 'after'];
  let turn = 0;
  deepProperty(
    'the table is the records, whatever the style of paging, and however the pages fall',
    70,
    fc.tuple(fc.array(record, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20 })),
    async ([made, pageSize]) => {
      const style = styles[(turn += 1) % styles.length] ?? 'none';
      const records = made.map((each, i) => ({ id: i + 1, ...each }));
      paged(peer, '/v1/things', style, () => records);
      const source = await loaded(configOf(style, { pageSize }));
      const names = columnsOf(records);
      const select = names.map((name) => `"${name}"::varchar`).join(', ');
      const types = names.map(() => 'text' as const);
      const cells = await cellsOf(source, `select ${select} from things order by id`, types);
      const rows = records.map((_, i) => names.map((_name, c) => plain(cells[c]?.[i] ?? null)));
      expect(rows).toEqual(records.map((each) => names.map((name) => plain(textAt(each, name.split('.'))))));
    },
  );

  /** Columns with a value in some record: what is never there has no column, or one without values. */
  const columnsOf = (records: readonly object[]): readonly string[] =>
    ['id', 'name', 'at.x', 'at.y', 'amount', 'open', 'tags'].filter((name) =>
      records.some((each) => textAt(each, name.split('.')) !== null),
    );
  const textAt = (value: unknown, keys: readonly string[]): string | null => {
    const found = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
    return found === null || found === undefined ? null : typeof found === 'string' ? found : JSON.stringify(found);
  };
  /** Numbers by their value: the engine writes 5.50 where JSON has 5.5. */
  const plain = (cell: unknown): unknown =>
    typeof cell === 'string' && /^-?\d[\d.e+-]*$/.test(cell) ? Number(cell) : cell;

  test('types go round: what JSON writes is what the table holds, to the last digit', async () => {
    paged(peer, '/v1/things', 'page', () => [
      '{"id":9007199254740993,"price":0.10,"on":"2024-02-29","at":"2024-02-29T12:30:00Z","local":"2024-02-29 12:30:00","code":"007","big":123456789012345678901234567890,"flag":true,"who":{"name":"Ådä 東","age":null},"list":[1,[2]],"none":null,"e":1e3}',
      '{"id":-1,"price":12345678901234.5678,"on":null,"at":null,"local":null,"code":"0x1","big":1,"flag":false,"who":{"name":"","age":7},"list":[],"none":null,"e":2.5}',
    ]);
    const source = await loaded(configOf('page', { pageSize: 1 }));
    const { tables } = await source.catalog({ signal, samples: false });
    const types = Object.fromEntries(tables[0]?.columns.map(({ name, type }) => [name, type]) ?? []);
    expect(types).toMatchObject({
      id: 'integer',
      price: 'decimal',
      on: 'date',
      at: 'instant',
      local: 'timestamp',
      code: 'text',
      flag: 'boolean',
      'who.name': 'text',
      'who.age': 'integer',
      list: 'json',
    });
    const cells = await cellsOf(source, 'select id, price, "on", code, "who.name", list from things order by id desc', [
      'integer',
      'decimal',
      'date',
      'text',
      'text',
      'json',
    ]);
    expect(cells.map((column) => column[0])).toEqual([
      '9007199254740993',
      '0.1000',
      '2024-02-29',
      '007',
      'Ådä 東',
      '[1,[2]]',
    ]);
    expect(await cellsOf(source, 'select big::varchar from things order by id', ['text'])).toEqual([
      ['1', '123456789012345678901234567890'],
    ]);
    const kept = await loaded(configOf('page', { nested: 'keep' }));
    expect(await cellsOf(kept, `select who->>'name' from things order by id desc`, ['text'])).toEqual([['Ådä 東', '']]);
  });

  test('several tables come together, each with its own path, query and way to its records', async () => {
    peer.at('/v1/a/b', ({ query }) => ({
      body: { data: { rows: [{ n: Number(query.get('n')) }] }, other: [{ x: 1 }] },
    }));
    peer.at('/v1/one', { body: { rate: 1.5, of: 'EUR' } });
    const source = await loaded(
      configOf('page', {
        resources: [
          { name: 'deep', path: '/a/b', query: 'n=7', records: '$.data.rows[*]', paged: false },
          { name: 'One', path: 'one', paged: false },
        ],
      }),
    );
    expect(await cellsOf(source, 'select n from deep', ['integer'])).toEqual([[7]]);
    expect(await cellsOf(source, 'select rate::varchar, of from "One"', ['text', 'text'])).toEqual([['1.5'], ['EUR']]);
  });
});

describe('a table that is read again', () => {
  test('follows the source, all of its tables at one time, and keeps what it is when nothing changed', async () => {
    const tables = fresh();
    let rows = [{ id: 1, v: 'a' }];
    paged(peer, '/v1/things', 'cursor', () => rows);
    const source = await loaded(configOf('cursor'), tables);
    const first = await source.dataVersion();
    expect(await tables.load(rest, configOf('cursor'), { network, signal })).toMatchObject({ unchanged: 1 });
    expect(await source.dataVersion()).toBe(first);
    rows = [...rows, { id: 2, v: 'b' }];
    await tables.load(rest, configOf('cursor'), { network, signal });
    expect(await source.dataVersion()).not.toBe(first);
    expect(await cellsOf(source, 'select count(*) from things', ['integer'])).toEqual([[2]]);
    // the last record goes: a table without rows, whose columns are as they were
    rows = [];
    await tables.load(rest, configOf('cursor'), { network, signal });
    expect(await cellsOf(source, 'select count(id), count(v) from things', ['integer', 'integer'])).toEqual([[0], [0]]);
  });

  test('that fails in the middle stays as it was, and says since when and why', async () => {
    const tables = fresh();
    const rows = Array.from({ length: 6 }, (_, id) => ({ id, v: 'old' }));
    paged(peer, '/v1/things', 'page', () => rows);
    paged(peer, '/v1/others', 'page', () => [{ id: 1, v: 'old' }]);
    const resources = [
      { name: 'others', path: 'others' },
      { name: 'things', path: 'things' },
    ];
    const config = configOf('page', { pageSize: 2, resources });
    const source = await loaded(config, tables);
    paged(peer, '/v1/others', 'page', () => [{ id: 1, v: 'new' }]);
    peer.at('/v1/things', ({ query }) =>
      query.get('page') === '1' ? { body: { meta: { total: 6 }, data: [{ id: 0, v: 'new' }] } } : { status: 403 },
    );
    await expect(tables.load(rest, config, { network, signal })).rejects.toMatchObject({ code: 'source.permission' });
    // neither the table that failed nor the one before it
    expect(await cellsOf(source, 'select v from others union select v from things', ['text'])).toEqual([['old']]);
    await source.dataVersion();
    const [note] = source.notes?.(['things']) ?? [];
    expect(note).toMatchObject({ code: 'source.stale', severity: 'warning' });
    expect(note?.message).toContain('does not permit /v1/things (403)');
    const { failing } = tables.state;
    await expect(tables.load(rest, config, { network, signal })).rejects.toBeDefined();
    expect(tables.state.failing).toMatchObject({ since: failing?.since, attempts: 2 });
    paged(peer, '/v1/things', 'page', () => rows);
    await tables.load(rest, config, { network, signal });
    expect(source.notes?.(['things'])).toEqual([]);
    expect(await cellsOf(source, 'select v from others', ['text'])).toEqual([['new']]);
  });

  test('never had a record has no columns, which is said instead of guessed', async () => {
    paged(peer, '/v1/things', 'next', () => []);
    await expect(loaded(configOf('next'))).rejects.toMatchObject({ code: 'source.setup' });
  });
});

describe('limits are said, never reached in silence', () => {
  const many = Array.from({ length: 50 }, (_, id) => ({ id, text: 'x'.repeat(1000) }));
  const noteOf = async (of: object): Promise<{ readonly rows: unknown; readonly note: string }> => {
    paged(peer, '/v1/things', 'offset', () => many);
    const source = await loaded(configOf('offset', { pageSize: 10, ...of }));
    await source.dataVersion();
    const [note] = source.notes?.(['things']) ?? [];
    expect(note).toMatchObject({ code: 'source.cut-off', severity: 'warning' });
    const cells = await cellsOf(source, 'select count(*) from things', ['integer']);
    return { rows: cells[0]?.[0], note: note?.message ?? '' };
  };

  test('pages and rows', async () => {
    expect(await noteOf({ maxPages: 3 })).toMatchObject({
      rows: 30,
      note: expect.stringContaining('cut off at 3 pages'),
    });
    expect(await noteOf({ maxRows: 25 })).toMatchObject({
      rows: 25,
      note: expect.stringContaining('cut off at 25 rows'),
    });
    // exactly all of them is no cut; to know it takes one more look
    paged(peer, '/v1/things', 'cursor', () => many);
    const whole = await loaded(configOf('cursor', { pageSize: 10, maxRows: 50 }));
    expect(whole.notes?.(['things'])).toEqual([]);
  });

  test('pages without an end, and bytes', async () => {
    const text = 'x'.repeat(200_000);
    peer.at('/v1/things', ({ query }) => ({ body: [{ id: Number(query.get('offset')), text }] }));
    const endless = await loaded(configOf('offset', { maxMegabytes: 1 }));
    await endless.dataVersion();
    expect(endless.notes?.(['things'])[0]?.message).toMatch(/cut off at 1 MB: 5 rows/);
    const single = Array.from({ length: 20 }, (_, id) => ({ id, text }));
    paged(peer, '/v1/things', 'none', () => single);
    await expect(loaded(configOf('none', { maxMegabytes: 1 }))).rejects.toMatchObject({ code: 'source.exhausted' });
  });
});
