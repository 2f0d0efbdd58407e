import type { DateOrder, NumberStyle, Reading } from '@lumiere/contract';
import {
  clocks,
  dateFormats,
  datePattern,
  halfDayFormats,
  instantPattern,
  numberPattern,
  offsetPattern,
  timePattern,
  timestampFormats,
  timestampPattern,
  zonePattern,
} from './patterns.ts';

/** A text as a literal of the engine. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as an identifier of the engine. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const list = (texts: readonly string[]): string => texts.map(literal).join(', ');

/** The engine's type that a reading gives. */
export function nativeType(reading: Reading): string {
  switch (reading.type) {
    case 'text':
      return 'varchar';
    case 'integer':
      return 'bigint';
    case 'decimal':
      return `decimal(${reading.precision}, ${reading.scale})`;
    case 'instant':
      return 'timestamptz';
    case 'native':
      return reading.native;
    case 'double':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'json':
      return reading.type;
  }
}

/** How a cell (text, an expression of the engine) becomes a value. */
export interface CellSql {
  /** The value; null where there is none. In a strict reading a cell that does not fit stops the statement. */
  readonly value: string;
  /** True where the cell is not empty and does not fit. Null for readings that take everything. */
  readonly misfit: string | null;
}

/**
 * The engine's own cast of cells that are written exactly as the engine would write the value, which most are: looking whether a value
 * prints as its cell costs half of what an expression for the form and a cast behind it do. Null where a reading has no such form.
 */
export function quickCast(cell: string, reading: Reading): string | null {
  const type = nativeType(reading);
  const cast = `try_cast(${cell} as ${type})`;
  switch (reading.type) {
    case 'integer':
      return reading.style.percent ? null : cast;
    case 'decimal': {
      const { percent, decimal, grouping } = reading.style;
      return percent || decimal !== '.' || grouping === '.' ? null : cast;
    }
    case 'date':
    case 'timestamp':
      return reading.order === 'ymd' ? cast : null;
    case 'text':
    case 'double':
    case 'boolean':
    case 'instant':
    case 'time':
    case 'json':
    case 'native':
      return null;
  }
}

/** True where `quick`, what `quickCast` made of the cell, is what the cell means. */
function isQuick(cell: string, reading: Reading, quick: string): string {
  const same = `${quick}::varchar = ${cell}`;
  // years of five digits, years before Christ and infinity print as they are read, and are no dates here
  if (reading.type === 'date') return `length(${cell}) = 10 and ${same}`;
  if (reading.type === 'timestamp') return `length(${cell}) = 19 and ${same}`;
  return same;
}

/**
 * The expressions that read `cell`; `strict` fails at the first cell that does not fit, which is quicker than looking twice. `quick` is the
 * column that holds what `quickCast` makes of it.
 */
export function cellSql(
  cell: string,
  reading: Reading,
  nulls: readonly string[],
  strict: boolean,
  quick: string | null = null,
): CellSql {
  if (reading.type === 'native') return { value: cell, misfit: null };
  if (reading.type === 'text') {
    return {
      value: nulls.length === 0 ? cell : `case when ${cell} in (${list(nulls)}) then null else ${cell} end`,
      misfit: null,
    };
  }
  const { fits, cast } = parse(cell, reading);
  const missing = [
    `${cell} is null`,
    `trim(${cell}) = ''`,
    ...(nulls.length === 0 ? [] : [`trim(${cell}) in (${list(nulls)})`]),
  ].join(' or ');
  const type = nativeType(reading);
  // what stands for no value may look like one: -999
  const likely = reading.type === 'boolean' ? nulls : nulls.filter((spelling) => /\d/.test(spelling));
  const none = likely.length === 0 ? '' : `when trim(${cell}) in (${list(likely)}) then null `;
  const first = none + (quick === null ? '' : `when ${isQuick(cell, reading, quick)} then ${quick} `);
  if (strict) {
    const value = `case ${first}when ${fits} then ${cast(false)} when ${missing} then null else error('misfit')::${type} end`;
    return { value, misfit: null };
  }
  const value = `case ${first}when ${fits} then ${cast(true)} end`;
  return { value, misfit: `(${value} is null and not (${missing}))` };
}

interface Parse {
  readonly fits: string;
  /** `lenient` gives null instead of an error. */
  readonly cast: (lenient: boolean) => string;
}

function parse(cell: string, reading: Exclude<Reading, { type: 'native' | 'text' }>): Parse {
  const matches = (pattern: string): string => `regexp_full_match(${cell}, ${literal(pattern)})`;
  const to = (of: string, type: string) => (lenient: boolean) => `${lenient ? 'try_cast' : 'cast'}(${of} as ${type})`;
  switch (reading.type) {
    case 'integer':
      return {
        fits: matches(numberPattern(reading.style, { whole: 19, fraction: 0, exponent: false })),
        cast: to(digits(cell, reading.style), 'bigint'),
      };
    case 'decimal': {
      const shift = reading.style.percent ? 2 : 0;
      const fraction = Math.max(0, reading.scale - shift);
      const whole = Math.max(1, reading.precision - reading.scale + shift);
      const of = digits(cell, reading.style);
      const type = `decimal(${reading.precision}, ${reading.scale})`;
      const plain = to(of, reading.style.percent ? `decimal(${Math.min(35, reading.precision)}, ${fraction})` : type);
      return {
        fits: matches(numberPattern(reading.style, { whole, fraction, exponent: false })),
        cast: (lenient) => (reading.style.percent ? to(`${plain(lenient)} * 0.01`, type)(lenient) : plain(lenient)),
      };
    }
    case 'double': {
      const plain = to(digits(cell, reading.style), 'double');
      return {
        fits: matches(numberPattern(reading.style, { whole: 320, fraction: 340, exponent: true })),
        // beyond the range of a double the cast gives an infinity, which nobody wrote
        cast: (lenient) => {
          const value = reading.style.percent ? `${plain(lenient)} / 100` : plain(lenient);
          return lenient ? `case when isfinite(${value}) then ${value} end` : value;
        },
      };
    }
    case 'boolean': {
      const word = `lower(trim(${cell}))`;
      return {
        fits: `${word} in (${list([...reading.true, ...reading.false].map((each) => each.toLowerCase()))})`,
        cast: () => `${word} in (${list(reading.true.map((each) => each.toLowerCase()))})`,
      };
    }
    case 'date': {
      const of = `trim(${cell})`;
      if (reading.order === 'ymd')
        return { fits: `regexp_full_match(${of}, ${literal(datePattern.ymd)})`, cast: ymd(of, 'date') };
      return {
        fits: `regexp_full_match(${of}, ${literal(datePattern[reading.order])})`,
        cast: parsed(of, dateFormats(reading.order), 'date'),
      };
    }
    case 'timestamp': {
      const of = `trim(${cell})`;
      const patterns =
        reading.order === 'ymd'
          ? clocks.map((hours) => timestampPattern('ymd', hours))
          : [timestampPattern(reading.order)];
      return { fits: `regexp_full_match(${of}, ${literal(patterns.join('|'))})`, cast: moment(of, reading.order) };
    }
    case 'instant': {
      const of = `trim(${cell})`;
      const patterns = clocks.map((hours) => instantPattern(reading.order, hours));
      return { fits: `regexp_full_match(${of}, ${literal(patterns.join('|'))})`, cast: instant(of, reading.order) };
    }
    case 'time': {
      const of = `trim(${cell})`;
      return {
        fits: matches(timePattern),
        cast: (lenient) =>
          `case when ${isHalfDay(of)} then ${parsed(of, halfDayFormats, 'time')(lenient)} else ${to(of, 'time')(lenient)} end`,
      };
    }
    case 'json':
      return { fits: `json_valid(${cell})`, cast: to(cell, 'json') };
  }
}

const parsed =
  (of: string, formats: readonly string[], type: string) =>
  (lenient: boolean): string =>
    `${lenient ? 'try_strptime' : 'strptime'}(${of}, [${list(formats)}])::${type}`;

/** Dates with the year first are what the engine reads quickest, once their marks are its own. */
const ymd =
  (of: string, type: string) =>
  (lenient: boolean): string =>
    `${lenient ? 'try_cast' : 'cast'}(case when ${of}[5] = '.' then replace(${of}[:10], '.', '-') || ${of}[11:] else ${of} end as ${type})`;

const isHalfDay = (of: string): string => `regexp_matches(${of}, '[AaPp][Mm]')`;

/** A moment without a zone. */
function moment(of: string, order: DateOrder): Parse['cast'] {
  const plain = `replace(replace(${of}, '\u00a0', ' '), '\u202f', ' ')`;
  if (order !== 'ymd') return parsed(plain, timestampFormats(order), 'timestamp');
  const formats = dateFormats('ymd').flatMap((date) => halfDayFormats.map((time) => `${date} ${time}`));
  // most columns have no AM and PM, and looking at the last letter costs them next to nothing
  const ends = `suffix(${of}, 'M') or suffix(${of}, 'm')`;
  return (lenient) =>
    `case when ${ends} then ${parsed(plain, formats, 'timestamp')(lenient)} else ${ymd(of, 'timestamp')(lenient)} end`;
}

/** A moment with its offset: what stands before the zone is read by itself, and the offset written as the engine reads it. */
function instant(of: string, order: DateOrder): Parse['cast'] {
  const wall = `regexp_replace(${of}, ${literal(zonePattern)}, '')`;
  const zone = `regexp_extract(${of}, ${literal(offsetPattern)})`;
  // hours of one digit get their zero; what states no offset is at UTC
  const offset = `case when ${zone} = '' then '+00' else regexp_replace(${zone}, '^([+-])([0-9])(:|$)', '\\10\\2\\3') end`;
  return (lenient) => {
    const cast = lenient ? 'try_cast' : 'cast';
    const long = `${cast}(${moment(wall, order)(lenient)}::varchar || ${offset} as timestamptz)`;
    if (order !== 'ymd') return long;
    // the commonest form, two digits each and the zone right behind the seconds, is the engine's own
    const own = `${of} like '____-__-_____:__:%' and ${of} not like '___________% %'`;
    return `case when ${own} then ${cast}(${of} as timestamptz) else ${long} end`;
  };
}

/** The text of a number as the engine's casts want it. */
function digits(cell: string, style: NumberStyle): string {
  const plain = style.symbols.length === 0 && !style.percent && !style.parentheses;
  let text = cell;
  for (const symbol of plain ? [] : [...style.symbols, ...(style.percent ? ['%'] : [])]) {
    text = `replace(${text}, ${literal(symbol)}, '')`;
  }
  if (style.parentheses) text = `replace(replace(${text}, '(', '-'), ')', '')`;
  if (style.grouping === ' ' || !plain) {
    text = `replace(replace(replace(${text}, ' ', ''), '\u00a0', ''), '\u202f', '')`;
  }
  if (style.grouping === "'") text = `replace(replace(${text}, '''', ''), '\u2019', '')`;
  if (style.grouping === ',' || style.grouping === '.') text = `replace(${text}, ${literal(style.grouping)}, '')`;
  if (style.decimal === ',') text = `replace(${text}, ',', '.')`;
  return text;
}
