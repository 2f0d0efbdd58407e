import type { ColumnProfile } from '@lumiere/contract';
import type { EngineValue, ImportEngine } from './import-engine.ts';
import { doubleLiteral, type Scale } from './profile-scale.ts';
import { wire, type ColumnValues } from './profile-values.ts';

/** How the numbers or moments of a column lie. */
export interface Spread extends Pick<ColumnProfile, 'mean' | 'stddev' | 'quartiles' | 'histogram'> {
  readonly outliers: number;
}

const bins = 20;
/** Bits of the bins in which places are looked for before values are put in order. */
const fineBits = 12;

/** Mean, deviation, quartiles, histogram and outliers of the `count` values that lie on a scale. */
export async function spreadOf(
  values: ColumnValues,
  scale: Scale,
  count: number,
  engine: ImportEngine,
): Promise<Spread> {
  const places = placesOf(values.kind, count);
  const { found, sum, squares } = await atPlaces(values, scale, [...new Set(places.flat())], engine);
  const quartiles = places.map(([below, above], i) => {
    const [low, high] = [found.get(below), found.get(above)];
    if (values.kind !== 'number') return wire(low, values.column.type);
    const part = (i + 1) * 0.25 * (count - 1) - below;
    return Number(low) + (Number(high) - Number(low)) * part;
  });
  const [q1, , q3] = quartiles;
  const fence =
    typeof q1 === 'number' && typeof q3 === 'number' && q3 > q1
      ? `v::double < ${doubleLiteral(q1 - 3 * (q3 - q1))} or v::double > ${doubleLiteral(q3 + 3 * (q3 - q1))}`
      : 'false';
  const number = values.kind === 'number' ? scale.moments(BigInt(count), sum, squares) : null;
  return {
    mean: number?.mean ?? null,
    stddev: number?.stddev ?? null,
    quartiles,
    ...(await histogram(values, scale, fence, engine)),
  };
}

/** The places, from 0, that each quartile lies between: of numbers it is interpolated linearly, of moments it is one that occurs. */
function placesOf(kind: ColumnValues['kind'], count: number): readonly (readonly [number, number])[] {
  return [0.25, 0.5, 0.75].map((part) => {
    const between = kind === 'number' ? part * (count - 1) : Math.max(1, Math.ceil(part * count)) - 1;
    return [Math.floor(between), Math.ceil(between)];
  });
}

/**
 * The values at places of the ordered column, and the sums of all. Nothing is sorted but the values in the few bins that the places fall into,
 * so that the time is that of two looks at the values, and the memory next to none.
 */
async function atPlaces(
  { from, kind, distinct }: ColumnValues,
  { at, top, counts }: Scale,
  places: readonly number[],
  engine: ImportEngine,
): Promise<{ readonly found: ReadonlyMap<number, EngineValue>; readonly sum: bigint; readonly squares: bigint }> {
  const shift = Math.max(0, top.toString(2).length - fineBits);
  const times = (of: string): string => (distinct ? `(${of})::hugeint * n` : of);
  const square = kind !== 'number' ? '0' : top < 2n ** 31n ? 'u * u' : 'u::hugeint * u';
  const rows = await engine.rows(`
    with fine as (
      select u >> ${shift} as bin, sum(n) as c, sum(${times('u')}) as s, sum(${times(square)}) as ss
      from (select ${at} as u, n from ${from} where ${counts}) group by 1
    ), placed as (
      select bin, c, sum(c) over (order by bin) - c as before, (sum(s) over ())::varchar as s, (sum(ss) over ())::varchar as ss from fine
    )
    select place, bin, before::double, s, ss
    from placed, (values ${places.map((place) => `(${place})`).join(', ')}) t(place)
    where before <= place and place < before + c`);
  const wanted = rows.map(([place, bin, before]) => `(${Number(place)}, ${String(bin)}, ${Number(before)})`);
  const hits = await engine.rows(`
    with inside as (
      select v, bin, n, sum(n) over (partition by bin order by v rows unbounded preceding) - n as before
      from (select v, ${at} >> ${shift} as bin, n from ${from} where ${counts}) where bin in (${rows.map(([, bin]) => String(bin)).join(', ')})
    )
    select place, v::varchar
    from inside, (values ${wanted.join(', ')}) t(place, bin, skipped)
    where t.bin = inside.bin and skipped + before <= place and place < skipped + before + n`);
  return {
    found: new Map(hits.map(([place, value]) => [Number(place), value ?? null])),
    sum: BigInt(String(rows[0]?.[3] ?? 0)),
    squares: BigInt(String(rows[0]?.[4] ?? 0)),
  };
}

/** Bins of equal width from the smallest to the largest value; dates count as moments. */
async function histogram(
  { column, kind, from }: ColumnValues,
  { low, high, double, counts }: Scale,
  fence: string,
  engine: ImportEngine,
): Promise<Pick<Spread, 'histogram' | 'outliers'>> {
  const flat = !(high > low);
  const place = `floor((${double} - ${doubleLiteral(low)}) / ${doubleLiteral(high - low)} * ${bins})`;
  const rows = await engine.rows(
    `select ${flat || !Number.isFinite(high - low) ? '0' : `least(${bins - 1}, ${place})::int`} as bin, sum(n)::double, coalesce(sum(n) filter (${fence}), 0)::double
    from ${from} where ${counts} group by 1`,
  );
  const outliers = rows.reduce((sum, row) => sum + Number(row[2]), 0);
  if (!Number.isFinite(high - low)) return { histogram: [], outliers };
  const border = (at: number): string | number =>
    kind === 'number'
      ? at
      : new Date(at * 1000).toISOString().slice(0, column.type === 'date' ? 10 : 19) +
        (column.type === 'instant' ? 'Z' : '');
  const counted = new Map(rows.map(([bin, n]) => [Number(bin), Number(n)]));
  if (flat) return { histogram: [{ from: border(low), to: border(high), count: counted.get(0) ?? 0 }], outliers };
  const width = (high - low) / bins;
  return {
    histogram: Array.from({ length: bins }, (_, i) => ({
      from: border(low + i * width),
      to: border(i === bins - 1 ? high : low + (i + 1) * width),
      count: counted.get(i) ?? 0,
    })),
    outliers,
  };
}
