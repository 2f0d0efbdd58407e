import fc from 'fast-check';
import type { Aggregate } from '@lumiere/contract';
import type { Expression, Plan, Policy, Step, TablePolicy, ZoneShift } from '@lumiere/semantic';
import { timeGrains, type TimeGrain, type ValueType } from '@lumiere/values';
import { column, from, output, planOf, step, table, value } from './plans.ts';
import { names } from './random-data.ts';

/** Random expressions over the tables of random-data.ts, of every kind, and random plans of them. */

const f = (name: string, type: ValueType): Expression => column('f', name, type);
const d = (name: string, type: ValueType): Expression => column('d', name, type);

const coarse = fc.constantFrom<TimeGrain>('day', 'week', 'month', 'quarter', 'year');
const weekStart = fc.integer({ min: 1, max: 7 });
const zone: fc.Arbitrary<ZoneShift | null> = fc.constantFrom<ZoneShift | null>(
  null,
  [{ fromMs: null, offsetSeconds: 0 }],
  [{ fromMs: null, offsetSeconds: -12_600 }],
  [
    { fromMs: null, offsetSeconds: 3600 },
    { fromMs: Date.UTC(2020, 2, 29, 1), offsetSeconds: 7200 },
    { fromMs: Date.UTC(2020, 9, 25, 1), offsetSeconds: 3600 },
    { fromMs: Date.UTC(2021, 2, 28, 1), offsetSeconds: 7200 },
  ],
);
const part = fc.constantFrom(
  'weekday',
  'day-of-month',
  'week-of-year',
  'month-of-year',
  'quarter-of-year',
  'year-number',
);
const isoDay = fc
  .integer({ min: 18_200, max: 19_900 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

const insideExists: readonly Expression[] = [
  { kind: 'compare', op: '>', left: column('e', 'id', 'integer'), right: f('id', 'integer') },
  { kind: 'is-null', of: column('e', 'day', 'date') },
  { kind: 'not', of: { kind: 'compare', op: '=', left: column('e', 'name', 'text'), right: f('name', 'text') } },
  { kind: 'compare', op: '<', left: column('e', 'moment', 'timestamp'), right: f('moment', 'timestamp') },
];

const pure = fc.letrec<{ test: Expression; whole: Expression; date: Expression; moment: Expression; text: Expression }>(
  (tie) => ({
    whole: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(f('n', 'integer'), f('m', 'integer'), f('id', 'integer'), d('id', 'integer')),
      fc.integer({ min: -50, max: 50 }).map((n) => value(n, 'integer')),
      fc
        .tuple(fc.constantFrom('+' as const, '-' as const, '*' as const), tie('whole'), tie('whole'))
        .map(([op, left, right]): Expression => ({ kind: 'arithmetic', op, left, right, type: 'integer' })),
      fc
        .tuple(tie('date'), fc.oneof(tie('date'), tie('moment')))
        .map(([a, b]): Expression => ({ kind: 'days-between', from: a, to: b })),
      fc
        .tuple(fc.oneof(tie('date'), tie('moment')), part, weekStart, zone)
        .map(([of, p, w, z]): Expression => ({ kind: 'date-part', of, part: p, weekStart: w, zone: z })),
      fc
        .tuple(tie('moment'), zone)
        .map(([of, z]): Expression => ({ kind: 'date-part', of, part: 'hour', weekStart: 1, zone: z })),
      fc
        .tuple(fc.constantFrom(f('n', 'integer'), f('m', 'integer')), fc.integer({ min: 1, max: 60 }))
        .map(([of, width]): Expression => ({ kind: 'bin', of, width })),
      fc
        .tuple(tie('test'), tie('whole'), fc.option(tie('whole')))
        .map(([when, then, otherwise]): Expression => ({ kind: 'case', when, then, otherwise, type: 'integer' })),
      fc.tuple(tie('whole'), tie('whole')).map((of): Expression => ({ kind: 'coalesce', of, type: 'integer' })),
    ),
    date: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(f('day', 'date'), d('since', 'date')),
      isoDay.map((day) => value(day, 'date')),
      fc
        .tuple(fc.oneof(tie('date'), tie('moment')), coarse, weekStart, zone)
        .map(([of, grain, w, z]): Expression => ({ kind: 'truncate', of, grain, weekStart: w, zone: z })),
      fc
        .tuple(tie('date'), coarse, fc.integer({ min: -30, max: 30 }))
        .map(([of, grain, count]): Expression => ({ kind: 'add-time', of, grain, count })),
      fc.tuple(tie('date'), tie('date')).map((of): Expression => ({ kind: 'coalesce', of, type: 'date' })),
    ),
    moment: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constant(f('moment', 'timestamp')),
      fc
        .tuple(tie('moment'), fc.constantFrom<TimeGrain>('hour', 'minute'), zone)
        .map(([of, grain, z]): Expression => ({ kind: 'truncate', of, grain, weekStart: 1, zone: z })),
      fc
        .tuple(tie('moment'), fc.constantFrom(...timeGrains), fc.integer({ min: -20, max: 20 }))
        .map(([of, grain, count]): Expression => ({ kind: 'add-time', of, grain, count })),
    ),
    text: fc.constantFrom(f('name', 'text'), d('label', 'text'), d('region', 'text')),
    test: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.tuple(comparison(), tie('whole'), tie('whole')).map(compareOf),
      fc.tuple(comparison(), tie('date'), tie('date')).map(compareOf),
      fc.tuple(comparison(), tie('moment'), fc.oneof(tie('moment'), momentValue())).map(compareOf),
      fc
        .tuple(
          comparison(),
          tie('text'),
          fc.oneof(
            tie('text'),
            fc.constantFrom(...names).map((name) => value(name, 'text')),
          ),
        )
        .map(compareOf),
      fc
        .tuple(
          comparison(),
          fc.constant(f('amount', 'decimal')),
          fc.integer({ min: -500, max: 500 }).map((n) => value(n / 4, 'decimal')),
        )
        .map(compareOf),
      fc
        .tuple(
          comparison(),
          fc.constant(f('x', 'double')),
          fc.integer({ min: -20, max: 20 }).map((n) => value(n, 'double')),
        )
        .map(compareOf),
      fc.constant<Expression>({ kind: 'compare', op: '=', left: f('flag', 'boolean'), right: value(true, 'boolean') }),
      fc.tuple(tie('whole'), tie('whole')).map(([left, right]): Expression => ({ kind: 'same', left, right })),
      fc.tuple(tie('moment'), tie('moment')).map(([left, right]): Expression => ({ kind: 'same', left, right })),
      fc
        .tuple(tie('text'), fc.subarray(names, { minLength: 1 }))
        .map(([of, some]): Expression => ({ kind: 'in', of, values: some.map((name) => value(name, 'text')) })),
      fc.oneof(tie('whole'), tie('text'), tie('date')).map((of): Expression => ({ kind: 'is-null', of })),
      fc
        .tuple(
          fc.constantFrom('contains' as const, 'starts-with' as const, 'ends-with' as const),
          tie('text'),
          fc.constantFrom('a', 'A', 'ü', 'Ü', '%', '_', '\\', 'MÜL', 'er', "'", 'ó', 'Ź', '本', 'face'),
        )
        .map(([op, of, v]): Expression => ({ kind: 'text-match', op, of, value: v })),
      fc
        .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('test'), { minLength: 1, maxLength: 3 }))
        .map(([kind, of]): Expression => ({ kind, of })),
      tie('test').map((of): Expression => ({ kind: 'not', of })),
      // not nested: three loops over all rows are slow enough
      fc.option(fc.constantFrom(...insideExists)).map((where): Expression => {
        const same: Expression = {
          kind: 'compare',
          op: '=',
          left: column('e', 'dim', 'integer'),
          right: f('dim', 'integer'),
        };
        return {
          kind: 'exists',
          from: table('facts', 'e'),
          joins: [],
          where: where === null ? same : { kind: 'and', of: [same, where] },
        };
      }),
    ),
  }),
);

function comparison(): fc.Arbitrary<'=' | '!=' | '<' | '<=' | '>' | '>='> {
  return fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
}
function compareOf([op, left, right]: ['=' | '!=' | '<' | '<=' | '>' | '>=', Expression, Expression]): Expression {
  return { kind: 'compare', op, left, right };
}
function momentValue(): fc.Arbitrary<Expression> {
  return fc
    .tuple(isoDay, fc.constantFrom('T00:00:00', 'T12:30:00', 'T23:59:59'))
    .map(([day, clock]) => value(day + clock, 'timestamp'));
}

const joins: Step['joins'] = [
  {
    kind: 'left',
    to: table('dims', 'd'),
    on: { kind: 'compare', op: '=', left: f('dim', 'integer'), right: d('id', 'integer') },
  },
];
const divided = fc
  .tuple(pure.whole, fc.oneof(pure.whole, fc.constant(f('x', 'double'))))
  .map(([left, right]): [Expression, ValueType] => [
    { kind: 'arithmetic', op: '/', left, right, type: 'double' },
    'double',
  ]);
const any: fc.Arbitrary<[Expression, ValueType]> = fc.oneof(
  pure.whole.map((e): [Expression, ValueType] => [e, 'integer']),
  pure.date.map((e): [Expression, ValueType] => [e, 'date']),
  pure.moment.map((e): [Expression, ValueType] => [e, 'timestamp']),
  pure.text.map((e): [Expression, ValueType] => [e, 'text']),
  pure.test.map((e): [Expression, ValueType] => [
    { kind: 'case', when: e, then: value(true, 'boolean'), otherwise: value(false, 'boolean'), type: 'boolean' },
    'boolean',
  ]),
  divided,
);

/** Rows as they are, in order of their key. */
export const detailPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    fc.array(any, { minLength: 1, maxLength: 4 }),
    fc.option(pure.test),
    fc.constantFrom('left' as const, 'inner' as const),
    fc.option(fc.integer({ min: 1, max: 20 })),
  )
  .map(([values, where, kind, limit]) =>
    planOf(
      [
        step(
          'result',
          table('facts', 'f'),
          [output('id', f('id', 'integer'), 'integer'), ...values.map(([e, type], i) => output(`c${i}`, e, type))],
          {
            joins: joins.map((join) => ({ ...join, kind })),
            where,
            orderBy: [{ value: f('id', 'integer'), descending: true }],
          },
        ),
      ],
      ['facts', 'dims'],
      limit,
    ),
  );

const key: fc.Arbitrary<[Expression, ValueType]> = fc.oneof(
  pure.date.map((e): [Expression, ValueType] => [e, 'date']),
  pure.text.map((e): [Expression, ValueType] => [e, 'text']),
  pure.moment.map((e): [Expression, ValueType] => [e, 'timestamp']),
  pure.whole.map((e): [Expression, ValueType] => [e, 'integer']),
);
const aggregate: fc.Arbitrary<[Expression, ValueType]> = fc
  .tuple(
    fc.constantFrom<Aggregate>('sum', 'avg', 'min', 'max', 'median', 'count', 'count-distinct', 'stddev', 'percentile'),
    fc.oneof(
      pure.whole.map((e): [Expression, ValueType] => [e, 'integer']),
      fc.constant<[Expression, ValueType]>([f('amount', 'decimal'), 'decimal']),
      fc.constant<[Expression, ValueType]>([f('x', 'double'), 'double']),
      pure.moment.map((e): [Expression, ValueType] => [e, 'timestamp']),
      pure.text.map((e): [Expression, ValueType] => [e, 'text']),
    ),
    fc.option(pure.test),
    fc.constantFrom(0, 0.1, 0.25, 0.5, 0.9, 1),
    fc.boolean(),
  )
  .map(([asked, [of, type], where, p, rows]): [Expression, ValueType] => {
    if (rows)
      return [{ kind: 'aggregate', function: 'count', of: null, where, percentile: null, type: 'integer' }, 'integer'];
    const number = type === 'integer' || type === 'decimal' || type === 'double';
    const fn = number || asked === 'min' || asked === 'max' || asked === 'count' ? asked : 'count-distinct';
    const own = fn === 'sum' || fn === 'min' || fn === 'max';
    const result = own ? type : fn === 'count' || fn === 'count-distinct' ? 'integer' : 'double';
    return [
      { kind: 'aggregate', function: fn, of, where, percentile: fn === 'percentile' ? p : null, type: result },
      result,
    ];
  });

/** Grouped by up to two keys. */
export const groupedPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    fc.array(key, { maxLength: 2 }),
    fc.array(aggregate, { minLength: 1, maxLength: 3 }),
    fc.option(pure.test),
    fc.boolean(),
  )
  .map(([keys, values, where, tested]) => {
    const keyOutputs = keys.map(([e, type], i) => output(`k${i}`, e, type));
    const having: Expression = {
      kind: 'compare',
      op: '>',
      left: { kind: 'aggregate', function: 'count', of: null, where: null, percentile: null, type: 'integer' },
      right: value(1, 'integer'),
    };
    return planOf(
      [
        step(
          'result',
          table('facts', 'f'),
          [...keyOutputs, ...values.map(([e, type], i) => output(`v${i}`, e, type))],
          {
            joins,
            where,
            groupBy: keyOutputs.map((o) => o.key),
            having: tested ? having : null,
            orderBy: keyOutputs.map((o, i) => ({ value: o.value, descending: i === 0 })),
          },
        ),
      ],
      ['facts', 'dims'],
    );
  });

/** Two facts grouped apart and joined on their keys, then windows over the groups. */
export const severalSteps: fc.Arbitrary<Plan> = fc
  .tuple(
    key,
    fc.option(pure.test),
    fc.option(pure.test),
    fc.constantFrom('sum', 'avg', 'min', 'max', 'count', 'median', 'rank', 'row-number', 'lag'),
    fc.option(fc.integer({ min: 1, max: 4 })),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([[of, type], left, right, fn, rows, running, inStep]) => {
    const total = (name: string, where: Expression | null): Step =>
      step(
        name,
        table('facts', 'f'),
        [
          output('k', of, type),
          output(
            'v',
            {
              kind: 'aggregate',
              function: 'sum',
              of: f('n', 'integer'),
              where: null,
              percentile: null,
              type: 'integer',
            },
            'integer',
          ),
        ],
        { joins, where, groupBy: ['k'] },
      );
    const k: Expression = { kind: 'coalesce', of: [column('a', 'k', type), column('b', 'k', type)], type };
    const zero = (alias: string): Expression => ({
      kind: 'coalesce',
      of: [column(alias, 'v', 'integer'), value(0, 'integer')],
      type: 'integer',
    });
    const both = step(
      'both',
      from('a'),
      [
        output('k', k, type),
        output('gap', { kind: 'arithmetic', op: '-', left: zero('a'), right: zero('b'), type: 'integer' }, 'integer'),
      ],
      {
        joins: [
          {
            kind: 'full',
            to: from('b'),
            on: { kind: 'same', left: column('a', 'k', type), right: column('b', 'k', type) },
          },
        ],
      },
    );
    const gap = column('both', 'gap', 'integer');
    const at = column('both', 'k', type);
    const ordered = running || fn === 'rank' || fn === 'row-number' || fn === 'lag';
    const double = fn === 'avg' || fn === 'median';
    const plain = ordered && fn === 'median' ? 'sum' : fn;
    const window: Expression = {
      kind: 'window',
      function: plain,
      of: fn === 'rank' || fn === 'row-number' ? null : gap,
      partitionBy: [],
      orderBy: ordered ? [{ value: fn === 'rank' ? gap : at, descending: true }] : [],
      rows: ordered && fn !== 'rank' && fn !== 'row-number' && fn !== 'lag' ? rows : null,
      type: double && plain === fn ? 'double' : 'integer',
    };
    const best: Step = step(
      'best',
      from('both'),
      [
        output(
          'most',
          { kind: 'aggregate', function: 'max', of: gap, where: null, percentile: null, type: 'integer' },
          'integer',
        ),
      ],
      { groupBy: [] },
    );
    const where: Expression = inStep
      ? { kind: 'in-step', of: at, step: 'b', key: 'k' }
      : {
          kind: 'compare',
          op: '<=',
          left: gap,
          right: { kind: 'scalar-step', step: 'best', key: 'most', type: 'integer' },
        };
    const last = step(
      'result',
      from('both'),
      [
        output('k', at, type),
        output('gap', gap, 'integer'),
        output('w', window, double && plain === fn ? 'double' : 'integer'),
      ],
      {
        where,
        orderBy: [{ value: at, descending: false }],
      },
    );
    return planOf([total('a', left), total('b', right), both, best, last], ['facts', 'dims']);
  });

/** Rules over columns of the table itself. */
export const policy: fc.Arbitrary<Policy> = fc
  .tuple(
    fc.option(
      fc.oneof(
        fc.constant<TablePolicy>({ kind: 'none' }),
        fc.subarray(names).map((some): TablePolicy => ({
          kind: 'rows',
          where: { kind: 'in', of: column('t', 'name', 'text'), values: some.map((name) => value(name, 'text')) },
        })),
        fc.integer({ min: 0, max: 160 }).map((id): TablePolicy => ({
          kind: 'rows',
          where: {
            kind: 'or',
            of: [
              { kind: 'compare', op: '>', left: column('t', 'id', 'integer'), right: value(id, 'integer') },
              { kind: 'is-null', of: column('t', 'day', 'date') },
            ],
          },
        })),
      ),
    ),
    fc.option(fc.constantFrom('Nord', 'Süd', 'nord')),
  )
  .map(([facts, region]) => {
    const tables = new Map<string, TablePolicy>();
    if (facts !== null) tables.set('facts', facts);
    if (region !== null)
      tables.set('dims', {
        kind: 'rows',
        where: { kind: 'compare', op: '=', left: column('t', 'region', 'text'), right: value(region, 'text') },
      });
    return { fingerprint: JSON.stringify([...tables]), description: '', tables };
  });
