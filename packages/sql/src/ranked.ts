import type { Expression, Output, Step } from '@lumiere/semantic';
import type { Dialect } from './dialect.ts';
import { equal } from './equal.ts';
import { typeOf } from './type-of.ts';
import { childrenOf, rewrite } from './walk.ts';

type AggregateOf = Expression & { readonly kind: 'aggregate' };

/**
 * For an engine without some aggregates: the step in two. The first one keeps the rows and computes beside each, by windows over its
 * group, where it stands (for median and percentile) or how far from the mean it lies (for stddev); the second one groups as the
 * step did, with sums of those. A step that needs nothing of it comes back as it is.
 */
export function ranked(step: Step, dialect: Dialect): readonly Step[] {
  if (step.groupBy === null || dialect.ranked.size === 0) return [step];
  const lacks = (e: Expression): boolean =>
    (e.kind === 'aggregate' && dialect.ranked.has(e.function)) || childrenOf(e).some(lacks);
  const places = [...step.outputs.map((output) => output.value), ...step.orderBy.map((by) => by.value)];
  if (step.having !== null) places.push(step.having);
  if (!places.some(lacks)) return [step];

  const rows = new Rows(`${step.name}_rows`, step);
  const above = (e: Expression): Expression =>
    rewrite(e, (part) => rows.groupColumn(part) ?? (part.kind === 'aggregate' ? rows.aggregate(part, dialect) : null));
  const outer: Step = {
    ...step,
    from: { kind: 'step', step: rows.name, alias: rows.name },
    joins: [],
    where: null,
    outputs: step.outputs.map((output) => ({ ...output, value: above(output.value) })),
    having: step.having && above(step.having),
    orderBy: step.orderBy.map((by) => ({ ...by, value: above(by.value) })),
  };
  const inner: Step = {
    ...step,
    name: rows.name,
    groupBy: null,
    having: null,
    outputs: rows.outputs,
    distinct: false,
    orderBy: [],
    limit: null,
  };
  return [inner, outer];
}

/** The first of the two steps while it is being put together. */
class Rows {
  readonly name: string;
  readonly outputs: Output[] = [];
  readonly #groups: readonly Output[];

  constructor(name: string, step: Step) {
    this.name = name;
    this.#groups = step.outputs.filter((output) => step.groupBy?.includes(output.key) === true);
    this.outputs.push(...this.#groups);
  }

  /** The column that holds a group's expression already; null where `e` is none. */
  groupColumn(e: Expression): Expression | null {
    const group = this.#groups.find((output) => equal(output.value, e));
    return group === undefined ? null : this.#read(group);
  }

  aggregate(e: AggregateOf, dialect: Dialect): Expression {
    if (e.of !== null && dialect.ranked.has(e.function)) {
      const value =
        e.where === null
          ? e.of
          : ({ kind: 'case', when: e.where, then: e.of, otherwise: null, type: typeOf(e.of) } as const);
      return e.function === 'stddev' ? this.#spread(value, e) : this.#percentile(value, e.percentile ?? 0.5);
    }
    return { ...e, of: e.of && this.#column('value', e.of), where: e.where && this.#column('test', e.where) };
  }

  /** stddev of the deviations from the group's mean, which is as it is for the values but loses no digits. */
  #spread(value: Expression, e: AggregateOf): Expression {
    const mean = this.#window('avg', value, []);
    const deviation = this.#column('deviation', {
      kind: 'arithmetic',
      op: '-',
      left: value,
      right: mean,
      type: 'double',
    });
    return { ...e, of: deviation, where: null };
  }

  /**
   * Linear interpolation as percentile_cont: with n values sorted, place = 1 + p (n − 1) lies between two rows (or on one), which weigh
   * by their nearness. `distance` is the row's number minus p (n − 1): 0 < distance ≤ 1 is the row below or at the place and
   * weighs just that; 1 < distance < 2 is the one above and weighs 2 − distance.
   */
  #percentile(value: Expression, p: number): Expression {
    const number = (n: number): Expression => ({ kind: 'value', value: n, type: 'double' });
    const double = (op: '-' | '*', left: Expression, right: Expression): Expression => ({
      kind: 'arithmetic',
      op,
      left,
      right,
      type: 'double',
    });
    const position = this.#window('row-number', null, [{ value, descending: false }]);
    const count = this.#window('count', value, []);
    const sorted = this.#column('value', value);
    const distance = this.#column(
      'distance',
      double('-', position, double('*', number(p), double('-', count, number(1)))),
    );
    const below: Expression = { kind: 'compare', op: '<=', left: distance, right: number(1) };
    const weight: Expression = {
      kind: 'case',
      when: below,
      then: distance,
      otherwise: double('-', number(2), distance),
      type: 'double',
    };
    const near: Expression = {
      kind: 'and',
      of: [
        { kind: 'compare', op: '>', left: distance, right: number(0) },
        { kind: 'compare', op: '<', left: distance, right: number(2) },
      ],
    };
    return {
      kind: 'aggregate',
      function: 'sum',
      of: double('*', sorted, weight),
      where: near,
      percentile: null,
      type: 'double',
    };
  }

  #window(
    fn: 'avg' | 'count' | 'row-number',
    of: Expression | null,
    orderBy: readonly { value: Expression; descending: boolean }[],
  ): Expression {
    const partitionBy = this.#groups.map((group) => group.value);
    return {
      kind: 'window',
      function: fn,
      of,
      partitionBy,
      orderBy,
      rows: null,
      type: fn === 'avg' ? 'double' : 'integer',
    };
  }

  /** A column of the first step that holds `value`, the same one for the same value. */
  #column(word: string, value: Expression): Expression {
    const known = this.outputs.find((output) => equal(output.value, value));
    if (known !== undefined) return this.#read(known);
    let key = word;
    for (let n = 2; this.outputs.some((output) => output.key === key); n += 1) key = `${word}_${n}`;
    const output: Output = { key, value, type: typeOf(value) };
    this.outputs.push(output);
    return this.#read(output);
  }

  #read(output: Output): Expression {
    return { kind: 'column', alias: this.name, name: output.key, type: output.type };
  }
}
