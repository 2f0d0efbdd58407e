import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import driver, { type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectors, NetworkGuard } from './index.ts';
import type { NetworkConfig } from './network-source.ts';
import type { SessionConnector } from './session-connector.ts';
import { conformanceTables, conforms } from './testing/conformance.ts';
import { withServer } from './testing/database-url.ts';
import { serverFaults } from './testing/server-faults.ts';
import { cellsOf } from './testing/statement.ts';

const network = new NetworkGuard();

withServer('MariaDB', 'LUMIERE_TEST_MARIADB', 3306, (server) => {
  const database = `lumiere_test_${randomBytes(6).toString('hex')}`;
  const config: NetworkConfig = { ...server, database, maxConnections: 6 };
  const file = `/tmp/lumiere-${database}`;
  let admin: Connection;
  const query = async (sql: string): Promise<string> => JSON.stringify((await admin.query(sql))[0]);

  beforeAll(async () => {
    const { host, port, user, password } = server;
    admin = await driver.createConnection({ host, port, user, password, multipleStatements: true });
    await admin.query(`create database ${database} character set utf8mb4`);
    await admin.query(`use ${database}`);
    for (const sql of conformanceTables('datetime(6)')) await admin.query(sql);
    await admin.query(`create table plain (id int) engine = myisam`);
    await admin.query(`create sequence numbers`);
    await admin.query(
      `create function writes() returns int begin insert into customers values (99, 'w', 'w', null); return 1; end`,
    );
    await admin.query(
      `create procedure commits() begin commit; set transaction read write; insert into customers values (98, 'p', 'p', null); commit; end`,
    );
    await admin.query(
      `create table flags (id int primary key, yes boolean, level tinyint(1), doc json, data varbinary(4), at timestamp null, bits bit(3), big bigint unsigned)`,
    );
    await admin.query(
      `insert into flags values (1, true, 7, '{"a": 1}', x'00ff', '2024-01-31 12:00:00', b'101', 18446744073709551615), (2, false, 0, null, null, null, null, null)`,
    );
  });
  afterAll(async () => {
    await admin.query(`drop database ${database}`);
    await admin.end();
  });

  conforms({
    name: 'MariaDB',
    open: () => connectors.mysql.connect(config, { network }),
    schema: null,
    slow: `select sleep(30) as v from customers`,
    rows: (count) => `select seq as n from seq_1_to_${count}`,
    letters: (count) => `repeat('a', ${count})`,
    running: async () => {
      const [rows] = await admin.query<driver.RowDataPacket[]>(
        `select count(*) as n from information_schema.processlist where command <> 'Sleep' and info like 'select sleep(30)%'`,
      );
      return Number(rows[0]?.['n']);
    },
    // every connector of this source has sessions
    busy: (connector) =>
      (connector as SessionConnector).sessions.busy + (connector as SessionConnector).sessions.waiting,
    close: () => Promise.resolve(),
    values: [
      { sql: '(1 = 1)', type: 'boolean', wire: true },
      { sql: '-32768', type: 'integer', wire: -32768 },
      { sql: 'cast(9007199254740991 as signed)', type: 'integer', wire: 9007199254740991 },
      { sql: 'cast(-9223372036854775808 as signed)', type: 'integer', wire: '-9223372036854775808' },
      { sql: 'cast(18446744073709551615 as unsigned)', type: 'integer', wire: '18446744073709551615' },
      { sql: 'cast(92233720368547758070 as decimal(30, 0))', type: 'integer', wire: '92233720368547758070' },
      { sql: `cast('12.50' as decimal(12, 2))`, type: 'decimal', wire: '12.50' },
      {
        sql: `cast('-0.000000000000000000000000000001' as decimal(38, 30))`,
        type: 'decimal',
        wire: '-0.000000000000000000000000000001',
      },
      { sql: '0.1e0', type: 'double', wire: 0.1 },
      { sql: 'cast(0.1 as float)', type: 'double', wire: 0.1 },
      { sql: '1e300', type: 'double', wire: 1e300 },
      { sql: `'Zoë 😀 "quoted" \\\\ \\n'`, type: 'text', wire: 'Zoë 😀 "quoted" \\ \n' },
      { sql: `date '2024-02-29'`, type: 'date', wire: '2024-02-29' },
      { sql: `timestamp '2024-01-31 12:00:00'`, type: 'timestamp', wire: '2024-01-31T12:00:00' },
      { sql: `timestamp '2024-01-31 12:00:00.500'`, type: 'timestamp', wire: '2024-01-31T12:00:00.500' },
      { sql: `timestamp '2024-01-31 12:00:00.000001'`, type: 'timestamp', wire: '2024-01-31T12:00:00.000001' },
      { sql: `from_unixtime(1706702400)`, type: 'instant', wire: '2024-01-31T12:00:00Z' },
      { sql: `time '23:59:59.5'`, type: 'time', wire: '23:59:59.5' },
      { sql: `x'00ff10'`, type: 'binary', wire: '00ff10' },
      { sql: `json_object('a', 1)`, type: 'json', wire: '{"a": 1}' },
      {
        sql: `cast('550e8400-e29b-41d4-a716-446655440000' as uuid)`,
        type: 'text',
        wire: '550e8400-e29b-41d4-a716-446655440000',
      },
    ],
    trace: async () => [
      await query('select * from customers order by id'),
      await query('select * from plain'),
      await query('select next_not_cached_value from numbers'),
      await query('show tables'),
      await query(
        `select count(*) from mysql.innodb_table_stats where database_name = database() and last_update > now() - interval 0 second`,
      ),
      await query('select @@global.max_heap_table_size, @@global.read_only, @@global.general_log'),
      existsSync(file),
    ],
    hostile: [
      `insert into customers values (4, 'd', 'd', null) returning id`,
      `insert into plain values (1) returning id`,
      `delete from customers where id = 3 returning id`,
      `replace into customers values (1, 'x', 'x', null) returning id`,
      `update customers set region = 'x'`,
      'set transaction read write',
      'set session transaction read write',
      'set @@session.tx_read_only = 0',
      `set statement tx_read_only = 0 for insert into customers values (4, 'd', 'd', null)`,
      'commit',
      `commit; insert into customers values (4, 'd', 'd', null)`,
      'start transaction read write',
      'select writes()',
      'call commits()',
      'select nextval(numbers)',
      'select setval(numbers, 500)',
      `begin not atomic commit; set session transaction read write; insert into customers values (97, 'x', 'x', null); commit; end`,
      `execute immediate 'commit'`,
      `select 1 into outfile '${file}'`,
      `select 1 into dumpfile '${file}'`,
      `select 1 into @x`,
      `load data infile '/etc/passwd' into table plain`,
      `load data local infile '/etc/passwd' into table plain`,
      'analyze table customers',
      '/*! analyze table customers */',
      '/*M!100000 analyze table customers */',
      'optimize table customers',
      'repair table plain',
      'check table customers',
      'create table hostile (i int)',
      'create temporary table customers (i int)',
      'truncate customers',
      'drop table orders',
      'set global general_log = 1',
      'flush tables',
      'lock tables customers write',
      'handler customers open',
      `select get_lock('x', 0)`,
      `explain insert into customers values (95, 'e', 'e', null)`,
      `analyze format = json insert into customers values (95, 'e', 'e', null)`,
      `with c as (select 1) delete from customers`,
    ],
  });

  serverFaults({
    name: 'MariaDB',
    def: connectors.mysql,
    config,
    rows: (count) => `select seq as n from seq_1_to_${count}`,
    slow: `select sleep(30) as v from customers`,
    kill: async () => {
      const [rows] = await admin.query<driver.RowDataPacket[]>(
        `select id from information_schema.processlist where command <> 'Sleep' and info like 'select sleep(30)%'`,
      );
      for (const row of rows) await admin.query(`kill connection ${row['id']}`);
    },
    limited: async (connections) => {
      const user = `few_${randomBytes(4).toString('hex')}`;
      await admin.query(`create user '${user}'@'%' identified by 'few' with max_user_connections ${connections}`);
      await admin.query(`grant create temporary tables on ${database}.* to '${user}'@'%'`);
      return { user, password: 'few' };
    },
    occupy: async (account) => {
      const { host, port } = server;
      const held = await driver.createConnection({ host, port, ...account });
      return () => held.end();
    },
    script: async (script, user, password) => {
      await admin.query(script.replace('CHOOSE-A-PASSWORD', password).replaceAll('lumiere_reader', user));
    },
    reader: 'lumiere_reader',
    dropUser: async (user) => {
      await admin.query(`drop user if exists '${user}'@'%'`);
    },
  });

  describe('MariaDB', () => {
    test('a session forgets what a statement left in it', async () => {
      const connector = await connectors.mysql.connect({ ...config, maxConnections: 1 }, { network });
      await cellsOf(connector, `select @mine := 5, get_lock('mine', 0)`, ['integer', 'integer']);
      const left = await cellsOf(connector, `select @mine, is_free_lock('mine')`, ['integer', 'integer']);
      expect(left).toEqual([[null], [1]]);
      await connector.close();
    });

    test('the catalog knows booleans, documents and instants by what is in them', async () => {
      const connector = await connectors.mysql.connect(config, { network });
      const { tables } = await connector.catalog({ signal: new AbortController().signal, samples: true });
      const flags = tables.find((table) => table.name === 'flags');
      expect(flags?.columns.map(({ name, type }) => [name, type])).toEqual([
        ['id', 'integer'],
        ['yes', 'boolean'],
        ['level', 'integer'],
        ['doc', 'json'],
        ['data', 'binary'],
        ['at', 'instant'],
        ['bits', 'integer'],
        ['big', 'integer'],
      ]);
      const types = flags?.columns.map(({ type }) => type) ?? [];
      expect(await cellsOf(connector, 'select * from flags order by id', types)).toEqual([
        [1, 2],
        [true, false],
        [7, 0],
        ['{"a": 1}', null],
        ['00ff', null],
        ['2024-01-31T12:00:00Z', null],
        [5, null],
        ['18446744073709551615', null],
      ]);
      await connector.close();
    });

    test('a window over a derived table keeps the rows that it should, which MariaDB by itself does not', async () => {
      const connector = await connectors.mysql.connect({ ...config, maxConnections: 1 }, { network });
      await admin.query(`create table pairs (id int primary key, a int, b int)`);
      await admin.query(`insert into pairs values (1, 1, 1), (2, 2, 2), (3, 3, 2), (4, 4, 4), (5, 5, null)`);
      const wanted = `from (select * from pairs as t where t.id > 0) as f where f.a = f.b and not (f.b in (select id from pairs where id = 1))`;
      const windowed = `select f.id, max(f.a) over (order by f.id) ${wanted} order by f.id`;
      // also between others, and after the session was used for something else
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await cellsOf(connector, windowed, ['integer', 'integer'])).toEqual([
          [2, 4],
          [2, 4],
        ]);
        expect(await cellsOf(connector, `select f.id ${wanted} order by f.id`, ['integer'])).toEqual([[2, 4]]);
      }
      await connector.close();
    });

    test('a date that is on no calendar fails in words, and is never another one', async () => {
      const connector = await connectors.mysql.connect(config, { network });
      await admin.query(`set sql_mode = ''; create table zeros (d date); insert into zeros values ('0000-00-00')`);
      await expect(cellsOf(connector, 'select d from zeros', ['date'])).rejects.toThrow('which is on no calendar');
      await connector.close();
    });
  });
});
