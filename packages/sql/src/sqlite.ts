import type { Dialect, Moment } from './dialect.ts';
import { floorBin, stepsOf, windowCall, zoneOffset } from './dialect-parts.ts';
import { foreignLetters, likePattern, lowerText } from './fold.ts';
import { sqliteReserved } from './reserved.ts';
import { canonicalMoment } from './moments.ts';
import { isMoment } from './type-of.ts';
import { unreachable } from './unreachable.ts';

/** SQLite's SQL, for 3.39 and later with its mathematical functions. Dates are ISO text, booleans 0 and 1. */
export const sqlite: Dialect = {
  name: 'sqlite',
  title: 'SQLite',
  reserved: sqliteReserved,
  session: [],
  positional: false,
  momentsAreText: true,
  keyed: new Set(['timestamp', 'instant']),
  ranked: new Set(['median', 'percentile', 'stddev', 'median-window']),
  same: 'is',

  filters: true,
  fullJoins: true,
  unsigned: false,
  equalsExactly: true,
  losesMissing: new Set(),

  sampled: (table, share) => `select * from ${table} where abs(random() % 1000000) < ${Math.ceil(1_000_000 * share)}`,
  column: (of) => of,
  meets: () => null,
  order: (key, _of, descending) => `${key}${descending ? ' desc' : ''} nulls last`,
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  boolean: (value) => (value ? 'true' : 'false'),
  comparable: (of, type) => (isMoment(type) ? `strftime('%Y-%m-%d %H:%M:%f', ${of})` : of),
  widen: (column) => column,
  divide: (left, right) => `cast(${left} as real) / nullif(${right}, 0)`,

  constant(value, type) {
    const plain = (position: number): string => `?${position}`;
    switch (type) {
      case 'timestamp':
      case 'instant':
        return { value: canonicalMoment(String(value)) ?? value, text: plain };
      case 'decimal':
      case 'double':
        // the driver binds a number within 2e-16 of a whole one as that: 1e-20 would become 0
        return nearlyWhole(Number(value))
          ? { value: String(value), text: (position) => `cast(?${position} as real)` }
          : { value: Number(value), text: plain };
      case 'integer':
        // what does not fit a double travels as text and is read as an integer there
        return typeof value === 'string' && !Number.isSafeInteger(Number(value))
          ? { value, text: (position) => `cast(?${position} as integer)` }
          : { value: Number(value), text: plain };
      case 'boolean':
      case 'text':
      case 'date':
      case 'time':
      case 'binary':
      case 'json':
        return { value, text: plain };
      default:
        return unreachable(type);
    }
  },

  textMatch(op, of, value, bind) {
    const lower = lowerText(value);
    // `like` knows the case of ASCII only: the other letters of the value are folded in the column, each by one replace
    let folded = of;
    for (const { upper, letter } of foreignLetters(lower))
      folded = `replace(${folded}, ${bind(upper)}, ${bind(letter)})`;
    return `${folded} like ${bind(likePattern(op, lower))} escape '\\'`;
  },

  bin: floorBin,
  daysBetween: (from, to) => `cast(julianday(date(${to})) - julianday(date(${from})) as integer)`,

  truncate(of, grain, moment) {
    const shift = shiftOf(of, moment);
    switch (grain) {
      case 'minute':
        return `strftime('%Y-%m-%d %H:%M:00', ${of}${shift})`;
      case 'hour':
        return `strftime('%Y-%m-%d %H:00:00', ${of}${shift})`;
      case 'day':
        return moment.type === 'date' ? of : `date(${of}${shift})`;
      case 'week':
        return `date(${of}${shift}, '${lastWeekday(moment.weekStart)}', '-6 days')`;
      case 'month':
        return `date(${of}${shift}, 'start of month')`;
      case 'quarter': {
        const into = `(strftime('%m', ${of}${shift}) - 1) % 3`;
        return `date(${of}${shift}, 'start of month', '-' || (${into}) || ' months')`;
      }
      case 'year':
        return `date(${of}${shift}, 'start of year')`;
      default:
        return unreachable(grain);
    }
  },

  datePart(of, part, moment) {
    const shift = shiftOf(of, moment);
    const number = (format: string): string => `cast(strftime('${format}', ${of}${shift}) as integer)`;
    switch (part) {
      case 'hour':
        return number('%H');
      case 'weekday':
        return `((${number('%w')} + 6) % 7 + 1)`;
      case 'day-of-month':
        return number('%d');
      case 'week-of-year':
        // the week belongs to the year that holds its fourth day
        return `((strftime('%j', ${of}${shift}, '${lastWeekday(moment.weekStart)}', '-3 days') - 1) / 7 + 1)`;
      case 'month-of-year':
        return number('%m');
      case 'quarter-of-year':
        return `((${number('%m')} + 2) / 3)`;
      case 'year-number':
        return number('%Y');
      default:
        return unreachable(part);
    }
  },

  addTime(of, grain, count, type) {
    const call = type === 'date' ? 'date(' : "strftime('%Y-%m-%d %H:%M:%f', ";
    const by = stepsOf(grain, count);
    if (by.unit !== 'month' && by.unit !== 'year') return `${call}${of}, '${signed(by.count)} ${by.unit}s')`;
    const months = by.unit === 'year' ? 12 * by.count : by.count;
    // a day past the month's end would run over into the next one: the earlier of the two dates is right
    const over = `date(${of}, '${signed(months)} months')`;
    const last = `date(${of}, 'start of month', '${signed(months + 1)} months', '-1 days')`;
    const date = `min(${over}, ${last})`;
    return type === 'date' ? date : `(${date} || strftime(' %H:%M:%f', ${of}))`;
  },

  aggregate(fn, of) {
    switch (fn) {
      case 'count':
        return of === null ? 'count(*)' : `count(${of})`;
      case 'count-distinct':
        return `count(distinct ${of})`;
      case 'sum':
      case 'avg':
      case 'min':
      case 'max':
        return `${fn}(${of})`;
      case 'stddev':
        // of deviations from the mean, as the ranked step gives them: of plain values it would lose digits
        return `sqrt(sum(${of} * ${of}) / nullif(count(${of}) - 1, 0))`;
      case 'median':
      case 'percentile':
        return null;
      default:
        return unreachable(fn);
    }
  },

  window(fn, of, type, moving) {
    return windowCall(this, fn, of, type, moving);
  },
};

const nearlyWhole = (n: number): boolean => !Number.isInteger(n) && Math.abs(n - Math.round(n)) < 1e-15;

/** The last day of a week that starts on an ISO weekday, as SQLite's modifier: it stays where it is on that day. */
const lastWeekday = (weekStart: number): string => `weekday ${(weekStart - 1) % 7}`;

const signed = (count: number): string => (count < 0 ? String(count) : `+${count}`);

/** The modifier that moves a moment to the clock of the zone, with its comma; empty where there is nothing to move. */
function shiftOf(of: string, moment: Moment): string {
  const shift = zoneOffset(
    moment.zone,
    (seconds) => `'${signed(seconds)} seconds'`,
    (iso) => `datetime(${of}) < '${iso}'`,
  );
  return shift === null ? '' : `, ${shift}`;
}
