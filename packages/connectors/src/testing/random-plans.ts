import fc from 'fast-check';
import type { Aggregate } from '@lumiere/contract';
import {
  type Expression,
  type Plan,
  type Policy,
  type Step,
  type TablePolicy,
  bareStep,
  planOf,
} from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';
import { column, from, output, table, value } from './plans.ts';
import { names } from './random-data.ts';
import { any, f, joins, pure } from './random-expressions.ts';

/** Random plans of random expressions. */

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
        bareStep(
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
    return planOf([
      bareStep(
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
    ]);
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
      bareStep(
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
    const both = bareStep(
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
    const best: Step = bareStep(
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
    const last = bareStep(
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
    return planOf([total('a', left), total('b', right), both, best, last]);
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
