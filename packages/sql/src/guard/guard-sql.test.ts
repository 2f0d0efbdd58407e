import { describe, expect, test } from 'vitest';
import { GuardCache } from './cache.ts';
import { guardSql, type GuardedSql } from './guard-sql.ts';
import { hostile } from './testing/hostile.ts';
import { catalogOf, dialectNames, dialectOf, model, open, ruled, type DialectName } from './testing/source.ts';

const guard = (text: string, name: DialectName, more: object = {}) =>
  guardSql(text, { dialect: dialectOf(name), catalog: catalogOf(name), model, policy: open, ...more });
const pass = (text: string, name: DialectName, more: object = {}): GuardedSql => {
  const outcome = guard(text, name, more);
  if (!outcome.ok) throw new Error(`${name}: ${text}\n${outcome.problems.map(({ message }) => message).join('\n')}`);
  return outcome.value;
};
const words = (text: string, name: DialectName = 'duckdb'): string => {
  const outcome = guard(text, name);
  return outcome.ok
    ? `passed: ${outcome.value.sql}`
    : outcome.problems.map(({ message, hint }) => `${message} ${hint ?? ''}`.trim()).join('\n');
};

describe('hostile statements are refused, and their harmless twins pass', () => {
  test('there are enough of them', () => {
    expect(hostile.length).toBeGreaterThan(700);
    expect(new Set(hostile.map((each) => each.class)).size).toBeGreaterThan(15);
  });
  for (const name of new Set(hostile.map((each) => each.class))) {
    test(name, () => {
      const wrong = hostile
        .filter((each) => each.class === name)
        .flatMap((each) => {
          const [bad, good] = [guard(each.hostile, each.dialect), guard(each.twin, each.dialect)];
          const refused =
            !bad.ok &&
            bad.problems.every(
              (problem) => problem.code === 'sql.refused' && /^Line \d+, column \d+: ./.test(problem.message),
            );
          return [
            ...(refused
              ? []
              : [
                  `${each.dialect} let through: ${each.hostile.slice(0, 200)} => ${bad.ok ? bad.value.sql : bad.problems[0]?.message}`,
                ]),
            ...(good.ok
              ? []
              : [
                  `${each.dialect} refused: ${each.twin.slice(0, 200)} (${good.problems.map(({ message }) => message).join(' ')})`,
                ]),
          ];
        });
      expect(wrong).toEqual([]);
    });
  }
});

test('a refusal says what, where and what to do', () => {
  expect(words('select id,\n  amout\nfrom orders')).toBe(
    'Line 2, column 3: There is no column `amout`. Did you mean `amount`?',
  );
  expect(words('select * from oders')).toBe('Line 1, column 15: There is no table `oders`. Did you mean `orders`?');
  expect(words('select uper(status) from orders')).toContain('Did you mean `upper`?');
  expect(words("select '💥' || nope from orders")).toContain('Line 1, column 15');
  expect(words('select from orders')).toBe(
    'Line 1, column 8: Expected a value, found the keyword `from`. A name that is a keyword is quoted: "from".',
  );
});

test('everything that is wrong is told at once', () => {
  expect(words('select a, b from orders where sleep_ms(1) = c').split('\n')).toHaveLength(4);
});

test('what is hidden is refused in the words of what never was', () => {
  const hidden = words('select * from salaries').replace('salaries', 'x');
  expect(hidden).toBe(words('select * from zzzzzzzz').replace('zzzzzzzz', 'x'));
  expect(words('select email from customers').replace('email', 'x')).toBe(
    words('select zzzzz from customers').replace('zzzzz', 'x'),
  );
});

describe.each(dialectNames)('%s', (name) => {
  test('every table is read through the rules, wherever it stands', () => {
    const texts = [
      'select * from orders',
      'select count(*) from orders o join customers c on c.id = o.customer_id',
      'select id from customers where exists (select 1 from orders where orders.customer_id = customers.id)',
      'with orders as (select * from orders) select * from orders',
      'select (select max(amount) from orders) as m',
      'select id from customers union all select id from orders',
      'select id from customers where id in (select customer_id from orders)',
    ];
    for (const text of texts) {
      const { sql, parameters } = pass(text, name, { policy: ruled });
      // no other way leads to the table
      expect(sql).toMatch(/select \* from (?:public\.)?orders as t\s+where .*status/);
      expect(sql.match(/from (?:public\.)?orders as t\s/g)).toHaveLength(1);
      expect(sql.match(/(?:from|join) (?:public\.)?orders\b(?! as t\s)/g)).toBeNull();
      expect(parameters).toEqual(['paid']);
    }
    expect(pass('select * from items', name, { policy: ruled }).sql).toMatch(/where (?:false|1 = 0)/);
  });

  test('a table with hidden columns shows the others only', () => {
    expect(pass('select * from customers', name).sql).toContain('(select id, name, city, since from ');
    expect(pass('select * from customers', name).columns).toEqual(['id', 'name', 'city', 'since']);
  });

  test('rows are capped, and one more is asked for', () => {
    const capped = (text: string): string => pass(text, name, { maxRows: 10 }).sql.split('\n').slice(-1)[0] ?? '';
    expect(capped('select id from orders')).toBe('limit 11');
    expect(capped('select id from orders limit 5')).toBe('limit 5');
    expect(capped('select id from orders limit 500')).toBe('limit 11');
    expect(capped('select id from orders limit 5 + 500')).toBe('limit 11');
    expect(capped('select id from orders union all select id from customers')).toBe('limit 11');
  });

  test('what depends on the clock is marked', () => {
    expect(pass('select current_date from orders', name).volatile).toBe(true);
    expect(pass('select id from orders', name).volatile).toBe(false);
  });

  test('tables are named as the source does', () => {
    expect(
      pass('select O.ID from ORDERS O join customers c on c.id = o.id', name).tables.map((table) => table.name),
    ).toEqual(['orders', 'customers']);
  });

  test('what runs is read again as the same', () => {
    const { sql } = pass(
      "select a.id, sum(amount) over (partition by status order by day) as s, case when amount > 1 then 'x''y' end as t from orders as a where not (amount between 1 and 2 or status in ('a', 'b')) order by 1",
      name,
    );
    expect(pass(sql, name).sql).toBe(sql);
  });

  test('what is remembered of a catalog is never taken for that of another', () => {
    const cache = new GuardCache();
    const full = catalogOf(name);
    const less = { tables: full.tables.filter((table) => table.name !== 'orders') };
    for (const catalog of [full, less, full]) {
      const outcome = guardSql('select * from orders', { dialect: dialectOf(name), catalog, policy: open, cache });
      expect(outcome.ok).toBe(catalog === full);
    }
  });
});

test('rules without the model that they belong to let nothing through', () => {
  expect(guardSql('select 1', { dialect: dialectOf('duckdb'), catalog: catalogOf('duckdb'), policy: ruled }).ok).toBe(
    false,
  );
});

test('a column that was added since the catalog was read does not show, nor is it taken for another', () => {
  for (const name of dialectNames) {
    const listed = (text: string): boolean =>
      /select id, customer_id, amount, day, placed, status from/.test(pass(text, name).sql);
    expect(listed('select * from orders')).toBe(true);
    expect(listed('select o.* from orders o')).toBe(true);
    expect(listed('select 1 from customers where exists (select 1 from orders where city = status)')).toBe(true);
    expect(listed('select count(*) from orders natural join items')).toBe(true);
    // every name has one place to be found in
    expect(listed('select id, amount from orders where status = 1')).toBe(false);
  }
});
