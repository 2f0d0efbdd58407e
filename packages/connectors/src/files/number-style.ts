import type { NumberStyle } from '@lumiere/contract';
import { numberPattern, wholeCell } from './patterns.ts';

const currencies =
  '\\$|€|£|¥|₹|₽|₩|₺|₫|₪|฿|US\\$|A\\$|C\\$|R\\$|USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|INR|BRL|MXN|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|ZAR|SGD|HKD|KRW|Fr\\.|kr\\.?|zł|Kč|Ft';
const before = new RegExp(`^(${currencies})(?![A-Za-z])`);
const after = new RegExp(`(?<![A-Za-z])(${currencies})$`);

/** What the numbers of a column tell of how they are written. */
export interface StyleFound {
  readonly style: NumberStyle;
  /** Digits after the decimal mark at most. */
  readonly scale: number;
  readonly exponent: boolean;
  /** Said where `1,234` or `1.234` could have been read the other way. */
  readonly doubt: string | null;
}

/** How numbers are written, by evidence of all of them; null where they are no numbers or contradict each other. */
export function numberStyle(cells: readonly string[], decimalComma: boolean): StyleFound | null {
  const symbols = new Set<string>();
  let percents = 0;
  let parentheses = false;
  let exponent = false;
  const votes = { '.': 0, ',': 0 };
  const groups = { '.': 0, ',': 0, ' ': 0, "'": 0 };
  const either = { '.': 0, ',': 0 };
  const cores: string[] = [];
  for (const cell of cells) {
    let core = cell;
    if (core.endsWith('%')) {
      percents += 1;
      core = core.slice(0, -1).trimEnd();
    }
    const wrapped = /^\((.*)\)$/.exec(core);
    if (wrapped?.[1] !== undefined) {
      parentheses = true;
      core = wrapped[1];
    }
    core = core.replace(/^[+-]/, '').trim();
    const symbol = before.exec(core)?.[1] ?? after.exec(core)?.[1];
    if (symbol !== undefined) {
      symbols.add(symbol);
      core = (core.startsWith(symbol) ? core.slice(symbol.length) : core.slice(0, -symbol.length))
        .trim()
        .replace(/^[+-]/, '');
    }
    const power = /[eE][+-]?\d{1,3}$/.exec(core);
    if (power !== null) {
      exponent = true;
      core = core.slice(0, power.index);
    }
    if (!/^[\d.,'’ \u00a0\u202f]*\d[\d.,'’ \u00a0\u202f]*$/.test(core)) return null;
    cores.push(core);
    if (/[ \u00a0\u202f]/.test(core)) groups[' '] += 1;
    if (/['’]/.test(core)) groups["'"] += 1;
    vote(core, votes, groups, either);
  }
  if (symbols.size > 1 || (percents > 0 && percents < cells.length)) return null;
  const read = marks(votes, groups, either, decimalComma);
  if (read === null) return null;
  const scale = Math.max(0, ...cores.map((core) => core.length - 1 - indexOrEnd(core, read.decimal)));
  const style: NumberStyle = { ...read, symbols: [...symbols], percent: percents > 0, parentheses };
  // groups of other than three digits are no groups
  const whole = wholeCell(numberPattern(style, { whole: 400, fraction: 400, exponent }));
  if (!cells.every((cell) => whole.test(cell))) return null;
  return {
    style,
    scale,
    exponent,
    doubt: doubtOf(votes, groups, either, read),
  };
}

const indexOrEnd = (core: string, mark: string): number =>
  core.includes(mark) ? core.lastIndexOf(mark) : core.length - 1;

type Marks = { '.': number; ',': number };

function vote(core: string, votes: Marks, groups: Marks, either: Marks): void {
  const dots = core.split('.').length - 1;
  const commas = core.split(',').length - 1;
  if (dots > 0 && commas > 0) {
    const last = core.lastIndexOf('.') > core.lastIndexOf(',') ? '.' : ',';
    votes[last] += 1;
    groups[last === '.' ? ',' : '.'] += 1;
    return;
  }
  const mark = dots > 0 ? '.' : ',';
  const count = dots + commas;
  if (count === 0) return;
  if (count > 1) groups[mark] += 1;
  else if (/^[1-9]\d{0,2}[.,]\d{3}$/.test(core)) either[mark] += 1;
  else votes[mark] += 1;
}

function marks(
  votes: Marks,
  groups: Marks & { ' ': number; "'": number },
  either: Marks,
  decimalComma: boolean,
): Pick<NumberStyle, 'decimal' | 'grouping'> | null {
  if (votes['.'] > 0 && votes[','] > 0) return null;
  if ((votes['.'] > 0 && groups['.'] > 0) || (votes[','] > 0 && groups[','] > 0)) return null;
  let decimal: '.' | ',' = decimalComma ? ',' : '.';
  if (votes['.'] > 0) decimal = '.';
  else if (votes[','] > 0) decimal = ',';
  else if (groups['.'] > 0) decimal = ',';
  else if (groups[','] > 0) decimal = '.';
  const other = decimal === '.' ? ',' : '.';
  const used = [
    ...(groups[other] + either[other] > 0 ? [other] : []),
    ...(groups[' '] > 0 ? [' '] : []),
    ...(groups["'"] > 0 ? ["'"] : []),
  ];
  if (used.length > 1) return null;
  return { decimal, grouping: (used[0] ?? '') as NumberStyle['grouping'] };
}

function doubtOf(
  votes: Marks,
  groups: Marks,
  either: Marks,
  read: Pick<NumberStyle, 'decimal' | 'grouping'>,
): string | null {
  const sure = votes['.'] + votes[','] + groups['.'] + groups[','];
  if (sure > 0 || either['.'] + either[','] === 0) return null;
  const mark = either['.'] > 0 ? '.' : ',';
  const example = `1${mark}234`;
  return read.grouping === mark
    ? `${example} is read as one thousand two hundred and thirty-four; it could also be a decimal`
    : `${example} is read as a little more than one; it could also be a thousand`;
}
