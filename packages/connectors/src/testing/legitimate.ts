import fc from 'fast-check';

/** Engines whose SQL people write, and what each of them lacks. */
export type Writes = 'duckdb' | 'sqlite' | 'postgres' | 'mysql';

const has = {
  filter: (name: Writes): boolean => name !== 'mysql',
  lateral: (name: Writes): boolean => name === 'duckdb' || name === 'postgres',
  groupingSets: (name: Writes): boolean => name === 'duckdb' || name === 'postgres',
  full: (name: Writes): boolean => name !== 'mysql',
  pipes: (name: Writes): boolean => name !== 'mysql',
};

const cast = (of: string, to: 'text' | 'integer' | 'double', name: Writes): string => {
  const types = {
    duckdb: { text: 'varchar', integer: 'bigint', double: 'double' },
    sqlite: { text: 'text', integer: 'integer', double: 'real' },
    postgres: { text: 'text', integer: 'bigint', double: 'double precision' },
    mysql: { text: 'char', integer: 'signed', double: 'double' },
  } as const;
  return `cast(${of} as ${types[name][to]})`;
};

const one = <T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);

/**
 * A number without more brackets than some, so that both sides have to agree on what binds tighter. Remainders come first in their row: by
 * a constant, of what is no double.
 */
function number(name: Writes, depth: number): fc.Arbitrary<string> {
  const leaf = one('f.id', 'f.n', 'f.m', 'f.dim', '1', '2', '10', 'f.id % 7', '- f.n', '+3');
  if (depth <= 0) return leaf;
  const deeper = number(name, depth - 1);
  return fc.oneof(
    leaf,
    fc.tuple(deeper, one('+', '-', '*'), leaf).map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(leaf, one('+', '-'), deeper).map(([a, op, b]) => `${a} ${op} ${b}`),
    deeper.map((a) => `(${a})`),
    deeper.map((a) => `abs(${a})`),
    fc.tuple(deeper, leaf).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(deeper, leaf).map(([a, b]) => `nullif(${a}, ${b})`),
    fc.tuple(fc.memo(() => test(name, 0))(), deeper, leaf).map(([t, a, b]) => `case when ${t} then ${a} else ${b} end`),
    fc.tuple(leaf, deeper).map(([a, b]) => `case ${a} when 1 then ${b} when 2 then 0 end`),
    deeper.map((a) => cast(a, 'integer', name)),
    one(
      'length(f.name)',
      '(select count(*) from dims d where d.id = f.dim)',
      '(select max(g.n) from facts g where g.dim = f.dim)',
    ),
  );
}

function text(name: Writes): fc.Arbitrary<string> {
  const leaf = one(
    'f.name',
    'upper(f.name)',
    'lower(f.name)',
    "'it''s'",
    "coalesce(f.name, '-')",
    "replace(f.name, 'a', 'b')",
    'trim(f.name)',
    'substring(f.name, 1, 2)',
  );
  if (!has.pipes(name))
    return fc.oneof(
      leaf,
      fc.tuple(leaf, leaf).map(([a, b]) => `concat(${a}, ${b})`),
    );
  return fc.oneof(
    leaf,
    fc.tuple(leaf, leaf).map(([a, b]) => `${a} || ${b}`),
    leaf.map((a) => `${a} || '/' || ${cast('f.id', 'text', name)}`),
  );
}

function test(name: Writes, depth: number): fc.Arbitrary<string> {
  const leaf: fc.Arbitrary<string> = fc.oneof(
    fc
      .tuple(
        one('f.id', 'f.n', 'f.m', 'f.id + 1', 'f.n * 2 - f.m'),
        one('=', '<>', '<', '>', '<=', '>=', '!='),
        one('1', 'f.dim', '-5', 'f.n - 3'),
      )
      .map((parts) => parts.join(' ')),
    one(
      'f.n between -10 and 500',
      'f.n not between f.m and f.id + 2',
      "f.name like 'a%'",
      "f.name not like '%b_'",
      "f.name like '%!%%' escape '!'",
      'f.day is null',
      'f.amount is not null',
    ),
    one(
      'f.dim in (1, 2, 3)',
      'f.dim not in (1, 2)',
      'f.dim in (select id from dims where region is not null)',
      'f.n is null',
    ),
    one(
      'exists (select 1 from dims d where d.id = f.dim)',
      'not exists (select 1 from dims d where d.id = f.dim and d.since > f.day)',
    ),
    one("f.day > '2021-03-01'", "f.day between '2020-01-01' and '2022-12-31'", "f.moment >= '2021-01-01 10:00:00'"),
    fc.tuple(text(name), one('=', '<>', '<')).map(([a, op]) => `${a} ${op} 'Müller'`),
  );
  if (depth <= 0) return leaf;
  const deeper = test(name, depth - 1);
  return fc.oneof(
    leaf,
    fc.tuple(deeper, one('and', 'or'), deeper).map((parts) => parts.join(' ')),
    fc.tuple(deeper, one('and', 'or'), leaf).map(([a, op, b]) => `(${a}) ${op} not ${b}`),
    deeper.map((a) => `not (${a})`),
    deeper.map((a) => `not ${a}`),
  );
}

const total = (name: Writes): fc.Arbitrary<string> =>
  fc.oneof(
    one(
      'count(*)',
      'count(f.name)',
      'count(distinct f.dim)',
      'max(f.day)',
      'min(f.name)',
      'sum(f.n)',
      'sum(f.amount)',
      'max(f.n) - min(f.n)',
      'sum(f.n) + count(*) * 2',
    ),
    number(name, 1).map((of) => `sum(${of})`),
    test(name, 1).map((when) => `sum(case when ${when} then 1 else 0 end)`),
    ...(has.filter(name) ? [test(name, 1).map((when) => `count(*) filter (where ${when})`)] : []),
  );

const window = (name: Writes): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.oneof(
        one(
          'row_number()',
          'rank()',
          'dense_rank()',
          'lag(f.n)',
          'lead(f.n, 2)',
          'ntile(4)',
          'first_value(f.id)',
          'count(*)',
          'max(f.day)',
        ),
        number(name, 1).map((of) => `sum(${of})`),
      ),
      one('', 'partition by f.dim ', 'partition by f.flag, f.dim '),
      one('order by f.id', 'order by f.id desc', 'order by f.dim, f.id'),
    )
    .map(([call, by, order]) => `${call} over (${by}${order})`);

const frames = (): fc.Arbitrary<string> =>
  fc
    .tuple(
      one('sum(f.n)', 'count(*)', 'max(f.n)'),
      one(
        'rows 2 preceding',
        'rows between unbounded preceding and current row',
        'rows between 1 preceding and 1 following',
        'range between unbounded preceding and unbounded following',
      ),
    )
    .map(([call, frame]) => `${call} over (partition by f.dim order by f.id ${frame})`);

/** A query of rows, of some columns of facts. */
function rows(name: Writes): fc.Arbitrary<string> {
  const item = fc.oneof(number(name, 2), text(name), window(name), frames());
  const from = one(
    'facts f',
    'facts as f',
    'facts f join dims d on d.id = f.dim',
    'facts f left join dims d on f.dim = d.id and d.region is not null',
    '(select * from facts where id > 20) f',
    'facts f cross join (select max(id) as top from dims) q',
    '(facts f inner join dims d on d.id = f.dim)',
    ...(has.full(name) ? ['facts f full join dims d on d.id = f.dim'] : []),
    ...(has.lateral(name)
      ? ['facts f cross join lateral (select d.label from dims d where d.id >= f.dim order by d.id limit 2) l']
      : []),
  );
  return fc
    .tuple(fc.array(item, { minLength: 1, maxLength: 4 }), from, fc.option(test(name, 2)), fc.boolean())
    .map(([items, of, where, distinct]) =>
      [
        `select ${distinct ? 'distinct ' : ''}${items.map((each, i) => `${each} as c${i}`).join(', ')}`,
        `from ${of}`,
        where === null ? '' : `where ${where}`,
      ].join(' '),
    );
}

/** A query of groups. */
function groups(name: Writes): fc.Arbitrary<string> {
  const plain = fc
    .tuple(
      one('f.dim', 'f.flag', 'f.id % 3', 'upper(f.name)', 'f.day'),
      fc.array(total(name), { minLength: 1, maxLength: 3 }),
      fc.option(test(name, 1)),
      one('', ' having count(*) > 1', ' having sum(f.n) > 0 or count(*) = 1'),
    )
    .map(
      ([key, totals, where, having]) =>
        `select ${key} as k, ${totals.map((each, i) => `${each} as t${i}`).join(', ')} from facts f${where === null ? '' : ` where ${where}`} group by ${key}${having}`,
    );
  const sets = fc
    .tuple(
      one(
        'rollup (f.dim, f.flag)',
        'cube (f.dim, f.flag)',
        'grouping sets ((f.dim, f.flag), (f.dim), ())',
        'f.dim, rollup (f.flag)',
      ),
      total(name),
    )
    .map(([by, of]) => `select f.dim, f.flag, grouping(f.dim) as g, ${of} as t from facts f group by ${by}`);
  const rollup = total(name).map((of) => `select f.dim, ${of} as t from facts f group by f.dim with rollup`);
  const ranked = total(name).map(
    (of) =>
      `select k, t, rank() over (order by t desc) as r from (select f.dim as k, ${of} as t from facts f group by f.dim) q`,
  );
  return fc.oneof(plain, ranked, ...(has.groupingSets(name) ? [sets] : []), ...(name === 'mysql' ? [rollup] : []));
}

/** Queries put together. */
function together(name: Writes): fc.Arbitrary<string> {
  const part = number(name, 1).map((of) => `select f.id as a, ${of} as b from facts f`);
  const sets = fc
    .tuple(part, one('union', 'union all', 'intersect', 'except'), part, one('union', 'union all', 'except'), part)
    .map((parts) => parts.join(' '));
  const ctes = fc
    .tuple(rows(name), groups(name), one('count(*)', 'max(c0)'))
    .map(
      ([first, second, of]) => `with x as (${first}), y as (${second}) select (select ${of} from x) as a, y.* from y`,
    );
  const shadow = test(name, 1).map(
    (where) => `with facts as (select * from facts f where ${where}) select count(*) as n, min(id) as low from facts`,
  );
  const recursive = one(10, 20).map(
    (most) =>
      `with recursive r(n) as (select 1 union all select n + 1 from r where n < ${most}) select r.n, count(f.id) as c from r left join facts f on f.dim = r.n group by r.n`,
  );
  const using = one(
    'select id, a.label, b.region from dims a join dims b using (id)',
    'select count(*) as n from dims a natural join dims b',
    'select d.id, q.c from dims d, (select dim, count(*) as c from facts group by dim) q where q.dim = d.id',
  );
  return fc.oneof(sets, ctes, ...(name === 'sqlite' ? [] : [shadow]), recursive, using);
}

/** An analytical statement that a person might write, over the random tables. */
export const legitimate = (name: Writes): fc.Arbitrary<string> => fc.oneof(rows(name), groups(name), together(name));
