/** One stretch of constant distance to UTC: from `fromMs` (UTC milliseconds; null is open below) local time is UTC plus `offsetSeconds`. */
export interface ZoneOffset {
  readonly fromMs: number | null;
  readonly offsetSeconds: number;
}

const msPerDay = 86_400_000;
// no zone of the tz database changes twice within a week and ends where it began, so weekly probes see every change
const probeMs = 7 * msPerDay;

const formats = new Map<string, Intl.DateTimeFormat>();
const changesByZone = new Map<string, Map<number, readonly ZoneOffset[]>>();

/**
 * Seconds to add to UTC for the wall clock of `zone` (IANA name) at `instantMs`, from the runtime's own zone data.
 * Throws RangeError where the zone is not known.
 */
export function offsetInZone(zone: string, instantMs: number): number {
  if (zone === 'UTC') return 0;
  const second = Math.floor(instantMs / 1000) * 1000;
  const wall: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(second)) wall[part.type] = Number(part.value);
  const local = Date.UTC(
    wall['year'] ?? 0,
    (wall['month'] ?? 1) - 1,
    wall['day'] ?? 1,
    wall['hour'] ?? 0,
    wall['minute'] ?? 0,
    wall['second'] ?? 0,
  );
  return (local - second) / 1000;
}

/**
 * The offsets of `zone` that hold anywhere in [fromMs, untilMs), oldest first. The first is open below, the last holds for ever,
 * so moments outside the range still get an answer, the nearest one.
 */
export function zoneShift(zone: string, fromMs: number, untilMs: number): readonly ZoneOffset[] {
  const shift: ZoneOffset[] = [{ fromMs: null, offsetSeconds: offsetInZone(zone, fromMs) }];
  if (zone === 'UTC') return shift;
  const last = new Date(Math.max(fromMs, untilMs - 1)).getUTCFullYear();
  for (let year = new Date(fromMs).getUTCFullYear(); year <= last; year++) {
    for (const change of changesOf(zone, year)) {
      if (change.fromMs !== null && change.fromMs > fromMs && change.fromMs < untilMs) shift.push(change);
    }
  }
  return shift;
}

/**
 * UTC milliseconds at which a clock in `zone` shows `localMs` (the wall clock written as if it were UTC). An hour that comes twice
 * means its first coming; a time that the clock skips means the moment of the skip.
 */
export function zonedMs(zone: string, localMs: number): number {
  if (zone === 'UTC') return localMs;
  const before = offsetInZone(zone, localMs - msPerDay) * 1000;
  const after = offsetInZone(zone, localMs + msPerDay) * 1000;
  const fits = [localMs - before, localMs - after].filter((utc) => utc + offsetInZone(zone, utc) * 1000 === localMs);
  if (fits.length > 0) return Math.min(...fits);
  return firstWhere(
    localMs - Math.max(before, after) - msPerDay,
    localMs - Math.min(before, after) + msPerDay,
    (utc) => utc + offsetInZone(zone, utc) * 1000 >= localMs,
  );
}

function changesOf(zone: string, year: number): readonly ZoneOffset[] {
  let years = changesByZone.get(zone);
  if (years === undefined) changesByZone.set(zone, (years = new Map<number, readonly ZoneOffset[]>()));
  const known = years.get(year);
  if (known !== undefined) return known;
  const end = Date.UTC(year + 1, 0, 1);
  const found: ZoneOffset[] = [];
  let at = Date.UTC(year, 0, 1) - 1000;
  let offset = offsetInZone(zone, at);
  while (at < end - 1000) {
    const next = Math.min(at + probeMs, end - 1000);
    const offsetThen = offsetInZone(zone, next);
    if (offsetThen !== offset) {
      // a stretch may hold two changes (back and forth to a third offset): look again from the first one
      const old = offset;
      at = firstWhere(at, next, (ms) => offsetInZone(zone, ms) !== old);
      offset = offsetInZone(zone, at);
      found.push({ fromMs: at, offsetSeconds: offset });
    } else {
      at = next;
    }
  }
  years.set(year, found);
  return found;
}

/** The first whole second in (low, high] at which `holds`; it must not hold at `low` and must at `high`. */
function firstWhere(low: number, high: number, holds: (ms: number) => boolean): number {
  let [no, yes] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
  while (yes - no > 1) {
    const middle = Math.floor((no + yes) / 2);
    if (holds(middle * 1000)) yes = middle;
    else no = middle;
  }
  return yes * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}
