import type { Attacks } from './attacks.ts';

const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join(', ');

/** What is tried on every engine, from what is known of other people's filters. */
export const attacksEverywhere: Attacks = {
  'the whole row as a value': [
    ['select max(c) from customers c', 'select max(c.name) from customers c'],
    ['select count(distinct customers) from customers', 'select count(distinct customers.city) from customers'],
    ['select coalesce(c, null) from customers c', 'select coalesce(c.city, null) from customers c'],
    ['select 1 from customers c order by c', 'select 1 from customers c order by c.name'],
    ['select 1 from customers c group by c', 'select 1 from customers c group by c.city'],
    ['select 1 from customers c where c is not null', 'select 1 from customers c where c.id is not null'],
    [
      'select id from orders o where (select c from customers c limit 1) is null',
      'select id from orders o where (select c.id from customers c limit 1) is null',
    ],
    ['select x from (select * from customers) x', 'select x.id from (select * from customers) x'],
    ['with x as (select * from customers) select x from x', 'with x as (select * from customers) select x.id from x'],
    ['select case when c = c then 1 end from customers c', 'select case when c.id = c.id then 1 end from customers c'],
    ['select concat(c, 1) from customers c', 'select concat(c.name, 1) from customers c'],
    [
      'select max(c) over (partition by c) from customers c',
      'select max(c.id) over (partition by c.city) from customers c',
    ],
  ],
  'hidden columns by the back door': [
    [
      'select id from customers group by id having max(email) > 1',
      'select id from customers group by id having max(id) > 1',
    ],
    [
      'select count(*) over (partition by email) from customers',
      'select count(*) over (partition by city) from customers',
    ],
    [
      'select rank() over w from customers window w as (order by email)',
      'select rank() over w from customers window w as (order by name)',
    ],
    [
      'select a.id from customers a join customers b using (id, email)',
      'select a.id from customers a join customers b using (id, city)',
    ],
    [
      'select a.id from customers a join customers b on a.email < b.email',
      'select a.id from customers a join customers b on a.name < b.name',
    ],
    [
      'select id from orders where status in (select email from customers)',
      'select id from orders where status in (select name from customers)',
    ],
    [
      'select id from orders where exists (select email from customers)',
      'select id from orders where exists (select name from customers)',
    ],
    [
      'select (select email from customers where customers.id = orders.id) from orders',
      'select (select name from customers where customers.id = orders.id) from orders',
    ],
    ['select email from (select c.* from customers c) x', 'select city from (select c.* from customers c) x'],
    [
      'with x(a, b, c, d, e) as (select * from customers) select e from x',
      'with x(a, b, c, d) as (select * from customers) select d from x',
    ],
    [
      'select id from customers union select id from orders order by email',
      'select id from customers union select id from orders order by id',
    ],
    ['select case email when null then 1 end from customers', 'select case city when null then 1 end from customers'],
    ['select nullif(email, email) from customers', 'select nullif(city, city) from customers'],
    ['select id from customers where not (email is null)', 'select id from customers where not (city is null)'],
    [
      'select id from customers where (id, email) in (select 1, 2)',
      'select id from customers where (id, city) in (select 1, 2)',
    ],
    ['select orders.email from orders, customers', 'select orders.status from orders, customers'],
    ['select salary from orders', 'select amount from orders'],
    ['select o.salaries from orders o', 'select o.status from orders o'],
  ],
  'names that shadow': [
    [
      'with customers as (select email from customers) select * from customers',
      'with customers as (select name from customers) select * from customers',
    ],
    [
      'with a as (with salaries as (select 1 as n) select * from salaries) select * from a, salaries',
      'with a as (with salaries as (select 1 as n) select * from salaries) select * from a, orders',
    ],
    [
      'with b as (select * from a), a as (select * from salaries) select * from b',
      'with a as (select * from orders), b as (select * from a) select * from b',
    ],
    ['select * from orders salaries, salaries orders', 'select * from orders customers, customers orders'],
    [
      'with recursive customers as (select email from customers union all select name from customers) select * from customers',
      'with recursive r as (select 1 as n union all select n + 1 from r where n < 3) select * from r',
    ],
    [
      'with orders as (select * from salaries) select * from orders',
      'with orders as (select * from customers) select * from orders',
    ],
    [
      'select * from (select * from orders) orders join (select * from salaries) customers on true',
      'select * from (select * from orders) orders join (select * from customers) customers on true',
    ],
    ['select salaries.salary from customers salaries, orders', 'select salaries.city from customers salaries, orders'],
    ['with x as (select 1) select * from salaries', 'with salaries as (select 1 as n) select * from salaries'],
    [
      'select * from (with x as (select 1 as n) select * from x) y, x',
      'select * from (with x as (select 1 as n) select * from x) y',
    ],
    [
      '(with x as (select 1 as n) select n from x) union all select n from x',
      'with x as (select 1 as n) select n from x union all select n from x',
    ],
  ],
  'statements in disguise': [
    ['select 1 union select 2; commit', 'select 1 union select 2'],
    ['declare c cursor for select 1', "select 'declare c cursor' as t"],
    ['do $$ begin perform 1; end $$', "select 'do' as d"],
    ['pragma table_info(orders)', "select 'pragma' as p"],
    [
      'with x as (update orders set amount = 0 returning id) select id from x',
      'with x as (select id from orders) select id from x',
    ],
    ['select * from (delete from orders returning *) x', 'select * from (select * from orders) x'],
    [
      'select * from orders where id = (insert into orders values (1) returning id)',
      'select * from orders where id = (select max(id) from orders)',
    ],
    ['create view v as select * from salaries', "select 'create view' as v"],
    ['comment on table orders is 1', "select 'comment on' as c"],
    ['reset all', "select 'reset' as r"],
    ['discard all', "select 'discard' as d"],
    ['listen x', "select 'listen' as l"],
    ['refresh materialized view v', "select 'refresh' as r"],
    ['checkpoint', "select 'checkpoint' as c"],
    ['lock table orders', "select 'lock' as l"],
    ['savepoint a', "select 'savepoint' as s"],
    ['values (1); drop table orders', 'select 1 as one'],
    ['select select', 'select 1 as chosen'],
    ['select 1 from orders where', 'select 1 from orders where id = 1'],
    [';;;', 'select 1;;;'],
    ['   ', 'select 1   '],
    ['-- only a comment', 'select 1 -- a comment'],
  ],
  'characters that deceive': [
    ['select\u2028id from orders', 'select\nid from orders'],
    ['select\u3000id from orders', 'select id  from orders'],
    ['select id\u00AD from orders', 'select id from orders'],
    ['select id from order\u0455', 'select id from orders'],
    ['SELECT \uFF0A FROM orders', 'SELECT * FROM orders'],
    ['select id from orders where status = \u2018a\u2019', "select id from orders where status = '\u2018a\u2019'"],
    ['select id from orders where id \uFF1D 1', 'select id from orders where id = 1'],
    ['select id from orders\uFEFF', "select '\uFEFF' as bom from orders"],
    ['select id from orders\u0085where id = 1', 'select id from orders where id = 1'],
    ['select id from orders where id = \uFF11', 'select id from orders where id = 1'],
    ['select id /\u200B* x */ from orders', 'select id /* x */ from orders'],
    ['select id from orders \u001a', 'select id from orders '],
    ['sele\u0000ct id from orders', 'select id from orders'],
    ['select id from customers where name = \u0000', "select id from customers where name = ''"],
    ['select pg_slee\u0440(1)', "select 'pg_slee\u0440(1)' as t"],
  ],
  'comments that end elsewhere': [
    ['select id from orders --\r; drop table orders', 'select id from orders --\n'],
    ['select id from orders /* a */ ; /* b */ select 1', 'select id from orders /* a */ /* b */'],
    ['select 1 /*!union*/ /*!select*/ salary from salaries', 'select 1 as one /* union select */ from orders'],
    [
      'select id from orders where id = 1/**/union/**/select/**/salary/**/from/**/salaries',
      'select id from orders where id = 1/**/union/**/select/**/id/**/from/**/customers',
    ],
    ['/*!99999 select */ 1; drop table orders', '/* select */ select 1'],
    [
      'select id from orders -- */ ; delete from orders\n; delete from orders',
      'select id from orders -- */ ; delete from orders',
    ],
  ],
  'more than anybody needs': [
    [`select ${many(300, (i) => `(select ${i})`)}`, 'select (select 1) + (select 2)'],
    [
      `select id from orders where ${'id = 1 and ('.repeat(70)}true${')'.repeat(70)}`,
      `select id from orders where ${'id = 1 and ('.repeat(20)}true${')'.repeat(20)}`,
    ],
    [
      `select id from orders where id in (${'1,'.repeat(20_000)}1)`,
      `select id from orders where id in (${'1,'.repeat(2000)}1)`,
    ],
    [`select ${'abs('.repeat(70)}1${')'.repeat(70)}`, `select ${'abs('.repeat(30)}1${')'.repeat(30)}`],
    [
      `with ${many(250, (i) => `c${i} as (select 1 as n)`)} select * from c1`,
      `with ${many(50, (i) => `c${i} as (select 1 as n)`)} select * from c1`,
    ],
    [`select * from ${many(250, (i) => `orders o${i}`)}`, `select o1.id from ${many(5, (i) => `orders o${i}`)}`],
    [
      `select case ${'when id = 1 then case '.repeat(200)} when true then 1 ${'end '.repeat(201)} from orders`,
      'select case when id = 1 then case when true then 1 end end from orders',
    ],
    [
      `select ${'replace('.repeat(12)}'xxxxxxxxxx'${", 'x', 'xxxxxxxxxx')".repeat(12)}`,
      `select ${'replace('.repeat(12)}name${", 'x', 'y')".repeat(12)} from customers`,
    ],
    [`select '${"''".repeat(40_000)}'`, `select '${"''".repeat(400)}'`],
    [`select id as ${'x'.repeat(70)} from orders`, `select id as ${'x'.repeat(60)} from orders`],
  ],
};
