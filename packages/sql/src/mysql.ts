import type { ValueType } from '@lumiere/values';
import type { Dialect, Moment } from './dialect.ts';
import { decimalOf, digitsOf, floorBin, windowCall, zoneOffset } from './dialect-parts.ts';
import { foreignLetters, likePattern, lowerText } from './fold.ts';
import { hashOf, withinLetters } from './names.ts';
import { mysqlReserved } from './reserved-mysql.ts';
import { unreachable } from './unreachable.ts';

/** MySQL's SQL, for 8.0.17 and later, over a connection in utf8mb4. */
export const mysql: Dialect = family({
  name: 'mysql',
  title: 'MySQL',
  bytes: 'utf8mb4_0900_bin',
  // sums of doubles over moving windows are added up anew, instead of taking out what left
  session: ['set windowing_use_high_precision = on'],
  addsAnew: true,
  losesMissing: new Set(),
});

/** MariaDB's SQL, for 10.6 and later: MySQL's, but for the name of a collation and how moving windows add up. */
export const mariadb: Dialect = family({
  name: 'mariadb',
  title: 'MariaDB',
  bytes: 'utf8mb4_nopad_bin',
  session: [],
  addsAnew: false,
  // of calculated decimals, where groups are made by sorting (measured on 10.11, with a count of distinct values)
  losesMissing: new Set(['integer', 'decimal']),
});

/** What tells the two apart. */
interface Member {
  readonly name: string;
  readonly title: string;
  /** The collation that compares by bytes and pads nothing. */
  readonly bytes: string;
  readonly session: readonly string[];
  /** False where a sum over a moving window has what left it subtracted, which of doubles leaves the rounding behind. */
  readonly addsAnew: boolean;
  readonly losesMissing: Dialect['losesMissing'];
}

function family({ name, title, bytes, session, addsAnew, losesMissing }: Member): Dialect {
  return {
    name,
    title,
    reserved: mysqlReserved,
    session: [
      // constants are compared by bytes too
      `set names utf8mb4 collate ${bytes}`,
      "set time_zone = '+00:00'",
      // no ANSI_QUOTES, PIPES_AS_CONCAT, NO_BACKSLASH_ESCAPES, PAD_CHAR_TO_FULL_LENGTH; a difference of unsigned numbers may be negative
      "set sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_UNSIGNED_SUBTRACTION'",
      'set sql_auto_is_null = 0',
      'set sql_select_limit = default',
      ...session,
    ],
    positional: true,
    momentsAreText: false,
    // a column's own collation may be blind to case, accents and spaces at the end
    keyed: new Set(['text', 'json']),
    equalsExactly: false,
    losesMissing,
    ranked: new Set(['median', 'percentile', 'median-window']),
    filters: false,
    fullJoins: false,
    unsigned: true,
    same: '<=>',

    sampled: (table, share) => `select * from ${table} where rand(1) < ${share.toFixed(8)}`,
    column: (of) => of,
    comparable: (of, type) =>
      type === 'text' || type === 'json' ? `convert(${of} using utf8mb4) collate ${bytes}` : of,
    meets: () => null,
    // missing values come first where ascending; an output's name cannot stand in an expression, where a column of that name is meant
    order: (key, of, descending) => (descending ? `${key} desc` : of === null ? key : `${of()} is null, ${key}`),

    quote: (of) => `\`${nameOf(of).replaceAll('`', '``')}\``,
    boolean: (value) => (value ? 'true' : 'false'),
    // unsigned columns would make all they are calculated with unsigned
    widen: (column, type) => (type === 'integer' ? `cast(${column} as decimal(20))` : column),
    divide: (left, right) => `cast(${left} as double) / nullif(${right}, 0)`,

    constant(value, type) {
      const cast = castOf(value, type);
      // a number would travel as a double
      const exact = type === 'integer' || type === 'decimal' || type === 'timestamp' || type === 'instant';
      const bound = exact ? String(value).replace('T', ' ').replace('Z', '') : value;
      return { value: bound, text: (position) => (cast === null ? `?${position}` : `cast(?${position} as ${cast})`) };
    },

    textMatch(op, of, value, bind) {
      const lower = lowerText(value);
      let folded = `lower(convert(${of} using utf8mb4) collate ${bytes})`;
      for (const { upper, letter } of foreignLetters(lower)) {
        folded = `replace(${folded}, ${bind(upper)}, ${bind(letter)})`;
      }
      return `${folded} like ${bind(likePattern(op, lower))}`;
    },

    bin: floorBin,

    daysBetween: (from, to) => `datediff(${to}, ${from})`,

    truncate(of, grain, moment) {
      const local = localMoment(of, moment);
      const date = moment.type === 'date' ? of : `date(${local})`;
      const firstOfMonth = `${date} - interval (day(${local}) - 1) day`;
      switch (grain) {
        case 'minute':
          return `cast(date_format(${local}, '%Y-%m-%d %H:%i:00') as datetime)`;
        case 'hour':
          return `cast(date_format(${local}, '%Y-%m-%d %H:00:00') as datetime)`;
        case 'day':
          return date;
        case 'week':
          return weekOf(local, date, moment.weekStart);
        case 'month':
          return `(${firstOfMonth})`;
        case 'quarter':
          return `(${firstOfMonth} - interval ((month(${local}) - 1) % 3) month)`;
        case 'year':
          return `(${date} - interval (dayofyear(${local}) - 1) day)`;
        default:
          return unreachable(grain);
      }
    },

    datePart(of, part, moment) {
      const local = localMoment(of, moment);
      switch (part) {
        case 'hour':
          return `hour(${local})`;
        case 'weekday':
          return `(weekday(${local}) + 1)`;
        case 'day-of-month':
          return `day(${local})`;
        case 'week-of-year': {
          // the week belongs to the year that holds its fourth day
          const date = moment.type === 'date' ? of : `date(${local})`;
          const fourth = `${weekOf(local, date, moment.weekStart)} + interval 3 day`;
          return moment.weekStart === 1 ? `weekofyear(${local})` : `((dayofyear(${fourth}) - 1) div 7 + 1)`;
        }
        case 'month-of-year':
          return `month(${local})`;
        case 'quarter-of-year':
          return `quarter(${local})`;
        case 'year-number':
          return `year(${local})`;
        default:
          return unreachable(part);
      }
    },

    addTime: (of, grain, count) => `(${of} ${count < 0 ? '-' : '+'} interval ${Math.abs(count)} ${grain})`,

    aggregate(fn, of, type) {
      switch (fn) {
        case 'count':
          return of === null ? 'count(*)' : `count(${of})`;
        case 'count-distinct':
          return `count(distinct ${of})`;
        case 'sum':
        case 'min':
        case 'max':
          return `${fn}(${of})`;
        case 'avg':
          return `avg(${asDouble(of, type)})`;
        case 'stddev':
          return `stddev_samp(${asDouble(of, type)})`;
        case 'median':
        case 'percentile':
          return null;
        default:
          return unreachable(fn);
      }
    },

    window(fn, of, type, moving) {
      const rounds = fn === 'avg' || (fn === 'sum' && type === 'double');
      if (moving && rounds && !addsAnew) return `${fn}(${asDecimal(of, type)})`;
      return windowCall(this, fn, of, type, moving);
    },
  };
}

/** At most 64 letters, none beyond the basic plane and no space at the end: what MySQL stores of others is something else. */
function nameOf(name: string): string {
  const sayable = /[\u{10000}-\u{10ffff}]|\s$/u.test(name)
    ? `${name.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '_').trimEnd()}_${hashOf(name)}`
    : name;
  return withinLetters(sayable, 64);
}

const asDouble = (of: string | null, type: ValueType | null): string =>
  type === 'double' ? `${of}` : `cast(${of} as double)`;

/** A number as a decimal, which adds up exactly; one that is too large for it raises an error. */
function asDecimal(of: string | null, type: ValueType | null): string {
  const fits = type === 'integer' ? `${of}` : `case when abs(${of}) < 1e35 then ${of} else ${of} * 1e308 * 1e308 end`;
  return `cast(${fits} as decimal(65, 30))`;
}

/** The type that a constant is read as; null where it is text already. A decimal is as wide as its own digits. */
function castOf(value: string | number, type: ValueType): string | null {
  switch (type) {
    case 'date':
      return 'date';
    case 'timestamp':
    case 'instant':
      return 'datetime(6)';
    case 'time':
      return 'time(6)';
    case 'double':
      return 'double';
    case 'integer':
    case 'decimal': {
      const digits = digitsOf(value);
      if (digits === null) return 'double';
      if (type === 'integer' && digits.scale === 0 && digits.width <= 18) return 'signed';
      return decimalOf(digits, { width: 65, scale: 30 });
    }
    case 'boolean':
    case 'text':
    case 'binary':
    case 'json':
      return null;
    default:
      return unreachable(type);
  }
}

/** A moment as the clock of the zone shows it. */
function localMoment(of: string, moment: Moment): string {
  const offset = zoneOffset(moment.zone, String, (iso) => `${of} < timestamp '${iso}'`);
  return offset === null ? of : `(${of} + interval ${offset} second)`;
}

/** The first day of a week; `weekday` counts from Monday, which is 0. */
const weekOf = (local: string, date: string, weekStart: number): string =>
  weekStart === 1
    ? `(${date} - interval weekday(${local}) day)`
    : `(${date} - interval ((weekday(${local}) + ${8 - weekStart}) % 7) day)`;
