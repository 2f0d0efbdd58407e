import type { Expression, Output, Step } from '@lumiere/semantic';
import type { Dialect } from './dialect.ts';
import { equal } from './equal.ts';
import { typeOf } from './type-of.ts';
import { childrenOf, rewrite } from './walk.ts';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/**
 * For an engine without some aggregates: the step in two. The first one keeps the rows and computes beside each, by windows over its
 * group, where it stands (for median and percentile) or how far from the mean it lies (for stddev); the second one groups as the
 * step did, with sums of those. A step that needs nothing of it comes back as it is. `taken` are names that the new step may not have.
 */
export function ranked(step: Step, dialect: Dialect, taken: Set<string>): readonly Step[] {
  const lacks = (e: Expression): boolean =>
    (e.kind === 'aggregate' && dialect.ranked.has(e.function)) ||
    (e.kind === 'window' && e.function === 'median' && dialect.ranked.has('median-window')) ||
    childrenOf(e).some(lacks);
  const places = [...step.outputs.map((output) => output.value), ...step.orderBy.map((by) => by.value)];
  if (step.having !== null) places.push(step.having);
  if (dialect.ranked.size === 0 || !places.some(lacks)) return [step];

  let name = `${step.name}_rows`;
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${step.name}_rows_${n}`;
  taken.add(name.toLowerCase());
  const rows = new Rows(name, step);
  const above = step.groupBy === null ? overRows(rows, lacks) : overGroups(rows, dialect);
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

/** What an expression of a grouped step is over the rows that the first step made. */
function overGroups(rows: Rows, dialect: Dialect): (e: Expression) => Expression {
  return (e) =>
    rewrite(e, (part) => {
      const group = rows.groups.find((output) => equal(output.value, part));
      if (group !== undefined) return rows.read(group);
      if (part.kind !== 'aggregate') return null;
      return rows.aggregate(part, dialect.ranked.has(part.function));
    });
}

/** The same for a step without groups, whose medians are windows: all but those is computed in the first step. */
function overRows(rows: Rows, lacks: (e: Expression) => boolean): (e: Expression) => Expression {
  return (e) =>
    rewrite(e, (part) => {
      if (!lacks(part)) return part.kind === 'value' ? part : rows.column('value', part);
      return part.kind === 'window' && part.function === 'median' ? rows.medianWindow(part) : null;
    });
}

const number = (value: number): Expression => ({ kind: 'value', value, type: 'double' });
const double = (op: '-' | '*', left: Expression, right: Expression): Expression => ({
  kind: 'arithmetic',
  op,
  left,
  right,
  type: 'double',
});

/** The first of the two steps while it is being put together. */
class Rows {
  readonly name: string;
  readonly outputs: Output[] = [];
  /** The outputs that the step groups by. */
  readonly groups: readonly Output[];

  constructor(name: string, step: Step) {
    this.name = name;
    this.groups = step.outputs.filter((output) => step.groupBy?.includes(output.key) === true);
    this.outputs.push(...this.groups);
  }

  /** An aggregate over the columns of the first step; one that the engine `lacks` is put together from others. */
  aggregate(e: Of<'aggregate'>, lacks: boolean): Expression {
    if (e.of === null || !lacks) {
      return { ...e, of: e.of && this.column('value', e.of), where: e.where && this.column('test', e.where) };
    }
    const value: Expression =
      e.where === null ? e.of : { kind: 'case', when: e.where, then: e.of, otherwise: null, type: typeOf(e.of) };
    const group = this.groups.map((output) => output.value);
    if (e.function === 'stddev') {
      // of the deviations from the group's mean it is what it is of the values, and loses no digits
      const mean = this.#window('avg', value, group, []);
      return { ...e, of: this.column('deviation', double('-', value, mean)), where: null };
    }
    const { weighed, near } = this.#interpolation(value, e.percentile ?? 0.5, group);
    return { kind: 'aggregate', function: 'sum', of: weighed, where: near, percentile: null, type: 'double' };
  }

  medianWindow(e: Of<'window'>): Expression {
    const { weighed, near } = this.#interpolation(e.of ?? number(0), 0.5, e.partitionBy);
    const of: Expression = { kind: 'case', when: near, then: weighed, otherwise: null, type: 'double' };
    const partitionBy = e.partitionBy.map((key) => this.column('part', key));
    return { ...e, function: 'sum', of, partitionBy, orderBy: [], type: 'double' };
  }

  /**
   * Linear interpolation as percentile_cont: with n values sorted, place = 1 + p (n − 1) lies between two rows (or on one), which weigh
   * by their nearness. `distance` is the row's number minus p (n − 1): 0 < distance ≤ 1 is the row below or at the place and
   * weighs just that; 1 < distance < 2 is the one above and weighs 2 − distance.
   */
  #interpolation(
    value: Expression,
    p: number,
    group: readonly Expression[],
  ): { weighed: Expression; near: Expression } {
    const position = this.#window('row-number', null, group, [{ value, descending: false }]);
    const count = this.#window('count', value, group, []);
    const place = double('-', position, double('*', number(p), double('-', count, number(1))));
    const distance = this.column('distance', place);
    const test = (op: '>' | '<' | '<=', bound: number): Expression => ({
      kind: 'compare',
      op,
      left: distance,
      right: number(bound),
    });
    const weight: Expression = {
      kind: 'case',
      when: test('<=', 1),
      then: distance,
      otherwise: double('-', number(2), distance),
      type: 'double',
    };
    const near: Expression = { kind: 'and', of: [test('>', 0), test('<', 2)] };
    return { weighed: double('*', this.column('value', value), weight), near };
  }

  #window(
    fn: 'avg' | 'count' | 'row-number',
    of: Expression | null,
    partitionBy: readonly Expression[],
    orderBy: Of<'window'>['orderBy'],
  ): Expression {
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
  column(word: string, value: Expression): Expression {
    const known = this.outputs.find((output) => equal(output.value, value));
    if (known !== undefined) return this.read(known);
    let key = word;
    for (let n = 2; this.outputs.some((output) => output.key === key); n += 1) key = `${word}_${n}`;
    const output: Output = { key, value, type: typeOf(value) };
    this.outputs.push(output);
    return this.read(output);
  }

  read(output: Output): Expression {
    return { kind: 'column', alias: this.name, name: output.key, type: output.type };
  }
}
