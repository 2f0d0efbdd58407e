import type { ValueType } from '@lumiere/values';
import type { Dialect, Moment } from './dialect.ts';
import { digitsOf, floorBin, stepsOf, windowCall, zoneOffset } from './dialect-parts.ts';
import { foreignLetters, likePattern, lowerText } from './fold.ts';
import { withinBytes } from './names.ts';
import { postgresReserved } from './reserved-postgres.ts';
import { unreachable } from './unreachable.ts';

/** PostgreSQL's SQL, for 12 and later, in a database whose encoding is UTF8. */
export const postgres: Dialect = {
  name: 'postgres',
  title: 'PostgreSQL',
  reserved: postgresReserved,
  session: [
    "set client_encoding to 'UTF8'",
    "set time zone 'UTC'",
    "set datestyle to 'ISO, YMD'",
    "set intervalstyle to 'postgres'",
    "set bytea_output to 'hex'",
    'set standard_conforming_strings to on',
    // the shortest text that reads back as the same double
    'set extra_float_digits to 1',
    'set transform_null_equals to off',
  ],
  positional: false,
  momentsAreText: false,
  // the database's own collation sorts by language; equality is by bytes in all but collations made to differ
  keyed: new Set(['text', 'json']),
  equalsExactly: true,
  losesMissing: new Set(),
  ranked: new Set(['median-window']),
  filters: true,
  fullJoins: true,
  unsigned: false,
  same: 'is not distinct from',

  // by pages: the rest of the table is not read
  sampled: (table, share) => `select * from ${table} tablesample system (${(100 * share).toFixed(6)}) repeatable (1)`,
  // enumerations, uuid, citext and char(n) are text to us: as text they have no order, case or padding of their own
  column: (of, type) => (type === 'text' || type === 'json' ? `${of}::text` : of),
  comparable: (of, type) => (type === 'text' || type === 'json' ? `${of} collate "C"` : of),
  // `is not distinct from` can neither be hashed nor stand in a full join; equality with a stand-in for what is missing can
  meets(left, right, type) {
    const standIn = standInOf(type);
    if (standIn === null) return null;
    return `coalesce(${left}, ${standIn}) = coalesce(${right}, ${standIn}) and (${left} is null) = (${right} is null)`;
  },
  order: (key, _of, descending) => `${key}${descending ? ' desc' : ''} nulls last`,

  quote: (name) => `"${withinBytes(name, 63).replaceAll('"', '""')}"`,
  boolean: (value) => (value ? 'true' : 'false'),
  widen: (column, type) => `${column}::${type === 'integer' ? 'bigint' : 'double precision'}`,
  divide: (left, right) => `${left}::double precision / nullif(${right}, 0)`,

  constant(value, type) {
    const cast = castOf(value, type);
    return { value, text: (position) => `$${position}::${cast}` };
  },

  textMatch(op, of, value, bind) {
    const lower = lowerText(value);
    // what `lower` does beyond ASCII depends on the server: the other letters of the value are folded in the column
    const folded = `lower(${of} collate "C")`;
    const letters = foreignLetters(lower);
    const uppers = letters.map(({ upper }) => upper).join('');
    const lowers = letters.map(({ letter }) => letter).join('');
    const all = letters.length === 0 ? folded : `translate(${folded}, ${bind(uppers)}, ${bind(lowers)})`;
    return `${all} like ${bind(likePattern(op, lower))}`;
  },

  bin: floorBin,
  daysBetween: (from, to) => `(${to}::date - ${from}::date)::bigint`,

  truncate(of, grain, moment) {
    const local = localMoment(of, moment);
    switch (grain) {
      case 'minute':
      case 'hour':
        return `date_trunc('${grain}', ${local})`;
      case 'day':
        return moment.type === 'date' ? of : `${local}::date`;
      case 'week':
        return weekOf(local, moment.weekStart);
      case 'month':
      case 'quarter':
      case 'year':
        return `date_trunc('${grain}', ${local})::date`;
      default:
        return unreachable(grain);
    }
  },

  datePart(of, part, moment) {
    const local = localMoment(of, moment);
    switch (part) {
      case 'hour':
        return `extract(hour from ${local})::bigint`;
      case 'weekday':
        return `extract(isodow from ${local})::bigint`;
      case 'day-of-month':
        return `extract(day from ${local})::bigint`;
      case 'week-of-year':
        // the week belongs to the year that holds its fourth day
        return moment.weekStart === 1
          ? `extract(week from ${local})::bigint`
          : `((extract(doy from ${weekOf(local, moment.weekStart)} + 3)::bigint - 1) / 7 + 1)`;
      case 'month-of-year':
        return `extract(month from ${local})::bigint`;
      case 'quarter-of-year':
        return `extract(quarter from ${local})::bigint`;
      case 'year-number':
        return `extract(year from ${local})::bigint`;
      default:
        return unreachable(part);
    }
  },

  addTime(of, grain, count, type) {
    const by = stepsOf(grain, Math.abs(count));
    const moved = `(${of} ${count < 0 ? '-' : '+'} interval '${by.count} ${by.unit}s')`;
    return type === 'date' && grain !== 'hour' && grain !== 'minute' ? `${moved}::date` : moved;
  },

  aggregate(fn, of, type, percentile) {
    const number = type === 'boolean' ? `${of}::int` : `${of}`;
    switch (fn) {
      case 'count':
        return of === null ? 'count(*)' : `count(${of})`;
      case 'count-distinct':
        return `count(distinct ${of})`;
      case 'sum':
        return `sum(${type === 'double' ? asDouble(of) : number})`;
      case 'avg':
        return `avg(${asDouble(number)})`;
      case 'min':
        return type === 'boolean' ? `bool_and(${of})` : `min(${of})`;
      case 'max':
        return type === 'boolean' ? `bool_or(${of})` : `max(${of})`;
      case 'median':
      case 'percentile':
        return `percentile_cont(${fn === 'median' ? 0.5 : (percentile ?? 0.5)}) within group (order by ${asDouble(number)})`;
      case 'stddev':
        return `stddev_samp(${asDouble(number)})`;
      default:
        return unreachable(fn);
    }
  },

  window(fn, of, type, moving) {
    return windowCall(this, fn, of, type, moving);
  },
};

const asDouble = (of: string | null): string => `${of}::double precision`;

/** The type that a constant is read as. */
function castOf(value: string | number, type: ValueType): string {
  switch (type) {
    case 'date':
    case 'timestamp':
    case 'time':
    case 'text':
    case 'boolean':
      return type;
    case 'instant':
      return 'timestamptz';
    case 'double':
      return 'double precision';
    case 'integer':
    case 'decimal': {
      const digits = digitsOf(value);
      if (digits === null) return 'double precision';
      if (type === 'decimal' || digits.scale > 0) return 'numeric';
      return String(value).length <= 18 ? 'bigint' : 'numeric';
    }
    case 'binary':
      return 'bytea';
    case 'json':
      return 'text';
    default:
      return unreachable(type);
  }
}

/** Any value of a type, to stand where one is missing. */
function standInOf(type: ValueType): string | null {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'double':
      return '0';
    case 'text':
    case 'json':
      return "''";
    case 'boolean':
      return 'false';
    case 'date':
      return "date '1970-01-01'";
    case 'timestamp':
      return "timestamp '1970-01-01'";
    case 'instant':
      return "timestamptz '1970-01-01 00:00:00+00'";
    case 'time':
    case 'binary':
      return null;
    default:
      return unreachable(type);
  }
}

/** A moment as the clock of the zone shows it, without zone. */
function localMoment(of: string, moment: Moment): string {
  // of a date, `date_trunc` would make a moment of the session's zone
  if (moment.type === 'date') return `${of}::timestamp`;
  const utc = moment.type === 'instant' ? `(${of} at time zone 'UTC')` : of;
  const offset = zoneOffset(
    moment.zone,
    (seconds) => `interval '${seconds} seconds'`,
    (iso) => `${utc} < timestamp '${iso}'`,
  );
  return offset === null ? utc : `(${utc} + ${offset})`;
}

function weekOf(local: string, weekStart: number): string {
  const ahead = (8 - weekStart) % 7;
  return ahead === 0
    ? `date_trunc('week', ${local})::date`
    : `(date_trunc('week', ${local} + interval '${ahead} days')::date - ${ahead})`;
}
