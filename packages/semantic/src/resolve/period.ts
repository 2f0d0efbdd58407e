import { addTo, dateOf, daysOf, startOf } from '@lumiere/values';
import type { IsoDate, TimeGrain } from '@lumiere/values';
import type { Period } from '@lumiere/contract';

/**
 * Local wall-clock moments from `from` up to but not including `until`, as milliseconds that would be UTC if the wall clock were;
 * null is open.
 */
export interface Range {
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

export type ShiftGrain = 'day' | 'week' | 'month' | 'quarter' | 'year';
export interface Shift {
  readonly grain: ShiftGrain;
  readonly offset: number;
}

const msPerDay = 86_400_000;
const clockUnits = { minute: 60_000, hour: 3_600_000 } as const;

/**
 * The stretches of local time that a period means at `nowMs` (local wall clock), oldest first; several only where `toDate` cuts
 * each of several units. Null where an end of `between` is no date.
 */
export function rangesOf(period: Period, nowMs: number, weekStart: number): readonly Range[] | null {
  if (period.kind === 'between') {
    const fromMs = period.from === null ? null : momentOf(period.from);
    const untilMs = period.until === null ? null : momentOf(period.until);
    return Number.isNaN(fromMs) || Number.isNaN(untilMs) ? null : [{ fromMs, untilMs }];
  }
  const today = dayOf(nowMs);
  if (period.grain === 'minute' || period.grain === 'hour') {
    const unit = clockUnits[period.grain];
    if (period.kind === 'rolling') return [{ fromMs: nowMs - period.count * unit, untilMs: nowMs }];
    const start = (Math.floor(nowMs / unit) + period.offset) * unit;
    return [{ fromMs: start, untilMs: start + period.count * unit }];
  }
  if (period.kind === 'rolling') return [between(addTo(today, period.grain, -period.count), addTo(today, 'day', 1))];
  const current = startOf(today, period.grain, weekStart);
  if (!period.toDate)
    return [
      between(addTo(current, period.grain, period.offset), addTo(current, period.grain, period.offset + period.count)),
    ];
  const grain = period.grain;
  return Array.from({ length: period.count }, (_, i) => {
    const start = addTo(current, grain, period.offset + i);
    const end = addTo(current, grain, period.offset + i + 1);
    const cut = addTo(addTo(today, grain, period.offset + i), 'day', 1);
    return between(start, cut < end ? cut : end);
  });
}

/** A range moved by whole units: whole months stay whole months, and a last day that does not exist becomes the month's last. */
export function shiftRange(range: Range, shift: Shift): Range {
  return {
    fromMs: range.fromMs === null ? null : moved(range.fromMs, shift),
    untilMs: range.untilMs === null ? null : movedEnd(range.untilMs, shift),
  };
}

/** The wall-clock milliseconds of `2024-01-31` or `2024-01-31T12:00[:00[.123]]`; NaN where it is neither or not real. */
export function momentOf(text: string): number {
  const match = /^([+-]?\d{4,6}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?Z?)?$/.exec(text);
  if (!match) return Number.NaN;
  const days = daysOf(match[1] ?? '');
  const [hour, minute, second] = [Number(match[2] ?? 0), Number(match[3] ?? 0), Number(match[4] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return (
    days * msPerDay +
    hour * 3_600_000 +
    minute * 60_000 +
    second * 1000 +
    Math.trunc(Number(`0${match[5] ?? '.0'}`) * 1000)
  );
}

/** The calendar date that holds a wall-clock moment. */
export function dayOf(ms: number): IsoDate {
  return dateOf(Math.floor(ms / msPerDay));
}

/** The first date that starts at or after a wall-clock moment. */
export function dayAfter(ms: number): IsoDate {
  return dateOf(Math.ceil(ms / msPerDay));
}

/** `2024-01-31T12:00:00[.123]` of a wall-clock moment. */
export function momentText(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? text.slice(0, -5) : text.slice(0, -1);
}

/** How many units of `grain` fill one unit of `of` exactly; null where they do not. */
export function unitsIn(of: ShiftGrain, grain: TimeGrain): number | null {
  if (grain !== 'week') return null;
  // a year of weeks is 52 of them, so that weekdays stay aligned
  return { day: null, week: 1, month: 4, quarter: 13, year: 52 }[of];
}

function between(from: IsoDate, until: IsoDate): Range {
  return { fromMs: daysOf(from) * msPerDay, untilMs: daysOf(until) * msPerDay };
}

function moved(ms: number, { grain, offset }: Shift): number {
  const day = Math.floor(ms / msPerDay);
  return daysOf(addTo(dateOf(day), grain, offset)) * msPerDay + (ms - day * msPerDay);
}

function movedEnd(ms: number, shift: Shift): number {
  const startsMonth = ms % msPerDay === 0 && dayOf(ms).endsWith('-01');
  return startsMonth ? moved(ms, shift) : moved(ms - msPerDay, shift) + msPerDay;
}
