import type { Hostile } from './hostile.ts';
import { dialectNames } from './source.ts';

const plain = 'select id, amount from orders';

/** What is hostile in every dialect, by class: the statement and its twin. */
const classes: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'statements that write': [
    ['insert into orders (id) values (1)', "select id from orders where status = 'insert into orders'"],
    ['update orders set amount = 0', "select 'update orders set amount = 0' as update_text from orders"],
    ['delete from orders', "select * from orders where status = 'delete'"],
    ['drop table orders', 'select id as "drop_table" from orders'.replaceAll('"', '')],
    ['create table x as select * from orders', 'with x as (select * from orders) select * from x'],
    ['alter table orders add column x int', 'select id + 1 as added from orders'],
    ['truncate table orders', 'select round(amount) from orders'],
    [
      'with x as (select 1 as id) delete from orders where id in (select id from x)',
      'with x as (select 1 as id) select * from orders where id in (select id from x)',
    ],
    [
      'with x as (delete from orders returning id) select * from x',
      'with x as (select id from orders) select * from x',
    ],
    [
      'with x as (insert into orders select * from orders returning id) select id from x',
      'with x as (select id from orders) select id from x',
    ],
    ['replace into orders (id) values (1)', "select replace(status, 'a', 'b') from orders"],
    [
      'merge into orders using customers on orders.id = customers.id when matched then delete',
      'select orders.id from orders join customers on orders.id = customers.id',
    ],
    ['vacuum', "select 'vacuum' as word"],
  ],
  'several statements': [
    [`${plain}; drop table orders`, `${plain};`],
    [`${plain};\n-- ;\ndelete from orders`, `${plain};\n-- delete from orders`],
    [`${plain}; select 1`, `${plain} ; ; `],
    ['select 1; commit; drop table orders', "select '; commit; drop table orders' as text"],
    [`begin; ${plain}`, plain],
    [`/* a */ ; ${plain}`, `/* ; */ ${plain}`],
    ["select ';' from orders; select 2", "select ';' from orders"],
  ],
  'other statements': [
    ['explain select * from orders', 'select * from orders'],
    ['set x = 1', "select 'set x = 1' as x"],
    ['show tables', 'select status as show_tables from orders'],
    ['call something()', "select 'call something()' as c"],
    ['execute something', 'select id as execute_id from orders'],
    ['prepare x as select 1', 'select 1 as x'],
    ['grant select on orders to public', "select 'grant' as g from orders"],
    ["attach database 'x' as y", "select 'attach' as a"],
    ['begin', "select 'begin' as b"],
    ['describe orders', 'select id as describe_it from orders'],
    ['analyze', "select 'analyze' as a"],
    ['table orders', 'select * from orders'],
  ],
  'hidden tables': [
    ['select * from salaries', 'select * from customers'],
    ['select * from SALARIES', 'select * from orders o'],
    ['select (select max(salary) from salaries) from orders', 'select (select max(amount) from orders) from orders'],
    [
      'select id from orders where exists (select 1 from salaries s where s.id = orders.id)',
      'select id from orders where exists (select 1 from customers s where s.id = orders.customer_id)',
    ],
    [
      'select id from orders union all select id from salaries',
      'select id from orders union all select id from customers',
    ],
    [
      'with x as (select * from salaries) select * from x',
      'with salaries as (select id from orders) select * from salaries',
    ],
    [
      'with salaries as (select * from salaries) select * from salaries',
      'with orders as (select * from orders) select * from orders',
    ],
    [
      'with recursive salaries as (select * from salaries) select * from salaries',
      'with recursive x as (select 1 as n union all select n + 1 from x where n < 5) select * from x',
    ],
    [
      'with recursive salaries as (select * from salaries union all select * from salaries) select * from salaries',
      'with recursive salaries as (select 1 as n union all select n + 1 from salaries where n < 9) select * from salaries',
    ],
    [
      'with a as (select * from salaries), salaries as (select 1 as n) select * from a',
      'with salaries as (select 1 as n), a as (select * from salaries) select * from a',
    ],
    [
      'select * from orders join salaries on salaries.id = orders.id',
      'select orders.* from orders join customers on customers.id = orders.customer_id',
    ],
    [
      'select * from (with salaries as (select 1 as n) select * from salaries) x join salaries on true',
      'select * from (with salaries as (select 1 as n) select * from salaries) x join orders on orders.id = x.n',
    ],
    [
      'select * from orders where id in (select id from salaries)',
      'select * from orders where id in (select id from customers)',
    ],
    [
      'select * from orders order by (select max(salary) from salaries)',
      'select * from orders order by (select max(since) from customers)',
    ],
    [
      'select sum(amount) over (order by (select salary from salaries)) from orders',
      'select sum(amount) over (order by day) from orders',
    ],
    ['select * from main.salaries', 'select orders.id from orders'],
    ['select salaries.salary from orders as salaries', 'select salaries.amount from orders as salaries'],
  ],
  'hidden columns': [
    ['select email from customers', 'select name from customers'],
    ['select c.email from customers c', 'select c.name from customers c'],
    ['select EMAIL from customers', 'select city from customers'],
    ["select id from customers where email like 'a%'", "select id from customers where name like 'a%'"],
    ['select id from customers order by email', 'select id from customers order by name'],
    ['select count(*) from customers group by email', 'select count(*) from customers group by city'],
    ['select x.email from (select * from customers) x', 'select x.name from (select * from customers) x'],
    [
      'with x as (select * from customers) select email from x',
      'with x as (select * from customers) select name from x',
    ],
    ['select id from orders join customers using (email)', 'select id from orders join customers using (id)'],
    ['select max(email) from customers', 'select max(name) from customers'],
    [
      'select id from orders where exists (select 1 from customers where customers.email = orders.status)',
      'select id from orders where exists (select 1 from customers where customers.name = orders.status)',
    ],
    ['select customers from customers', 'select customers.name from customers'],
    ['select c from customers c', 'select c.* from customers c'],
    ['select count(customers) from customers', 'select count(customers.id) from customers'],
    ['select email as email from customers', 'select name as email from customers'],
  ],
  'system tables': [
    ['select * from information_schema.tables', 'select * from orders'],
    ['select table_name from information_schema.columns', 'select status as table_name from orders'],
    ['select * from sqlite_master', 'select id as sqlite_master from orders'],
    ['select * from pg_catalog.pg_class', 'select id as pg_class from orders'],
    ['select * from pg_shadow', 'select 1 as pg_shadow'],
    ['select * from duckdb_settings', 'select 1 as duckdb_settings'],
    ['select user, authentication_string from mysql.user', 'select id as user_id from customers'],
    ['select * from performance_schema.threads', 'select count(*) as threads from orders'],
    [
      'with pg_class as (select * from pg_class) select * from pg_class',
      'with pg_class as (select 1 as n) select * from pg_class',
    ],
    [
      'with recursive duckdb_tables as (select * from duckdb_tables) select * from duckdb_tables',
      'with duckdb_tables as (select 1 as n) select n from duckdb_tables',
    ],
    [
      'with recursive sqlite_master as (select * from sqlite_master) select * from sqlite_master',
      'select 1 as sqlite_master',
    ],
    ['select * from sys.version', "select 'sys.version' as x"],
    ['select * from pg_stat_activity', "select 'pg_stat_activity' as x"],
  ],
  'comments that hide': [
    [
      'select id from orders /*!50000 union select name from salaries */',
      'select id from orders /* union select name from salaries */',
    ],
    ['select /*+ full(orders) */ id from orders', 'select /* full(orders) */ id from orders'],
    ['select id from orders /* never closed', 'select id from orders /* closed */'],
    ['select id -- from orders', 'select id -- a comment\nfrom orders'],
    ['select 1 /*M!100100 + 1 */', 'select 1 /* M 100100 + 1 */'],
    ['sel/**/ect 1', 'select/**/1'],
    ['select id from orders -- \n; drop table orders', 'select id from orders -- ; drop table orders'],
  ],
  locks: [
    [`${plain} for update`, plain],
    [`${plain} for share`, `${plain} order by id`],
    [`select * from (select id from orders for update) x`, 'select * from (select id from orders) x'],
    [`${plain} where id = 1 for update nowait`, `${plain} where id = 1`],
    [`${plain} lock in share mode`, `${plain} limit 1`],
  ],
  'writing what was read': [
    ['select * into copy_of from orders', 'select * from orders'],
    ["select id into outfile '/tmp/x' from orders", "select '/tmp/x' as outfile from orders"],
    ["select id from orders into outfile '/tmp/x'", "select id from orders where status = 'into outfile'"],
    ["select id from orders into dumpfile '/tmp/x'", 'select id from orders limit 1'],
    ['select id into @x from orders', 'select id from orders'],
    ["copy orders to '/tmp/x'", "select 'copy orders to' as x"],
    ['select id into temp x from orders', 'select id as temp_x from orders'],
    ["export database '/tmp/x'", "select 'export' as e"],
  ],
  'files as tables': [
    ["select * from '/etc/passwd'", "select '/etc/passwd' as path from orders"],
    ["select * from 'data.csv'", "select * from orders where status = 'data.csv'"],
    ["select * from orders, 'data.parquet'", 'select * from orders, customers'],
    ["select * from 'https://example.org/x.csv'", "select 'https://example.org/x.csv' as link"],
    ['select * from `data.csv`', 'select * from orders'],
    [
      "select * from orders where id in (select id from 'x.json')",
      'select * from orders where id in (select id from customers)',
    ],
    ["from 'x.csv'", "select 'x.csv' as name"],
  ],
  'values that nobody gives': [
    ['select * from orders where id = ?', 'select * from orders where id = 1'],
    ['select * from orders where id = $1', 'select * from orders where id = 2'],
    ['select * from orders where id = :id', "select * from orders where status = ':id'"],
    ['select @x', "select '@x' as x"],
    ['select @@version', "select '@@version' as v"],
    ['select @x := 1', 'select 1 as x'],
    ['select {{ id }} from orders', "select '{{ id }}' as x from orders"],
  ],
  'too much': [
    [`select ${'('.repeat(200)}1${')'.repeat(200)}`, `select ${'('.repeat(20)}1${')'.repeat(20)}`],
    [`select ${'1+'.repeat(2000)}1`, `select ${'1+'.repeat(100)}1`],
    [`select ${'not '.repeat(3000)}true`, 'select not true'],
    [`select '${'x'.repeat(70_000)}'`, `select '${'x'.repeat(7000)}'`],
    [`select ${'- '.repeat(3000)}1`, 'select - - 1'],
    [`select 1 ${'union all select 1 '.repeat(3000)}`, `select 1 ${'union all select 1 '.repeat(100)}`],
    [
      `select ${'case when true then '.repeat(300)}1${' end'.repeat(300)}`,
      'select case when true then case when false then 1 end end',
    ],
    [`select ${'id,'.repeat(20_000)}id from orders`, `select ${'id,'.repeat(200)}id from orders`],
    [
      `select * from ${'(select * from '.repeat(100)}orders${') x'.repeat(100)}`,
      `select * from ${'(select * from '.repeat(10)}orders${') x'.repeat(10)}`,
    ],
    [`select * from orders ${'cross join orders '.repeat(300)}`, 'select a.id from orders a cross join orders b'],
    [`select abs(${'abs('.repeat(200)}1${')'.repeat(201)}`, 'select abs(abs(abs(1)))'],
    [
      "select repeat('x', 1000000000)".replace('repeat', 'lpad').replace('1000000000', "1000000000, 'y'"),
      "select lower('x')",
    ],
  ],
  'without an end': [
    [
      'with recursive x as (select 1 as n union all select n + 1 from x) select * from x',
      'with recursive x as (select 1 as n union all select n + 1 from x where n < 10) select * from x',
    ],
    [
      'with recursive x(n) as (select 1 union all select n from x) select count(*) from x',
      'with recursive x(n) as (select 1 union all select id from orders join x on x.n = orders.customer_id) select count(*) from x',
    ],
    [
      'with recursive x as (select 1 as n union select n + 1 as n from x as y) select 1 from x limit 1',
      'with recursive x as (select 1 as n union select n + 1 as n from x as y where y.n < 3) select 1 from x limit 1',
    ],
  ],
  'odd characters': [
    ['select\u00A0id from orders', 'select id from orders'],
    ['select id\u200B from orders', "select 'a\u200Bb' from orders"],
    ['select id from orders \u0000', 'select id from orders\t'],
    ['ſelect id from orders', 'SELECT id FROM orders'],
    ['select id from ordersK', 'SeLeCt id from orders'],
    ['select \u202Eid from orders', 'select id from orders'],
    ['select id from orders；drop table orders', "select '；drop table orders' as x"],
    ['select “id” from orders', "select '“id”' from orders"],
    ["select 'abc from orders", "select 'abc' from orders"],
    ['select \uD800 from orders', 'select 1 from orders'],
  ],
  'functions through a schema or a value': [
    ['select pg_catalog.pg_sleep(1)', 'select abs(1)'],
    ['select main.abs(1)', 'select abs(2)'],
    ["select 'select 1'.query()", "select upper('select 1')"],
    ['select system.main.abs(1)', 'select abs(3)'],
    ['select orders.abs(id) from orders', 'select abs(orders.id) from orders'],
    ['select (id).abs() from orders', 'select abs(id) from orders'],
    ['select mysql.sleep(1)', 'select abs(4)'],
    ['select * from public.f(1)', 'select abs(5) as f'],
  ],
  'unknown functions': [
    ['select no_such_function(1)', 'select abs(1)'],
    ['select uper(name) from customers', 'select upper(name) from customers'],
    ['select my_udf(id) from orders', 'select max(id) from orders'],
    ['select "Abs"(1), secret_function()', 'select abs(1)'],
    ['select no_such(1) over () from orders', 'select count(*) over () from orders'],
    ['select id from orders order by sneaky(id)', 'select id from orders order by abs(id)'],
    ['select id from orders group by id having sneaky(id) > 1', 'select id from orders group by id having max(id) > 1'],
    ['select case when true then sneaky() else 1 end', 'select case when true then 2 else 1 end'],
    ['select id from orders limit sneaky()', 'select id from orders limit 3'],
    [
      'select * from orders o join customers c on sneaky(o.id)',
      'select o.id from orders o join customers c on o.customer_id = c.id',
    ],
    ['values (sneaky())'.replace('values', 'select abs'), 'select abs(6)'],
  ],
};

export const hostileEverywhere: readonly Hostile[] = Object.entries(classes).flatMap(([name, pairs]) =>
  pairs.flatMap(([text, twin]) =>
    dialectNames.map((dialect): Hostile => ({ class: name, dialect, hostile: text, twin })),
  ),
);
