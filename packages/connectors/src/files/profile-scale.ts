import type { EngineValue } from './import-engine.ts';
import type { ColumnValues } from './profile-values.ts';

/**
 * A column's values as whole numbers from 0 to `top`, in their order. Sums of whole numbers are the same in whatever order the engine's
 * threads add them up, so that the same data give the same profile to the last digit.
 */
export interface Scale {
  /** The whole number of `v`, as SQL. */
  readonly at: string;
  readonly top: bigint;
  /** Values in the wire's numbers, for the borders of bins. */
  readonly low: number;
  readonly high: number;
  /** `v` as a double, as SQL; moments are seconds since 1970. */
  readonly double: string;
  /** What is left out of all figures: infinities and NaN. As SQL. */
  readonly counts: string;
  /** The mean and the standard deviation, from the count of values, the sum of the whole numbers and that of their squares. */
  moments(count: bigint, sum: bigint, squares: bigint): { readonly mean: number; readonly stddev: number | null };
}

/** Steps between the smallest and the largest value where they are no whole numbers of any unit; finer than a double's mean can be. */
const steps = 2n ** 46n;
/** Units that a double holds exactly, with room for their differences. */
const exactUnits = 2n ** 50n;

/** What a scale is made of. */
export interface Bounds {
  /** The smallest and the largest finite value as texts of the engine; of moments, microseconds since 1970. */
  readonly min: EngineValue;
  readonly max: EngineValue;
  readonly low: EngineValue;
  readonly high: EngineValue;
}

/** `Bounds` as SQL over the values, and behind them the number of values that count. */
export function boundsSql({ kind, column }: Pick<ColumnValues, 'kind' | 'column'>): readonly string[] {
  const counts = countsSql(column.type);
  const finite = (aggregate: string): string => `(${aggregate} filter (${counts}))`;
  const exact = kind === 'moment' ? micros : 'v';
  const [low, high] = ['min', 'max'].map((bound) => finite(`${bound}(${doubleSql(kind)})`));
  return [
    `${finite(`min(${exact})`)}::varchar`,
    `${finite(`max(${exact})`)}::varchar`,
    low ?? '',
    high ?? '',
    `coalesce(${finite('sum(n)')}, 0)::double`,
  ];
}

const micros = 'epoch_us(v::timestamp)';
const doubleSql = (kind: ColumnValues['kind']): string => (kind === 'moment' ? `${micros}::double / 1e6` : 'v::double');
/** True of values that are there and finite. */
const countsSql = (type: string): string =>
  ['double', 'date', 'timestamp', 'instant'].includes(type) ? 'coalesce(isfinite(v), false)' : 'v is not null';

/** A double as a literal that is read back to the last bit. */
export const doubleLiteral = (value: number): string => `'${value}'::double`;

/** The scale of a column; null where it has no value that counts. */
export function scaleOf({ kind, column }: Pick<ColumnValues, 'kind' | 'column'>, bounds: Bounds): Scale | null {
  if (bounds.min === null || bounds.max === null) return null;
  const [low, high] = [Number(bounds.low), Number(bounds.high)];
  const base = { low, high, double: doubleSql(kind), counts: countsSql(column.type) };
  if (kind === 'moment') {
    const first = BigInt(bounds.min);
    return {
      ...base,
      at: `(${micros} - ${first})`,
      top: BigInt(bounds.max) - first,
      moments: () => ({ mean: 0, stddev: null }),
    };
  }
  return units(column.type, String(bounds.min), String(bounds.max), base) ?? inSteps(base);
}

/** Whole numbers and decimals, counted in their smallest unit. */
function units(type: string, min: string, max: string, base: Omit<Scale, 'at' | 'top' | 'moments'>): Scale | null {
  if (type === 'double') return null;
  const scale = min.includes('.') ? min.length - min.indexOf('.') - 1 : 0;
  const [first, last] = [BigInt(min.replace('.', '')), BigInt(max.replace('.', ''))];
  const top = last - first;
  if (top > steps) return null;
  const unit = 10n ** BigInt(scale);
  const far = -first > last ? -first : last;
  if (scale > 0 && far > exactUnits) return null;
  return {
    ...base,
    top,
    at: scale === 0 ? `(v - (${first}))::bigint` : `(round(v::double * 1e${scale})::bigint - (${first}))`,
    moments: (count, sum, squares) => ({
      mean: ratio(first * count + sum, count * unit),
      stddev: deviation(count, sum, squares, 1 / Number(unit)),
    }),
  };
}

function inSteps(base: Omit<Scale, 'at' | 'top' | 'moments'>): Scale {
  const { low, high, double } = base;
  // halved, for a span beyond the largest double
  const [from, span] = [low / 2, high / 2 - low / 2];
  const flat = !(span > 0);
  return {
    ...base,
    top: flat ? 0n : steps,
    at: flat
      ? '0::bigint'
      : `round((${double} / 2 - ${doubleLiteral(from)}) / ${doubleLiteral(span)} * ${steps})::bigint`,
    moments: (count, sum, squares) => ({
      mean: (from + (ratio(sum, count) / Number(steps)) * span) * 2,
      stddev: deviation(count, sum, squares, (span / Number(steps)) * 2),
    }),
  };
}

/** Of the sample: by n − 1. */
const deviation = (count: bigint, sum: bigint, squares: bigint, unit: number): number | null =>
  count < 2n ? null : Math.sqrt(ratio(squares * count - sum * sum, count * (count - 1n))) * unit;

/** A quotient as the nearest double, however large the two are. */
function ratio(above: bigint, below: bigint): number {
  if (Number.isSafeInteger(Number(above)) && Number.isSafeInteger(Number(below))) return Number(above) / Number(below);
  const bits = (of: bigint): number => of.toString(2).length;
  // as many binary places as make the quotient finer than a double
  const places = BigInt(Math.max(0, 70 + bits(below) - bits(above)));
  return Number((above << places) / below) / 2 ** Number(places);
}
