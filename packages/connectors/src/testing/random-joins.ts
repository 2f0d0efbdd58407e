import fc from 'fast-check';
import { type Expression, type Plan, type PlanJoin, type Step, bareStep, planOf } from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';
import { column, from, output, table, value } from './plans.ts';

/** Random plans of groups side by side, as several facts make them: full joins on one or two keys, then totals beside them. */

const f = (name: string, type: ValueType): Expression => column('f', name, type);
const key = fc.constantFrom<[Expression, ValueType]>(
  [f('name', 'text'), 'text'],
  [column('d', 'region', 'text'), 'text'],
  [f('day', 'date'), 'date'],
  [{ kind: 'truncate', of: f('moment', 'timestamp'), grain: 'quarter', weekStart: 1, zone: null }, 'date'],
  [{ kind: 'truncate', of: f('moment', 'timestamp'), grain: 'hour', weekStart: 1, zone: null }, 'timestamp'],
  [f('flag', 'boolean'), 'boolean'],
  [f('dim', 'integer'), 'integer'],
  [f('amount', 'decimal'), 'decimal'],
);
const where: fc.Arbitrary<Expression> = fc
  .tuple(fc.constantFrom<'<' | '>'>('<', '>'), fc.integer({ min: 0, max: 160 }))
  .map(([op, id]) => ({ kind: 'compare', op, left: f('id', 'integer'), right: value(id, 'integer') }));
const figure = fc.constantFrom<[Expression, ValueType]>(
  [total('count', null, 'integer'), 'integer'],
  [total('sum', f('amount', 'decimal'), 'decimal'), 'decimal'],
  [total('max', f('name', 'text'), 'text'), 'text'],
  [total('min', f('flag', 'boolean'), 'boolean'), 'boolean'],
);

function total(fn: 'count' | 'sum' | 'min' | 'max', of: Expression | null, type: ValueType): Expression {
  return { kind: 'aggregate', function: fn, of, where: null, percentile: null, type };
}

const same = (left: Expression, right: Expression): Expression => ({ kind: 'same', left, right });

export const sideBySide: fc.Arbitrary<Plan> = fc
  .tuple(
    fc.uniqueArray(key, { minLength: 1, maxLength: 2, selector: ([e]) => e }),
    fc.array(fc.tuple(fc.option(where), figure), { minLength: 2, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([keys, sides, beside]) => {
    const ofKeys = (name: string): Expression[] => keys.map(([, type], i) => column(name, `k${i}`, type));
    const groups = (name: string, by: number, test: Expression | null, [of, type]: [Expression, ValueType]): Step =>
      bareStep(
        name,
        table('facts', 'f'),
        [...keys.slice(0, by).map(([e, t], i) => output(`k${i}`, e, t)), output('v', of, type)],
        {
          joins: [
            {
              kind: 'left',
              to: table('dims', 'd'),
              on: { kind: 'compare', op: '=', left: f('dim', 'integer'), right: column('d', 'id', 'integer') },
            },
          ],
          where: test,
          groupBy: keys.slice(0, by).map((_, i) => `k${i}`),
        },
      );
    const names = sides.map((_, i) => `side_${i + 1}`);
    const steps = sides.map(([test, of], i) => groups(names[i] ?? '', keys.length, test, of));
    const joins: PlanJoin[] = [];
    // the key of the sides so far: the first that is there
    let merged = ofKeys('side_1');
    for (const name of names.slice(1)) {
      const own = ofKeys(name);
      joins.push({
        kind: 'full',
        to: from(name),
        on: { kind: 'and', of: merged.map((e, i) => same(e, own[i] ?? e)) },
      });
      merged = merged.map((e, i): Expression => ({
        kind: 'coalesce',
        of: [...(e.kind === 'coalesce' ? e.of : [e]), own[i] ?? e],
        type: keys[i]?.[1] ?? 'text',
      }));
    }
    const outputs = [
      ...merged.map((e, i) => output(`k${i}`, e, keys[i]?.[1] ?? 'text')),
      ...sides.map(([, [, type]], i) => output(`v${i}`, column(names[i] ?? '', 'v', type), type)),
    ];
    if (beside && merged[0] !== undefined) {
      steps.push(groups('beside', 1, null, [total('count', null, 'integer'), 'integer']));
      const first = column('beside', 'k0', keys[0]?.[1] ?? 'text');
      joins.push({ kind: 'left', to: from('beside'), on: same(merged[0], first) });
      outputs.push(output('all', column('beside', 'v', 'integer'), 'integer'));
    }
    const orderBy = merged.map((e, i) => ({ value: e, descending: i === 0 }));
    return planOf([...steps, bareStep('result', from('side_1'), outputs, { joins, orderBy })]);
  });
