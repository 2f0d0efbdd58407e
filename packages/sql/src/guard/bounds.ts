import type { Grammar } from './grammar.ts';
import { limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { seriesRows } from './series-size.ts';
import { amount, textSize } from './text-size.ts';
import type { Call, Expr } from './tree.ts';

/** Where a function's size stands among its arguments: these make something large of nothing. */
const sizes: Readonly<Record<string, number>> = { repeat: 1, lpad: 1, rpad: 1, space: 0, bar: 3, to_base: 2 };
const patterns = new Set(['printf', 'format']);
/** Those that can make a long text of short ones: what they make together is added up. */
const lengthening = new Set([
  ...Object.keys(sizes),
  ...patterns,
  'replace',
  'regexp_replace',
  'translate',
  'insert',
  'overlay',
  'concat',
  'concat_ws',
  'export_set',
  'make_set',
]);

/** Refuses a call that makes more than a little of nothing; null where it may run. */
export function checkCall(call: Call, { name: dialect }: Grammar): Refusal | null {
  const place = sizes[call.name];
  if (place !== undefined) {
    const size = call.args[place];
    if (size !== undefined && (amount(size) > limits.padding || call.args.some(({ kind }) => kind === 'named')))
      return new Refusal(
        call.at,
        `\`${call.name}\` may make at most ${limits.padding} characters.`,
        'Give the length as a small number.',
      );
  }
  // MySQL's format is another function, of numbers
  if (patterns.has(call.name) && dialect !== 'mysql') {
    const [pattern] = call.args;
    if (pattern?.kind !== 'string' || /\d{4,}|\*/.test(pattern.text))
      return new Refusal(call.at, `\`${call.name}\` needs its pattern as a string, with widths below 1000.`);
  }
  if (lengthening.has(call.name) && textSize(call) > limits.text)
    return new Refusal(
      call.at,
      `What \`${call.name}\` makes here may be longer than ${limits.text.toLocaleString('en')} characters.`,
      'Nest fewer functions that make texts longer.',
    );
  return null;
}

/** Refuses a series of numbers or moments that has no end in sight; null where it may run. */
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
