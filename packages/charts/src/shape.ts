import { numericTypes, temporalTypes, vector } from '@lumiere/values';
import type { Vector } from '@lumiere/values';
import type { Column, ColumnKey, MeasureExpression, Query, Result } from '@lumiere/contract';

/** What is measured of one column, each on first use. */
export interface Facts {
  readonly column: Column;
  readonly vector: Vector;
  /** Different values, a missing one counted as one. */
  readonly distinct: number;
  /** Smallest and largest number; NaN where there is none. */
  readonly min: number;
  readonly max: number;
  /** Characters of the longest text. */
  readonly longest: number;
}

/** A query and its result, seen as what can be drawn of them. */
export interface Shape {
  readonly rows: number;
  /** Rows of a table, not groups. */
  readonly detail: boolean;
  readonly dimensions: readonly Facts[];
  /** Dimensions that are points or units of time. */
  readonly times: readonly Facts[];
  /** Dimensions that are not: names, flags, parts of dates, ranges. */
  readonly categories: readonly Facts[];
  readonly measures: readonly Facts[];
  /** Measures that share the first one's unit and size, so that one axis can hold them. */
  readonly together: readonly Facts[];
  /** True where every group that exists is here: not cut off, not limited, not filtered by its size. */
  readonly complete: boolean;
  /** The question orders groups by a measure. */
  readonly ranking: boolean;
  /** The question asks for parts of a whole. */
  readonly share: boolean;
  /** Keys of dimensions whose values have an order of their own: parts of dates, ranges. */
  readonly ordered: ReadonlySet<ColumnKey>;
  readonly bins: ReadonlySet<ColumnKey>;
  /** Of two groupings few combinations exist, as where the best of each group was asked for: a grid would be mostly empty. */
  readonly sparse: boolean;
  /** How each measure is computed; empty for hand-written SQL. */
  readonly expressions: ReadonlyMap<ColumnKey, MeasureExpression>;
}

/** Reads off a query and its result what the chart kinds ask about. */
export function shapeOf(query: Query, result: Result): Shape {
  const all = result.columns.map((column, i) => factsOf(column, vector(column.type, result.data[i] ?? [])));
  const detail = query.detail;
  const dimensions = all.filter((facts) => facts.column.role === 'dimension');
  const measures = all.filter((facts) => facts.column.role === 'measure' && numericTypes.has(facts.column.type));
  const bins = new Set(
    query.dimensions.filter((dimension) => dimension.bin !== null).map((dimension) => dimension.key),
  );
  const ordered = new Set([
    ...bins,
    ...dimensions.filter((facts) => facts.column.part !== null).map((facts) => facts.column.key),
  ]);
  const sorted = query.sort[0]?.by;
  const ranking = query.limit !== null && measures.some((facts) => facts.column.key === sorted);
  // The five best months do not follow each other: they are names, not a stretch of time.
  const runs = (facts: Facts): boolean => isTime(facts) && !ranking;
  return {
    rows: result.rowCount,
    detail,
    dimensions,
    times: dimensions.filter(runs),
    categories: dimensions.filter((facts) => !runs(facts)),
    measures,
    together: measures.filter((facts) => measures[0] !== undefined && sameScale(measures[0], facts)),
    complete: !result.truncated && query.limit === null && query.limitWithin === null && query.having === null,
    ranking: ranking || measures.some((facts) => facts.column.key === sorted),
    share: query.measures.some((measure) => measure.value.kind === 'window' && measure.value.function === 'share'),
    ordered,
    bins,
    sparse:
      query.limitWithin !== null ||
      (dimensions.length === 2 &&
        result.rowCount < 0.4 * dimensions.reduce((product, facts) => product * facts.distinct, 1) &&
        dimensions.every((facts) => facts.distinct > 2)),
    expressions: new Map(query.measures.map((measure) => [measure.key, measure.value])),
  };
}

/** A dimension that lies on the line of time; parts of dates repeat and do not. */
export function isTime(facts: Facts): boolean {
  return temporalTypes.has(facts.column.type) && facts.column.part === null;
}

/** Whether two measures can be read off one axis: the same unit and, where neither names one, sizes within a factor of 50. */
export function sameScale(one: Facts, other: Facts): boolean {
  const unit = unitOf(one);
  if (unit !== unitOf(other)) return false;
  if (unit !== 'number') return true;
  const [small = 0, large = 0] = [reach(one), reach(other)].toSorted((a, b) => a - b);
  return small === 0 || large / small <= 50;
}

function unitOf(facts: Facts): string {
  const format = facts.column.format;
  if (format === null) return 'number';
  const name = format.kind === 'currency' ? format.currency : format.unit;
  return name === null ? format.kind : `${format.kind} ${name}`;
}

const reach = (facts: Facts): number => Math.max(Math.abs(facts.min) || 0, Math.abs(facts.max) || 0);

function factsOf(column: Column, of: Vector): Facts {
  let range: readonly [number, number] | null = null;
  let distinct: number | null = null;
  let longest: number | null = null;
  const rangeOf = (): readonly [number, number] => (range ??= extent(of.numbers()));
  return {
    column,
    vector: of,
    get distinct() {
      return (distinct ??= new Set(Array.from({ length: of.length }, (_, i) => of.cell(i))).size);
    },
    get min() {
      return rangeOf()[0];
    },
    get max() {
      return rangeOf()[1];
    },
    get longest() {
      return (longest ??= Array.from({ length: of.length }, (_, i) => String(of.cell(i) ?? '').length).reduce(
        (a, b) => Math.max(a, b),
        0,
      ));
    },
  };
}

function extent(values: Float64Array): readonly [number, number] {
  let min = Number.NaN;
  let max = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!(min <= value)) min = value;
    if (!(max >= value)) max = value;
  }
  return [min, max];
}

/** Whether a measure is another one at another time, or the change to it: shown beside it rather than on its own. */
export function isComparison(facts: Facts, shape: Shape): boolean {
  const expression = shape.expressions.get(facts.column.key);
  if (expression === undefined) return false;
  if (expression.kind === 'window') return ['previous', 'change', 'growth'].includes(expression.function);
  return isShifted(expression);
}

function isShifted(expression: MeasureExpression): boolean {
  return (
    expression.kind === 'shifted' ||
    (expression.kind === 'arithmetic' && (isShifted(expression.left) || isShifted(expression.right)))
  );
}

/** Two groupings as positions and series: time or an order runs along the axis, else the one with more values does. */
export function outerAndInner(shape: Shape): { readonly outer: Facts; readonly inner: Facts } | null {
  const [first, second] = shape.dimensions;
  if (first === undefined || second === undefined || shape.dimensions.length !== 2 || shape.times.length > 1)
    return null;
  const rank = (facts: Facts): number =>
    (isTime(facts) ? 2e9 : shape.ordered.has(facts.column.key) ? 1e9 : 0) + facts.distinct;
  return rank(first) >= rank(second) ? { outer: first, inner: second } : { outer: second, inner: first };
}

/** A column of amounts: numbers that are not ids, years or other parts of dates. */
export function isNumber(facts: Facts): boolean {
  return numericTypes.has(facts.column.type) && facts.column.part === null && facts.column.format?.kind !== 'id';
}

/** A list of names or dates with one amount each, which can be drawn as it is. */
export function listedPair(shape: Shape): { readonly name: Facts; readonly amount: Facts } | null {
  const [first, second] = shape.dimensions;
  if (!shape.detail || first === undefined || second === undefined || shape.dimensions.length !== 2) return null;
  if (isNumber(first) === isNumber(second) || shape.rows < 2) return null;
  const [name, amount] = isNumber(first) ? [second, first] : [first, second];
  // A name that comes twice would be two bars or a line that turns back.
  return name.distinct === shape.rows && name.column.type !== 'json' ? { name, amount } : null;
}
