import { constantOf } from './constant-of.ts';
import type { Expr } from './tree.ts';

const day = 86_400;
/** Seconds of a unit, a month as short as it can be. */
const seconds: Readonly<Record<string, number>> = {
  microsecond: 1e-6,
  millisecond: 1e-3,
  second: 1,
  minute: 60,
  hour: 3600,
  day,
  week: 7 * day,
  month: 28 * day,
  quarter: 89 * day,
  year: 365 * day,
  decade: 3650 * day,
  century: 36_500 * day,
  millennium: 365_000 * day,
};

/** The clock's time as it is taken to be; a few years do not matter here. */
const now = Date.UTC(2026, 0, 1) / 1000;

/** A constant that is a number, a moment or a stretch of time, the latter in seconds; null where it is none of them. */
function measured(e: Expr): { readonly kind: 'number' | 'moment' | 'stretch'; readonly value: number } | null {
  switch (e.kind) {
    case 'moment':
    case 'string': {
      const at = momentOf(e.text);
      if (at !== null) return { kind: 'moment', value: at };
      const long = e.kind === 'string' ? stretchOf(e.text) : null;
      return long === null ? numberOf(e) : { kind: 'stretch', value: long };
    }
    case 'now':
      return { kind: 'moment', value: now };
    case 'interval': {
      const text = e.of.kind === 'string' ? e.of.text : String(constantOf(e.of) ?? '');
      const long = stretchOf(e.unit === null ? text : `${text} ${e.unit}`);
      return long === null ? null : { kind: 'stretch', value: long };
    }
    case 'cast':
      return measured(e.of) ?? numberOf(e);
    case 'call':
      return /^(?:now|today|current_date|transaction_timestamp|statement_timestamp|clock_timestamp)$/.test(e.name)
        ? { kind: 'moment', value: now }
        : /^(?:date_trunc|date|timestamp|to_timestamp|make_date)$/.test(e.name)
          ? (e.args.map(measured).find((part) => part?.kind === 'moment') ?? null)
          : numberOf(e);
    case 'binary': {
      const [left, right] = [measured(e.left), measured(e.right)];
      if (left === null || right === null || (left.kind === 'number' && right.kind === 'number')) return numberOf(e);
      const value = e.op === '+' ? left.value + right.value : e.op === '-' ? left.value - right.value : null;
      if (e.op === '*') return { kind: 'stretch', value: left.value * right.value };
      // a whole number beside a date is days
      const days = (part: typeof left): number => (part.kind === 'number' ? part.value * (day - 1) : 0);
      const moment = left.kind === 'moment' || right.kind === 'moment';
      return value === null
        ? null
        : {
            kind: moment ? 'moment' : 'stretch',
            value: value + (e.op === '+' ? days(left) + days(right) : -days(right)),
          };
    }
    default:
      return numberOf(e);
  }
}

function numberOf(e: Expr): { readonly kind: 'number'; readonly value: number } | null {
  const value = constantOf(e);
  return value === null ? null : { kind: 'number', value };
}

function momentOf(text: string): number | null {
  if (/^\s*(?:now|today|tomorrow|yesterday)\b/i.test(text)) return now;
  const match = /^\s*(\d{4,6})-(\d{1,2})-(\d{1,2})/.exec(text);
  if (match === null) return null;
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / 1000;
}

/** Seconds of `1 month 2 days` or `04:05`; null for what is none. */
function stretchOf(text: string): number | null {
  let sum: number | null = null;
  for (const [, count = '1', unit = ''] of text.toLowerCase().matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const known = seconds[unit] ?? seconds[unit.replace(/s$/, '')] ?? short[unit];
    if (known === undefined) return null;
    sum = (sum ?? 0) + Number(count) * known;
  }
  const clock = /(\d+):(\d+)(?::(\d+))?/.exec(text);
  return clock === null ? sum : (sum ?? 0) + Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
}

const short: Readonly<Record<string, number>> = {
  centuries: 36_500 * day,
  millennia: 365_000 * day,
  mon: 28 * day,
  mons: 28 * day,
  hr: 3600,
  hrs: 3600,
  min: 60,
  mins: 60,
  sec: 1,
  secs: 1,
  h: 3600,
  m: 60,
  s: 1,
  d: day,
  w: 7 * day,
  y: 365 * day,
  ms: 1e-3,
  us: 1e-6,
};

/** About how many rows a series of constants has; null where that depends on something. */
export function seriesRows(name: string, args: readonly Expr[]): number | null {
  if (name !== 'generate_series' && name !== 'range') return null;
  const parts = args.map(measured);
  const [first, second, third] = parts;
  const [start, stop] = args.length === 1 ? [{ kind: 'number', value: 0 } as const, first] : [first, second];
  if (start === null || start === undefined || stop === null || stop === undefined) return null;
  const moments = start.kind === 'moment' || stop.kind === 'moment';
  const by = args.length < 3 ? (moments ? day : 1) : third;
  // by the smallest step where nobody can tell
  const step = by === null || by === undefined ? 1 : typeof by === 'number' ? by : by.value;
  return step === 0 ? Infinity : Math.max(1, Math.abs(stop.value - start.value) / Math.abs(step));
}
