import type { DateOrder, Reading } from '@lumiere/contract';
import { numberStyle } from './number-style.ts';
import { spellsNull, surelyNull } from './null-spellings.ts';
import { clocks, datePattern, instantPattern, timePattern, timestampPattern, wholeCell } from './patterns.ts';

/** What is known beside the cells: of the file, of its owner, of other columns. */
export interface InferHints {
  readonly decimalComma: boolean;
  /** Decided by the owner or by another column; null where nothing is. */
  readonly dateOrder: DateOrder | null;
}

/** How a column's cells are read, why, and what is not certain. */
export interface Inferred {
  readonly reading: Reading;
  readonly nulls: readonly string[];
  readonly evidence: string;
  readonly doubt: string | null;
  /** True where the values themselves decided between day and month. */
  readonly orderDecided: boolean;
}

/** Of a hundred values one may be wrong; of fewer none. */
const tolerance = 0.01;

/**
 * The narrowest reading of a column that its cells allow. A few cells that do not fit are tolerated among many: they will be set aside with
 * a reason; where there are more, the column is text.
 */
export function inferType(cells: readonly (string | null)[], hints: InferHints): Inferred {
  const filled = cells.flatMap((cell) => (cell === null || cell.trim() === '' ? [] : [cell.trim()]));
  const spelled = [...new Set(filled.filter(spellsNull))].sort().slice(0, 20);
  const values = filled.filter((cell) => !spellsNull(cell));
  const said = (evidence: string): string =>
    spelled.length === 0 ? evidence : `${evidence}; ${spelled.map((each) => `"${each}"`).join(', ')} mean no value`;
  const text = (evidence: string, doubt: string | null = null): Inferred => {
    const nulls = spelled.filter(surelyNull);
    return { reading: { type: 'text' }, nulls, evidence, doubt, orderDecided: false };
  };
  if (values.length === 0) return text('no values to tell by');

  const found = boolean(values) ?? json(values) ?? temporal(values, hints) ?? number(values, hints);
  if (found === null) return text('texts');
  if (typeof found === 'string') return text(found);
  return {
    reading: found.reading,
    nulls: spelled,
    evidence: said(found.evidence),
    doubt: found.doubt ?? null,
    orderDecided: found.orderDecided ?? false,
  };
}

interface Found {
  readonly reading: Reading;
  readonly evidence: string;
  readonly doubt?: string | null;
  readonly orderDecided?: boolean;
}

function fits(values: readonly string[], test: (value: string) => boolean): readonly string[] | null {
  const good: string[] = [];
  let bad = 0;
  for (const value of values) {
    if (test(value)) good.push(value);
    else if ((bad += 1) > values.length * tolerance) return null;
  }
  return good.length > 0 ? good : null;
}

const spellings: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['oui', 'non'],
  ['sí', 'no'],
  ['si', 'no'],
  ['wahr', 'falsch'],
  ['vrai', 'faux'],
  ['да', 'нет'],
];

function boolean(values: readonly string[]): Found | null {
  const seen = new Map<string, number>();
  for (const value of values) {
    const word = value.toLowerCase();
    seen.set(word, (seen.get(word) ?? 0) + 1);
    if (seen.size > 50) return null;
  }
  for (const [yes, no] of spellings) {
    const count = (seen.get(yes) ?? 0) + (seen.get(no) ?? 0);
    // a column of one letter alone says nothing
    const both = seen.has(yes) && seen.has(no);
    if (count < values.length * (1 - tolerance) || (!both && yes.length < 3)) continue;
    return { reading: { type: 'boolean', true: [yes], false: [no] }, evidence: `only ${yes} and ${no}` };
  }
  return null;
}

function json(values: readonly string[]): Found | null {
  if (!values.every((value) => /^[[{]/.test(value))) return null;
  const valid = values.every((value) => {
    try {
      JSON.parse(value);
      return true;
    } catch {
      return false;
    }
  });
  return valid ? { reading: { type: 'json' }, evidence: 'objects or lists of JSON' } : null;
}

const time = wholeCell(timePattern);
const orders = ['ymd', 'dmy', 'mdy'] as const;
const dates = orders.map((order) => ({ order, whole: wholeCell(datePattern[order]) }));
const moments = orders.flatMap((order) =>
  (order === 'ymd' ? clocks : ([24] as const)).map((hours) => ({
    order,
    whole: wholeCell(timestampPattern(order, hours)),
  })),
);
const instants = orders.flatMap((order) =>
  clocks.map((hours) => ({ order, whole: wholeCell(instantPattern(order, hours)) })),
);

function temporal(values: readonly string[], hints: InferHints): Found | null {
  const instant = ordered(values, instants, hints, 'instant');
  if (instant !== null) return instant;
  if (fits(values, (value) => time.test(value) && Number(value.split(':')[0]) < 24) !== null) {
    return { reading: { type: 'time' }, evidence: 'times of day' };
  }
  const date = ordered(values, dates, hints, 'date');
  return date ?? ordered(values, moments, hints, 'timestamp');
}

function ordered(
  values: readonly string[],
  patterns: readonly { readonly order: DateOrder; readonly whole: RegExp }[],
  hints: InferHints,
  type: 'date' | 'timestamp' | 'instant',
): Found | null {
  const what = { date: 'dates with', timestamp: 'moments with', instant: 'moments that state their offset from UTC,' }[
    type
  ];
  const possible = patterns.flatMap(({ order, whole }) => {
    const good = fits(values, (value) => whole.test(value) && isDate(value, order));
    return good === null ? [] : [{ order, good: good.length }];
  });
  const [first] = possible;
  if (first === undefined) return null;
  if (first.order === 'ymd')
    return { reading: { type, order: 'ymd' }, evidence: `${what} the year first`, orderDecided: false };
  // days beyond the twelfth decide, even where a few cells are wrong
  const best = possible.filter(({ good }) => good === Math.max(...possible.map((each) => each.good)));
  const words = { dmy: 'the day before the month', mdy: 'the month before the day', ymd: 'the year first' } as const;
  const [only] = best;
  if (best.length === 1 && only !== undefined) {
    const witness = values.find(
      (value) =>
        !patterns.some(({ order, whole }) => order !== only.order && whole.test(value) && isDate(value, order)),
    );
    return {
      reading: { type, order: only.order },
      evidence: `${what} ${words[only.order]}${witness === undefined ? '' : `, as "${witness}" shows`}`,
      orderDecided: true,
    };
  }
  const european = values.some((value) => /^\d+[.-]/.test(value)) || hints.decimalComma;
  const order = hints.dateOrder !== null && hints.dateOrder !== 'ymd' ? hints.dateOrder : european ? 'dmy' : 'mdy';
  const doubt = hints.dateOrder === null ? `no value has a day beyond 12, so ${words[order]} is a guess` : null;
  return { reading: { type, order }, evidence: `${what} ${words[order]}`, doubt, orderDecided: false };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function isDate(value: string, order: DateOrder): boolean {
  const parts = value.split(/[/.\-, T]+/);
  const at = { ymd: [0, 1, 2], dmy: [2, 1, 0], mdy: [2, 0, 1] }[order];
  const [y, m, d] = at.map((i) => {
    const part = parts[i] ?? '';
    return /^[a-z]/i.test(part) ? months.indexOf(part.slice(0, 3).toLowerCase()) + 1 : Number(part);
  });
  if (y === undefined || m === undefined || d === undefined || m < 1 || m > 12 || d < 1) return false;
  return d <= new Date(Date.UTC(y < 100 ? 2000 + y : y, m, 0)).getUTCDate();
}

function number(all: readonly string[], hints: InferHints): Found | string | null {
  const alone = (value: string): boolean => numberStyle([value], hints.decimalComma) !== null;
  const whole = numberStyle(all, hints.decimalComma);
  // where a few cells among many are no numbers, how the others are written
  const values = whole === null ? fits(all, alone) : all;
  const style = whole ?? (values === null ? null : numberStyle(values, hints.decimalComma));
  if (style === null || values === null) return null;
  const { style: written, doubt } = style;
  const bare = written.symbols.length === 0 && !written.percent && written.grouping === '';
  if (bare && values.some((value) => /^[+-]?0\d/.test(value))) return 'codes with leading zeros';
  if (bare && values.some((value) => /^\+\d{8,}$/.test(value))) return 'numbers that look like telephone numbers';
  const notes = [
    ...(written.symbols.length > 0 ? [`amounts in ${written.symbols.join(', ')}`] : []),
    ...(written.percent ? ['per cent'] : []),
    ...(written.decimal === ',' && style.scale > 0 ? ['decimal comma'] : []),
    ...(written.grouping === ''
      ? []
      : [`thousands set apart by ${written.grouping === ' ' ? 'a space' : written.grouping}`]),
    ...(written.parentheses ? ['negative numbers in parentheses'] : []),
  ];
  const evidence = (kind: string): string => [kind, ...notes].join(', ');
  const scale = style.scale + (written.percent ? 2 : 0);
  const longest = Math.max(...values.map((value) => wholeDigits(value, written.decimal)));
  if (!style.exponent && scale === 0 && longest <= 18) {
    return { reading: { type: 'integer', style: written }, evidence: evidence('whole numbers'), doubt };
  }
  if (!style.exponent && scale === 0 && longest <= 38) {
    return {
      reading: { type: 'decimal', style: written, precision: 38, scale: 0 },
      evidence: evidence('whole numbers of many digits'),
      doubt,
    };
  }
  if (!style.exponent && scale === 0) return 'digits too many for a number';
  if (!style.exponent && scale <= 6 && longest + scale <= 38) {
    const precision = longest + scale <= 18 ? 18 : 38;
    const digits = `numbers with up to ${style.scale} decimals`;
    return { reading: { type: 'decimal', style: written, precision, scale }, evidence: evidence(digits), doubt };
  }
  return { reading: { type: 'double', style: written }, evidence: evidence('numbers with many decimals'), doubt };
}

const wholeDigits = (value: string, decimal: string): number =>
  (value.split(decimal)[0] ?? '').replace(/\D/g, '').length;
