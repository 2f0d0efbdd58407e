import { addTo, daysOf, type IsoDate, monthNames, type TimeGrain } from '@lumiere/values';
import type { Token } from '../text/tokens.ts';
import { ordinalWords } from '../words/function-words.ts';
import { monthNumbers } from '../words/time-words.ts';

/** What the grammar of time needs to know. */
export interface TimeContext {
  readonly tokens: readonly Token[];
  /** The tokens' words after the mending of typos. */
  readonly words: readonly string[];
  readonly today: IsoDate;
  readonly weekStart: number;
}

/** A stretch of days, `until` excluded, of one calendar unit where it is one. */
export interface Stretch {
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly grain: TimeGrain;
  readonly next: number;
  /** A month or day whose year was not said. */
  readonly yearless: boolean;
}

/** An absolute stretch that starts at token `at`, or null; `year` stands in where none is said. */
export function stretch(c: TimeContext, at: number, year: number | null): Stretch | null {
  return (
    isoDate(c, at) ?? dayOfMonth(c, at, year) ?? month(c, at, year) ?? quarterOrHalf(c, at, year) ?? wholeYear(c, at)
  );
}

function isoDate(c: TimeContext, at: number): Stretch | null {
  const token = c.tokens[at];
  if (token?.kind !== 'date') return null;
  const whole = token.word.length === 10;
  const from = whole ? token.word : `${token.word}-01`;
  if (Number.isNaN(daysOf(from))) return null;
  return unit(from, whole ? 'day' : 'month', at + 1, false);
}

/** "3 May 2024", "May 3rd, 2024", "the 3rd of May". */
function dayOfMonth(c: TimeContext, at: number, year: number | null): Stretch | null {
  let i = at;
  if (c.words[i] === 'the') i++;
  let day = dayAt(c, i);
  let monthNumber: number | undefined;
  if (day !== null) {
    i++;
    if (c.words[i] === 'of') i++;
    monthNumber = monthNumbers.get(c.words[i] ?? '');
    i++;
  } else {
    monthNumber = monthNumbers.get(c.words[i] ?? '');
    day = dayAt(c, i + 1);
    i += 2;
  }
  if (monthNumber === undefined || day === null) return null;
  const said = yearAfter(c, i);
  const from = dated(c, said?.year ?? year, monthNumber, day);
  return from === null ? null : unit(from, 'day', said?.next ?? i, said === null && year === null);
}

function month(c: TimeContext, at: number, year: number | null): Stretch | null {
  const number = monthNumbers.get(c.words[at] ?? '');
  if (number === undefined) return null;
  // "may" is a verb unless written as a month or placed like one
  if (
    c.words[at] === 'may' &&
    c.tokens[at]?.capital !== true &&
    yearAfter(c, at + 1) === null &&
    ![
      'in',
      'for',
      'since',
      'during',
      'of',
      'last',
      'and',
      'to',
      'until',
      'from',
      'by',
      'this',
      'compare',
      'with',
      'vs',
      'until',
      'before',
      'after',
    ].includes(c.words[at - 1] ?? '')
  )
    return null;
  const said = yearAfter(c, at + 1);
  const from = dated(c, said?.year ?? year, number, 1);
  return from === null ? null : unit(from, 'month', said?.next ?? at + 1, said === null && year === null);
}

function quarterOrHalf(c: TimeContext, at: number, year: number | null): Stretch | null {
  const word = c.words[at] ?? '';
  let number = 0;
  let grain: 'quarter' | 'half' = 'quarter';
  let i = at + 1;
  const short = /^([qh])([1-4])$/u.exec(word);
  if (short) {
    number = Number(short[2]);
    grain = short[1] === 'h' ? 'half' : 'quarter';
  } else {
    const start = word === 'the' ? at + 1 : at;
    const first = c.words[start] ?? '';
    const second = c.words[start + 1] ?? '';
    number = ordinalWords.get(first) ?? 0;
    if (second === 'quarter' || second === 'half') grain = second;
    else if (first === 'quarter' && c.tokens[start + 1]?.kind === 'number') number = c.tokens[start + 1]?.value ?? 0;
    else return null;
    if (first === 'last') number = grain === 'half' ? 2 : 4;
    i = start + 2;
    if (first === 'last' && yearAfter(c, i) === null) return null;
  }
  if (number < 1 || number > (grain === 'half' ? 2 : 4)) return null;
  // "2025 Q1"
  const said = yearAfter(c, i) ?? null;
  const before = said === null && at > 0 ? null : said;
  const monthNumber = grain === 'half' ? (number - 1) * 6 + 1 : (number - 1) * 3 + 1;
  const from = dated(c, before?.year ?? year, monthNumber, 1);
  if (from === null) return null;
  const next = before?.next ?? i;
  const yearless = before === null && year === null;
  return grain === 'quarter'
    ? unit(from, 'quarter', next, yearless)
    : { from, until: addTo(from, 'month', 6), grain: 'quarter', next, yearless };
}

function wholeYear(c: TimeContext, at: number): Stretch | null {
  const i = c.words[at] === 'year' || c.words[at] === 'calendar' ? at + 1 : at;
  const year = yearAt(c, i);
  if (year === null) return null;
  const short = /^q([1-4])$/u.exec(c.words[i + 1] ?? '');
  if (short && yearAfter(c, i + 2) === null)
    return unit(`${year}-${String((Number(short[1]) - 1) * 3 + 1).padStart(2, '0')}-01`, 'quarter', i + 2, false);
  return unit(`${year}-01-01`, 'year', i + 1, false);
}

function unit(from: IsoDate, grain: TimeGrain, next: number, yearless: boolean): Stretch {
  return { from, until: addTo(from, grain, 1), grain, next, yearless };
}

/** The date, of the latest year in which it has begun where no year is given. Null for 30 February. */
function dated(c: TimeContext, year: number | null, monthNumber: number, day: number): IsoDate | null {
  const write = (y: number): IsoDate => `${y}-${String(monthNumber).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  if (year !== null) return Number.isNaN(daysOf(write(year))) ? null : write(year);
  const now = Number(c.today.slice(0, 4));
  for (const candidate of [now, now - 1, now - 2, now - 3, now - 4])
    if (!Number.isNaN(daysOf(write(candidate))) && write(candidate) <= c.today) return write(candidate);
  return null;
}

function dayAt(c: TimeContext, at: number): number | null {
  const token = c.tokens[at];
  if (!token) return null;
  const ordinal = /^(\d{1,2})(st|nd|rd|th)$/u.exec(token.word);
  const day = ordinal ? Number(ordinal[1]) : token.kind === 'number' && token.unit === null ? token.value : null;
  return day !== null && Number.isInteger(day) && day >= 1 && day <= 31 ? day : null;
}

/** The year written at a token, or null. */
export function yearAt(c: TimeContext, at: number): number | null {
  const token = c.tokens[at];
  if (token?.kind !== 'number' || token.unit !== null || !/^(1[89]|20)\d\d$/u.test(token.text)) return null;
  return token.value;
}

/** A year right here, or after "of", "in" or a comma; "last year" and "this year" too. */
function yearAfter(c: TimeContext, at: number): { readonly year: number; readonly next: number } | null {
  const i = ['of', 'in', ','].includes(c.words[at] ?? '') ? at + 1 : at;
  const year = yearAt(c, i);
  if (year !== null) return { year, next: i + 1 };
  if (c.words[i + 1] !== 'year') return null;
  const now = Number(c.today.slice(0, 4));
  if (c.words[i] === 'last' || c.words[i] === 'previous') return { year: now - 1, next: i + 2 };
  if (c.words[i] === 'this') return { year: now, next: i + 2 };
  return null;
}

/** A stretch as people write it: `2024`, `Q1 2025`, `3 May 2024`. */
export function nameOf(stretchOf: {
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly grain: TimeGrain;
}): string {
  const [year = '', monthNumber = '', day = ''] = stretchOf.from.split('-');
  const name = monthNames[Number(monthNumber) - 1] ?? '';
  switch (stretchOf.grain) {
    case 'year':
      return year;
    case 'quarter': {
      const long = addTo(stretchOf.from, 'quarter', 1) < stretchOf.until;
      return long ? `H${Number(monthNumber) < 7 ? 1 : 2} ${year}` : `Q${Math.ceil(Number(monthNumber) / 3)} ${year}`;
    }
    case 'month':
      return `${name} ${year}`;
    default:
      return `${Number(day)} ${name} ${year}`;
  }
}
