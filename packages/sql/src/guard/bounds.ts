import type { Grammar } from './grammar.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import type { Call, Expr } from './tree.ts';

/** Where a function's size stands among its arguments: these make something large of nothing. */
const sizes: Readonly<Record<string, number>> = { repeat: 1, lpad: 1, rpad: 1, space: 0 };
const multiplies = new Set(['replace', 'regexp_replace', 'translate', 'insert', 'overlay']);
const patterns = new Set(['printf', 'format']);

/** Refuses a call that makes more than a little of nothing; null where it may run. */
export function checkCall(call: Call, { name: dialect }: Grammar): Refusal | null {
  const place = sizes[call.name];
  if (place !== undefined) {
    const size = call.args[place];
    if (size !== undefined && !isSmall(size, limits.padding))
      return new Refusal(
        call.at,
        `\`${call.name}\` may make at most ${limits.padding} characters.`,
        'Give the length as a small number.',
      );
    if (call.args.some(makesMuch))
      return new Refusal(call.at, `\`${call.name}\` cannot stand inside another function that makes text longer.`);
  }
  if (multiplies.has(call.name) && call.args.slice(1).some(makesMuch))
    return new Refusal(call.at, `\`${call.name}\` cannot put in what another function makes longer.`);
  // MySQL's format is another function, of numbers
  if (patterns.has(call.name) && dialect !== 'mysql') {
    const [pattern] = call.args;
    if (pattern?.kind !== 'string' || /\d{4,}|\*/.test(pattern.text))
      return new Refusal(call.at, `\`${call.name}\` needs its pattern as a string, with widths below 1000.`);
  }
  return null;
}

const makesMuch = (e: Expr): boolean => e.kind === 'call' && (e.name in sizes || e.args.some(makesMuch));

/** A length that is small as far as it can be told: a small constant, or one that depends on a row. */
function isSmall(e: Expr, most: number): boolean {
  const value = constantOf(e);
  if (value !== null) return value <= most;
  return !hasQuery(e);
}

function hasQuery(e: Expr): boolean {
  if (e.kind === 'subquery') return true;
  if (e.kind === 'binary') return hasQuery(e.left) || hasQuery(e.right);
  if (e.kind === 'unary' || e.kind === 'cast') return hasQuery(e.of);
  return e.kind === 'call' && e.args.some(hasQuery);
}

/** The value of an expression of numbers alone; null where it is none. */
function constantOf(e: Expr): number | null {
  if (e.kind === 'number' || e.kind === 'string') {
    const value = Number(e.text);
    return Number.isNaN(value) ? null : value;
  }
  if (e.kind === 'cast') return constantOf(e.of);
  if (e.kind === 'unary') {
    const of = constantOf(e.of);
    return of === null ? null : e.op === '-' ? -of : e.op === '+' ? of : Infinity;
  }
  if (e.kind === 'call') {
    // a function of constants is one too, but nobody works it out here
    return e.args.every((arg) => constantOf(arg) !== null) ? Infinity : null;
  }
  if (e.kind !== 'binary') return null;
  const [left, right] = [constantOf(e.left), constantOf(e.right)];
  if (left === null || right === null) return null;
  switch (e.op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return Infinity;
  }
}

/** How many rows a series of constants has; null where that depends on something. */
export function seriesRows(name: string, args: readonly Expr[]): number | null {
  if (name !== 'generate_series' && name !== 'range') return null;
  const values = args.map(constantOf);
  const [first, second, third] = values;
  const [start, stop, step] = args.length === 1 ? [0, first, 1] : [first, second, args.length === 2 ? 1 : third];
  if (start === null || start === undefined || stop === null || stop === undefined) return null;
  const by = step === null || step === undefined ? 1 : step;
  return by === 0 ? Infinity : Math.max(1, (stop - start) / by);
}

/** Refuses a series of numbers that has no end in sight; null where it may run. */
export function checkSeries(name: string, args: readonly Expr[], at: number): Refusal | null {
  const rows = seriesRows(name, args);
  return rows === null || rows <= limits.series ? null : endless(name, at);
}

/** The refusal of a series that is too long, by itself or with those beside it. */
export const endless = (name: string, at: number): Refusal =>
  new Refusal(
    at,
    `\`${name}\` may give at most ${limits.series.toLocaleString('en')} rows, all series of a statement multiplied.`,
    'Give nearer bounds.',
  );
