import { randomBytes } from 'node:crypto';
import { deepTest } from '@lumiere/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors, NetworkGuard } from './index.ts';
import type { NetworkConfig } from './network-source.ts';
import type { SessionConnector } from './session-connector.ts';
import { conformanceTables, conforms } from './testing/conformance.ts';
import { withServer } from './testing/database-url.ts';
import { serverFaults } from './testing/server-faults.ts';
import { easy } from './testing/statement.ts';

const network = new NetworkGuard();
const { signal } = easy;

withServer('PostgreSQL', 'LUMIERE_TEST_POSTGRES_URL', 5432, (server) => {
  const database = `lumiere_test_${randomBytes(6).toString('hex')}`;
  const config: NetworkConfig = { ...server, database, maxConnections: 6 };
  const client = (name: string): pg.Client => new pg.Client({ ...server, ssl: false, database: name });
  const admin = client(server.database);
  const inside = client(database);
  // the sessions end with the database, which is dropped by force
  for (const each of [admin, inside]) each.on('error', () => undefined);
  const asked = async (sql: string): Promise<string> => JSON.stringify((await inside.query(sql)).rows);

  beforeAll(async () => {
    await admin.connect();
    await admin.query(`create database ${database}`);
    await inside.connect();
    for (const sql of conformanceTables('timestamp')) await inside.query(sql);
    await inside.query(
      `create function writes() returns int language sql as $$ insert into customers values (99, 'w', 'w', null) returning id $$`,
    );
    await inside.query('create sequence numbers');
    await inside.query(
      `create procedure commits() language plpgsql as $$ begin commit; insert into customers values (98, 'p', 'p', null); commit; end $$`,
    );
    await inside.query(`select lo_from_bytea(4711, '\\x00ff')`);
  });
  afterAll(async () => {
    await inside.end();
    await admin.query(`drop database ${database} with (force)`);
    await admin.end();
  });

  conforms({
    name: 'PostgreSQL',
    open: () => connectors.postgres.connect(config, { network }),
    schema: 'public',
    slow: `select pg_sleep(30)::text as v`,
    rows: (count) => `select n::int as n from generate_series(1, ${count}) as t (n)`,
    letters: (count) => `repeat('a', ${count})`,
    running: async () =>
      Number(
        (
          await admin.query(
            `select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep(30)%'`,
          )
        ).rows[0].count,
      ),
    // every connector of this source has sessions
    busy: (connector) =>
      (connector as SessionConnector).sessions.busy + (connector as SessionConnector).sessions.waiting,
    close: () => Promise.resolve(),
    values: [
      { sql: 'true', type: 'boolean', wire: true },
      { sql: '32767::int2', type: 'integer', wire: 32767 },
      { sql: '9007199254740991::int8', type: 'integer', wire: 9007199254740991 },
      { sql: '9223372036854775807::int8', type: 'integer', wire: '9223372036854775807' },
      { sql: '(9223372036854775807::numeric * 10)', type: 'integer', wire: '92233720368547758070' },
      { sql: `'12.50'::numeric(12,2)`, type: 'decimal', wire: '12.50' },
      {
        sql: `'-0.000000000000000000000000000001'::numeric`,
        type: 'decimal',
        wire: '-0.000000000000000000000000000001',
      },
      { sql: `'NaN'::numeric`, type: 'decimal', wire: 'NaN' },
      { sql: '0.1::float8', type: 'double', wire: 0.1 },
      { sql: '0.1::float4', type: 'double', wire: 0.1 },
      { sql: '1e300::float8', type: 'double', wire: 1e300 },
      { sql: `'NaN'::float8`, type: 'double', wire: 'NaN' },
      { sql: `'-Infinity'::float8`, type: 'double', wire: '-Infinity' },
      { sql: `'Zoë 😀 "quoted" \\ \n'::text`, type: 'text', wire: 'Zoë 😀 "quoted" \\ \n' },
      { sql: `'2024-02-29'::date`, type: 'date', wire: '2024-02-29' },
      { sql: `'12024-02-29'::date`, type: 'date', wire: '+012024-02-29' },
      { sql: `'0044-03-15 BC'::date`, type: 'date', wire: '-000043-03-15' },
      { sql: `'infinity'::date`, type: 'date', wire: 'infinity' },
      { sql: `'2024-01-31 12:00:00'::timestamp`, type: 'timestamp', wire: '2024-01-31T12:00:00' },
      { sql: `'2024-01-31 12:00:00.5'::timestamp`, type: 'timestamp', wire: '2024-01-31T12:00:00.500' },
      { sql: `'2024-01-31 12:00:00.000001'::timestamp`, type: 'timestamp', wire: '2024-01-31T12:00:00.000001' },
      { sql: `'2024-01-31 12:00:00+05:45'::timestamptz`, type: 'instant', wire: '2024-01-31T06:15:00Z' },
      { sql: `'infinity'::timestamptz`, type: 'instant', wire: 'infinity' },
      { sql: `'23:59:59.5'::time`, type: 'time', wire: '23:59:59.5' },
      { sql: `'\\x00ff10'::bytea`, type: 'binary', wire: '00ff10' },
      { sql: `'{"a": [1, null]}'::json`, type: 'json', wire: '{"a": [1, null]}' },
      { sql: `array[1, null, 3]`, type: 'json', wire: '[1,null,3]' },
      { sql: `array[['a "b"', 'NULL'], ['c,d', '{}']]`, type: 'json', wire: '[["a \\"b\\"","NULL"],["c,d","{}"]]' },
      { sql: `array[9007199254740993]::int8[]`, type: 'json', wire: '["9007199254740993"]' },
      { sql: `'{}'::text[]`, type: 'json', wire: '[]' },
      {
        sql: `'550e8400-e29b-41d4-a716-446655440000'::uuid`,
        type: 'text',
        wire: '550e8400-e29b-41d4-a716-446655440000',
      },
      { sql: `'1 day 2 hours'::interval`, type: 'text', wire: '1 day 02:00:00' },
      { sql: `'192.168.0.1'::inet`, type: 'text', wire: '192.168.0.1' },
      { sql: `(1, 'a')`, type: 'text', wire: '(1,a)' },
    ],
    trace: async () => [
      await asked('select * from customers order by id'),
      await asked('select last_value, is_called from numbers'),
      await asked('select oid from pg_largeobject_metadata'),
      await asked(`select encode(lo_get(4711), 'hex')`),
      await asked(`select relname from pg_class where relnamespace = 'public'::regnamespace order by 1`),
      await asked(`select setting from pg_settings where name = 'work_mem'`),
      await asked(`select count(*) from pg_prepared_xacts`),
      await asked(`select pg_stat_file('/tmp/lumiere-${database}', true)`),
    ],
    hostile: [
      `insert into customers values (4, 'd', 'd', null) returning id`,
      `update customers set region = 'x' returning id`,
      `with gone as (delete from customers returning id) select id from gone`,
      'set transaction read write',
      `set session characteristics as transaction read write`,
      `select set_config('transaction_read_only', 'off', false)`,
      `select set_config('default_transaction_read_only', 'off', false)`,
      `commit; insert into customers values (4, 'd', 'd', null)`,
      'commit',
      'commit and chain',
      "prepare transaction 'x'",
      'select writes()',
      'call commits()',
      `do $$ begin commit; insert into customers values (97, 'x', 'x', null); end $$`,
      `select nextval('numbers')`,
      `select setval('numbers', 500)`,
      'select lo_create(4712)',
      `select lo_put(4711, 0, '\\xffff')`,
      'select lo_unlink(4711)',
      `copy (select 1) to '/tmp/lumiere-${database}'`,
      `copy customers from program 'echo 5'`,
      `select query_to_xml('insert into customers values (96, ''q'', ''q'', null) returning id', true, true, '')`,
      'create table hostile (i int)',
      'create temporary table customers (i int)',
      'explain analyze create table hostile as select 1',
      "explain analyze insert into customers values (95, 'e', 'e', null)",
      'truncate customers cascade',
      'drop table orders',
      'lock table customers',
      'vacuum',
      `alter system set work_mem = '1GB'`,
      `notify somebody`,
      `select pg_advisory_lock(1)`,
      `set role none`,
      `declare c cursor with hold for select 1`,
    ],
  });

  serverFaults({
    name: 'PostgreSQL',
    def: connectors.postgres,
    config,
    rows: (count) => `select n::int as n from generate_series(1, ${count}) as t (n)`,
    slow: `select pg_sleep(30)::text as v`,
    kill: async () => {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(30)%' and state = 'active'`,
      );
    },
    limited: async (connections) => {
      const user = `few_${randomBytes(4).toString('hex')}`;
      await admin.query(`create role ${user} login password 'few' connection limit ${connections}`);
      return { user, password: 'few' };
    },
    occupy: async (account) => {
      const held = new pg.Client({ ...server, ...account, ssl: false, database });
      await held.connect();
      return () => held.end();
    },
    script: async (script, user, password) => {
      await inside.query(script.replace('CHOOSE-A-PASSWORD', password).replaceAll('lumiere_reader', user));
    },
    reader: 'lumiere_reader',
    dropUser: async (user) => {
      await inside.query(`drop owned by ${user}`).catch(() => undefined);
      await admin.query(`drop role if exists ${user}`);
    },
  });

  describe('PostgreSQL', () => {
    test('a session forgets what a statement left in it', async () => {
      const connector = await connectors.postgres.connect({ ...config, maxConnections: 1 }, { network });
      const { cellsOf } = await import('./testing/statement.ts');
      await cellsOf(
        connector,
        `select set_config('search_path', 'pg_catalog', false), set_config('my.secret', 'x', false), pg_advisory_lock(7)::text`,
        ['text', 'text', 'text'],
      );
      const [path, secret, locks] = await cellsOf(
        connector,
        `select current_setting('search_path'), current_setting('my.secret', true), (select count(*) from pg_locks where locktype = 'advisory')`,
        ['text', 'text', 'integer'],
      );
      expect([path, secret, locks]).toEqual([['"$user", public'], [expect.toBeOneOf([null, ''])], [0]]);
      await connector.close();
    });

    deepTest('thousands of tables are found by a few statements', async ({ rounds }) => {
      const many = rounds(5000, 500);
      await inside.query(
        `do $$ begin for i in 1..${many} loop execute format('create table many_%s (id int primary key, name text, at timestamptz)', i); if i % 500 = 0 then commit; end if; end loop; end $$`,
      );
      const connector = await connectors.postgres.connect(config, { network });
      const started = Date.now();
      const { tables } = await connector.catalog({ signal, samples: false });
      const took = Date.now() - started;
      expect(tables.filter((table) => table.name.startsWith('many_'))).toHaveLength(many);
      expect(took).toBeLessThan(15_000);
      await connector.close();
    });
  });
});
