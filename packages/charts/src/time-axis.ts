import {
  addTo,
  coveredUntil,
  dateOf,
  daysOf,
  formatCell,
  isPartialPeriod,
  dateInZone,
  offsetInZone,
} from '@lumiere/values';
import type { Cell, TimeGrain } from '@lumiere/values';
import type { Drawing, Drawn } from './drawing.ts';

const msPerDay = 86_400_000;
const msPer = { minute: 60_000, hour: 3_600_000 } as const;
const maxLabels = 14;

/** A time cell as milliseconds of its wall clock, which the axis labels read as UTC: a date stays that date in every browser. */
export function millis(x: Drawn, cell: Cell, zone: string): number {
  if (cell === null) return Number.NaN;
  const text = String(cell);
  if (x.column.type !== 'instant' || text.length === 10)
    return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
  const instant = Date.parse(text);
  return instant + offsetInZone(zone, instant) * 1000;
}

/** When the unit after the one at `ms` starts; null where the column has no unit, so nothing can be missing. */
export function nextPeriod(ms: number, grain: TimeGrain | null): number | null {
  if (grain === null) return null;
  if (grain === 'minute' || grain === 'hour') return ms + msPer[grain];
  if (grain === 'day') return ms + msPerDay;
  if (grain === 'week') return ms + 7 * msPerDay;
  return daysOf(addTo(dateOf(ms / msPerDay), grain, 1)) * msPerDay;
}

/** Where labels stand and what they say: few, on starts of whole units, the year under the first of each. */
export function timeLabels(x: Drawn, starts: readonly number[], drawing: Drawing): ReadonlyMap<number, string> {
  const first = starts[0];
  const last = starts.at(-1);
  if (first === undefined || last === undefined) return new Map();
  const { unit, at } = ticks(first, last, x.column.grain, starts);
  let before = '';
  return new Map(
    at.map((ms) => {
      const [main, under] = label(ms, unit, x, drawing);
      const text = under === '' || under === before ? main : `${main}\n${under}`;
      before = under;
      return [ms, text];
    }),
  );
}

type Unit = TimeGrain | 'moment';

function ticks(
  first: number,
  last: number,
  grain: TimeGrain | null,
  starts: readonly number[],
): { unit: Unit; at: readonly number[] } {
  if (starts.length <= maxLabels && grain !== null && withoutGaps(starts, grain)) return { unit: grain, at: starts };
  for (const unit of ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const) {
    if (!coarserOrEqual(unit, grain)) continue;
    for (const every of unit === 'year'
      ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
      : unit === 'hour'
        ? [1, 3, 6, 12]
        : [1]) {
      const at = unitStarts(first, last, unit, every, starts);
      if (at.length <= maxLabels && at.length > 1) return { unit, at };
    }
  }
  return { unit: grain ?? 'moment', at: [first, last] };
}

function withoutGaps(starts: readonly number[], grain: TimeGrain): boolean {
  return starts.every((ms, i) => i === 0 || nextPeriod(starts[i - 1] ?? 0, grain) === ms);
}

const order: readonly Unit[] = ['moment', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const coarserOrEqual = (unit: Unit, grain: Unit | null): boolean =>
  order.indexOf(unit) >= order.indexOf(grain ?? 'moment');

function unitStarts(
  first: number,
  last: number,
  unit: TimeGrain,
  every: number,
  starts: readonly number[],
): readonly number[] {
  if (last - first > 2 * maxLabels * approximate[unit] * every) return [];
  const at: number[] = [];
  // Weeks start where the data says they do.
  let ms = unit === 'week' ? (starts[0] ?? first) : floor(first, unit, every);
  while (ms <= last) {
    if (ms >= first) at.push(ms);
    for (let i = 0; i < every; i++) ms = nextPeriod(ms, unit) ?? Number.POSITIVE_INFINITY;
  }
  return at;
}

const approximate: Record<TimeGrain, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: msPerDay,
  week: 7 * msPerDay,
  month: 30 * msPerDay,
  quarter: 91 * msPerDay,
  year: 365 * msPerDay,
};

function floor(ms: number, unit: TimeGrain, every: number): number {
  const date = new Date(ms);
  if (unit === 'hour') return Math.floor(ms / (every * msPer.hour)) * every * msPer.hour;
  if (unit === 'day') return Math.floor(ms / msPerDay) * msPerDay;
  if (unit === 'month') return date.setUTCDate(1) - (date.getTime() % msPerDay);
  if (unit === 'quarter') return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1);
  return Date.UTC(Math.floor(date.getUTCFullYear() / every) * every, 0, 1);
}

function label(ms: number, unit: Unit, x: Drawn, { theme }: Drawing): readonly [string, string] {
  const iso = new Date(ms).toISOString();
  const plain = { format: null, part: null, grain: null };
  const options = { locale: theme.locale, compact: true };
  const year = iso.slice(0, -20);
  const inLocale = (fields: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(theme.locale, { timeZone: 'UTC', ...fields }).format(ms);
  // As in cells: English without a country puts the day first.
  const shortDay = (): string =>
    theme.locale === 'en'
      ? `${Number(iso.slice(-16, -14))} ${inLocale({ month: 'short' })}`
      : inLocale({ day: 'numeric', month: 'short' });
  switch (unit) {
    case 'moment':
      return [x.exact(x.column.type === 'date' ? iso.slice(0, 10) : iso.slice(0, 19)), ''];
    case 'minute':
    case 'hour':
      return [iso.slice(11, 16), shortDay()];
    case 'day':
    case 'week':
      return [shortDay(), year];
    case 'month':
      return [formatCell(Number(iso.slice(5, 7)), { ...plain, type: 'integer', part: 'month-of-year' }, options), year];
    case 'quarter':
      return [`Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`, year];
    case 'year':
      return [year, ''];
  }
}

/** Whether the unit at `cell` is cut by the question's bounds or was not over when the data was current, so that it must not look like a fall. */
export function isOpen(x: Drawn, cell: Cell, { result, theme }: Drawing): boolean {
  const { grain, covered } = x.column;
  if (grain === null || typeof cell !== 'string') return false;
  const asOf = new Date(result.asOf);
  const today = Number.isNaN(asOf.getTime()) ? null : dateInZone(asOf, theme.zone);
  return isPartialPeriod(cell.slice(0, 10), grain, coveredUntil(covered, today));
}
