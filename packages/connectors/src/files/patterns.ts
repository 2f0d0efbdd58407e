import type { DateOrder, NumberStyle } from '@lumiere/contract';

/**
 * How cells are written, as regular expressions that RE2 (the engine's) and JavaScript read alike. A guess is made and a file is read by the
 * same ones, always against the whole cell, so that nothing is taken that was not expected: the engine's own casts round, cut and skip.
 */

const space = '[ \\x{a0}\\x{202f}]';
const blank = '[ \\t]*';

/** A JavaScript expression of one of these, for the whole cell. */
export const wholeCell = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern.replace(/\\x\{([0-9a-f]+)\}/g, (_, code: string) => `\\u{${code}}`)})$`, 'u');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const separators: Record<NumberStyle['grouping'], string> = {
  '': '',
  ',': ',',
  '.': '\\.',
  ' ': space,
  "'": "['\\x{2019}]",
};

/** Digits with groups, signs and symbols as `style` says. `whole` and `fraction` bound the digits; `exponent` allows 1e5. */
export function numberPattern(
  style: NumberStyle,
  digits: { readonly whole: number; readonly fraction: number; readonly exponent: boolean },
): string {
  const group = separators[style.grouping];
  const plain = `[0-9]{1,${digits.whole}}`;
  const whole = group === '' ? plain : `(?:[0-9]{1,3}(?:${group}[0-9]{3}){1,12}|${plain})`;
  const point = style.decimal === '.' ? '\\.' : ',';
  const fraction = digits.fraction === 0 ? '' : `(?:${point}[0-9]{0,${digits.fraction}})?`;
  const bare = digits.fraction === 0 ? '' : `|${point}[0-9]{1,${digits.fraction}}`;
  const exponent = digits.exponent ? '(?:[eE][+-]?[0-9]{1,3})?' : '';
  const number = `(?:${whole}${fraction}${bare})${exponent}`;
  const symbol = style.symbols.length === 0 ? '' : `(?:${style.symbols.map(escaped).join('|')})?`;
  const gap = symbol === '' && !style.percent ? '' : `${space}?`;
  const percent = style.percent ? `${gap}%` : '';
  const signed = `[+-]?${symbol}${gap}[+-]?${number}${gap}${symbol}${percent}`;
  const negative = style.parentheses ? `|\\(${symbol}${gap}${number}${gap}${symbol}\\)${percent}` : '';
  return symbol === '' && gap === '' && negative === ''
    ? `${blank}[+-]?${number}${blank}`
    : `${blank}(?:${signed}${negative})${blank}`;
}

const day = '[0-9]{1,2}';
const year = '[0-9]{4}';
const shortYear = '(?:[0-9]{4}|[0-9]{2})';
const month = '(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ay|[Jj]un|[Jj]ul|[Aa]ug|[Ss]ep|[Oo]ct|[Nn]ov|[Dd]ec)[a-z]{0,6}';

/** Dates of an order, with `/`, `.`, `-` or the month's English name. */
export const datePattern: Record<DateOrder, string> = {
  ymd: `${year}(?:-${day}-|/${day}/|\\.${day}\\.)${day}`,
  dmy: `${day}(?:/${day}/|\\.${day}\\.|-${day}-)${shortYear}|${day}[ -]${month}[ -]${shortYear}`,
  mdy: `${day}(?:/${day}/|\\.${day}\\.|-${day}-)${shortYear}|${month} ${day},? ${shortYear}`,
};

const clock = '[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?';
const half = `(?: ?[AaPp][Mm])?`;

export const timePattern = `${blank}${clock}${half}${blank}`;

/** How many hours a clock shows: up to 24, or twelve twice with AM and PM behind them. */
export const clocks = [24, 12] as const;
type Clock = (typeof clocks)[number];

/** A time of day of twelve hours; browsers put a narrow space that does not break before AM and PM. */
const halfDay = `${clock}${space}?[AaPp][Mm]`;

/** Moments of an order without a zone, or a date alone; with the year first of one clock, so that a column does not mix them unseen. */
export function timestampPattern(order: DateOrder, hours: Clock = 24): string {
  if (order === 'ymd') return `(?:${datePattern.ymd})(?:${hours === 24 ? `[ T]${clock}` : ` ${halfDay}`})?`;
  return `(?:${datePattern[order]})(?:,? (?:${clock}|${halfDay}))?`;
}

/**
 * An offset from UTC, up to 15:59 as the engine has it: further ones are no offsets. Names of zones such as CET or PST are none, because some
 * of them name several.
 */
const offset = '[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?';
const namedOffset = '(?:UTC|GMT)(?:[+-](?:(?:0?[0-9]|1[0-5])(?::[0-5][0-9])?|(?:0[0-9]|1[0-5])[0-5][0-9]))?';

/** Moments of an order that state their offset from UTC: `Z`, `+01:00`, `UTC`, `GMT-4:30`. */
export function instantPattern(order: DateOrder, hours: Clock): string {
  const between = order === 'ymd' ? (hours === 24 ? '[ T]' : ' ') : ',? ';
  const time =
    hours === 24 ? `${clock}(?: ?(?:Z|${offset})| ${namedOffset})` : `${halfDay} (?:Z|${offset}|${namedOffset})`;
  return `(?:${datePattern[order]})${between}${time}`;
}

/** Where in a moment its zone begins, and the offset in it. */
export const zonePattern = ' ?(?:Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)$';
export const offsetPattern = '[+-][0-9]{1,2}(?::?[0-9]{2})?$';

/** The formats of the engine's strptime for dates of an order; two digits of a year first, since four do not fit there. */
export function dateFormats(order: DateOrder): readonly string[] {
  switch (order) {
    case 'ymd':
      return ['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d'];
    case 'dmy':
      return [
        ...numeric('%d', '%m'),
        ...['%d %b %y', '%d %b %Y', '%d %B %y', '%d %B %Y'].flatMap((of) => [of, of.replaceAll(' ', '-')]),
      ];
    case 'mdy':
      return [
        ...numeric('%m', '%d'),
        '%b %d, %y',
        '%b %d, %Y',
        '%B %d, %y',
        '%B %d, %Y',
        '%b %d %y',
        '%b %d %Y',
        '%B %d %y',
        '%B %d %Y',
      ];
  }
}

const numeric = (first: string, second: string): readonly string[] =>
  ['/', '.', '-'].flatMap((mark) => ['%y', '%Y'].map((years) => [first, second, years].join(mark)));

const halfDays = ['%I:%M %p', '%I:%M:%S %p', '%I:%M%p', '%I:%M:%S%p'];
const fractions = ['%I:%M:%S.%f %p', '%I:%M:%S.%f%p'];

/** The formats of times of day with AM and PM. */
export const halfDayFormats = [...halfDays, ...fractions];

/** The formats of moments: a date, alone or with a clock after it. The engine tries them in turn, so what is rare stands last. */
export const timestampFormats = (order: DateOrder): readonly string[] => [
  ...dateFormats(order).flatMap((date) => [
    `${date} %H:%M:%S`,
    `${date} %H:%M`,
    date,
    `${date} %H:%M:%S.%f`,
    ...halfDays.map((time) => `${date} ${time}`),
    `${date}, %H:%M:%S`,
    `${date}, %H:%M`,
    `${date}, %I:%M:%S %p`,
    `${date}, %I:%M %p`,
  ]),
  ...dateFormats(order).flatMap((date) => [
    ...fractions.map((time) => `${date} ${time}`),
    ...['%H:%M:%S.%f', '%I:%M%p', '%I:%M:%S%p', ...fractions].map((time) => `${date}, ${time}`),
  ]),
];
