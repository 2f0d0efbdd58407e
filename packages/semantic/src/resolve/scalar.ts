import { daysOf, numericTypes, temporalTypes, zonedMs, offsetInZone, zoneShift } from '@lumiere/values';
import type { ValueType } from '@lumiere/values';
import type { Field, Scalar } from '@lumiere/contract';
import type { Expression, ZoneShift } from '../plan.ts';
import { refuse, valueOf } from './context.ts';
import type { Context } from './context.ts';
import { dayAfter, momentText } from './period.ts';

export const isNumber = (type: ValueType): boolean => numericTypes.has(type);
export const isTemporal = (type: ValueType): boolean => temporalTypes.has(type);

/** A constant as a value of a field's type; null where it is none (`'abc'` for an integer, `2024-02-30` for a date). */
export function typedValue(value: Scalar, type: ValueType): Expression | null {
  if (value === null) return null;
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'double':
      return typedNumber(value, type);
    case 'boolean':
      return typeof value === 'boolean' ? valueOf(value, type) : null;
    case 'text':
      return typeof value === 'string' ? valueOf(value, type) : null;
    case 'time':
      return typeof value === 'string' && /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(value)
        ? valueOf(value.length === 5 ? `${value}:00` : value, type)
        : null;
    case 'date':
      return typeof value === 'string' && !Number.isNaN(daysOf(value)) ? valueOf(value, type) : null;
    case 'timestamp':
    case 'instant':
    case 'binary':
    case 'json':
      // moments are compared by bounds, the others not at all
      return null;
  }
}

function typedNumber(value: Scalar, type: ValueType): Expression | null {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    if (type === 'decimal') return valueOf(decimalText(value), type);
    return valueOf(value, type === 'integer' && !Number.isInteger(value) ? 'double' : type);
  }
  if (typeof value !== 'string' || !/^-?\d{1,38}(\.\d{1,38})?$/.test(value)) return null;
  if (type === 'double') return valueOf(Number(value), type);
  if (type === 'decimal' || value.includes('.')) return valueOf(value, 'decimal');
  const number = Number(value);
  return valueOf(Number.isSafeInteger(number) ? number : value, 'integer');
}

/** A number in plain digits, never `1e-7`. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

const dayMs = 86_400_000;
const firstMs = Date.parse('0001-01-01T00:00:00Z');
const lastMs = Date.parse('9999-12-31T23:59:59.999Z');

/** Within the years of four digits, which every source reads and sorts. */
const bounded = (ms: number): number => Math.min(Math.max(ms, firstMs), lastMs);

/** A local wall-clock moment as a bound on a field's own column: a date, or the moment in the zone in which the column is written. */
export function boundOf(ctx: Context, localMs: number, field: Field): Expression {
  if (field.type === 'date' && localMs > lastMs + 1 - dayMs)
    refuse(ctx, 'query.wrong-type', 'The question reaches past 9999-12-31, the last date that can be compared.');
  if (field.type === 'date') return valueOf(dayAfter(Math.max(localMs, firstMs)), 'date');
  const utc = bounded(zonedMs(ctx.zone, bounded(localMs)));
  if (field.type === 'instant') return valueOf(`${momentText(utc)}Z`, 'instant');
  const stored = field.storedZone ?? 'UTC';
  return valueOf(
    momentText(bounded(stored === ctx.zone ? localMs : utc + offsetInZone(stored, utc) * 1000)),
    'timestamp',
  );
}

const yearMs = 365.25 * 86_400_000;

/** Zones began about 1900, and nobody knows their rules of a century ahead: a longer table would cost seconds and say nothing. */
const knownToClocks = (ms: number): number => Math.min(Math.max(ms, Date.UTC(1900, 0, 1)), Date.UTC(2100, 0, 1));

/** How a field's stored moments become the report's local time; null where they already are, as a date always is. */
export function shiftOf(ctx: Context, id: string, field: Field): ZoneShift | null {
  if (field.type === 'date') return null;
  const stored = field.type === 'instant' ? 'UTC' : (field.storedZone ?? 'UTC');
  if (stored === ctx.zone) return null;
  const span = ctx.spans.get(id);
  // unlimited questions are exact from 1970 on; a filtered one covers just its period, so the text stays short
  const from = knownToClocks(span?.fromMs ?? 0);
  const until = Math.max(from, knownToClocks(span?.untilMs ?? Math.ceil((ctx.nowMs + 5 * yearMs) / yearMs) * yearMs));
  const local = zoneShift(ctx.zone, from - 2 * dayMs, until + 2 * dayMs);
  if (stored === 'UTC') return local;
  return betweenZones(zoneShift(stored, from - 2 * dayMs, until + 2 * dayMs), local);
}

/** Offsets from one wall clock to another, over ranges of the first one's wall clock. */
function betweenZones(stored: ZoneShift, local: ZoneShift): ZoneShift {
  const moments = [...new Set([...stored, ...local].flatMap(({ fromMs }) => (fromMs === null ? [] : [fromMs])))].sort(
    (a, b) => a - b,
  );
  const at = (shift: ZoneShift, ms: number): number =>
    shift.findLast(({ fromMs }) => fromMs === null || fromMs <= ms)?.offsetSeconds ?? 0;
  const first = {
    fromMs: null,
    offsetSeconds: at(local, Number.NEGATIVE_INFINITY) - at(stored, Number.NEGATIVE_INFINITY),
  };
  return [
    first,
    ...moments.map((ms) => ({ fromMs: ms + at(stored, ms) * 1000, offsetSeconds: at(local, ms) - at(stored, ms) })),
  ];
}
