import fc from 'fast-check';
import type { Expression, Step, ZoneShift } from '@lumiere/semantic';
import { timeGrains, type TimeGrain, type ValueType } from '@lumiere/values';
import { column, table, value } from './plans.ts';
import { names } from './random-data.ts';

/** Random expressions of every kind over a row of `facts` and the row of `dims` that it points at: see random-data.ts. */

export const f = (name: string, type: ValueType): Expression => column('f', name, type);
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

/** By what they are: a test, a whole number, a date, a moment, a text. */
export const pure = fc.letrec<{
  test: Expression;
  whole: Expression;
  date: Expression;
  moment: Expression;
  text: Expression;
}>((tie) => ({
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
}));

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

/** From `facts` to `dims`. */
export const joins: Step['joins'] = [
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
/** Any of them, with its type. */
export const any: fc.Arbitrary<[Expression, ValueType]> = fc.oneof(
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
