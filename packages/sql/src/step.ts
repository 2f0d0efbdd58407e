import type { ColumnKey } from '@lumiere/contract';
import type { Expression, Output, Step } from '@lumiere/semantic';
import { equal } from './equal.ts';
import { print, printConjuncts, printFrom, printKey, printOrder } from './expression.ts';
import { identifier } from './identifiers.ts';
import type { Printing } from './printing.ts';
import { isMoment, typeOf } from './type-of.ts';
import { hasAggregate, isThere } from './walk.ts';

/**
 * One select statement, a clause a line. `shown` are the outputs to select, in order; those left out still group.
 * `limit` replaces the step's own.
 */
export function printStep(
  step: Step,
  shared: Printing,
  shown: readonly ColumnKey[] | null,
  limit: number | null,
): string {
  const p: Printing = { ...shared, tables: new Set() };
  const outputs = shown === null ? step.outputs : shown.map((key) => outputOf(step, key));
  // before the columns, so that it is known which aliases are tables
  const from = printFrom(step.from, step.joins, p);
  const columns = outputs.map((output) => printOutput(output, step, p));
  const lines = [
    step.distinct ? 'select distinct' : 'select',
    ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`),
    ...from,
  ];
  if (step.where !== null) lines.push(...clause('where', printConjuncts(step.where, p)));
  lines.push(...printGroups(step, outputs, p));
  if (step.orderBy.length > 0) {
    lines.push(`order by ${step.orderBy.map((by) => printBy(by, step, outputs, p)).join(', ')}`);
  }
  if (limit !== null) lines.push(`limit ${limit}`);
  return lines.join('\n');
}

function outputOf(step: Step, key: ColumnKey): Output {
  const output = step.outputs.find((candidate) => candidate.key === key);
  if (output === undefined) throw new Error(`the step ${step.name} has no output ${key}`);
  return output;
}

function printOutput(output: Output, step: Step, p: Printing): string {
  const text = isKey(output, step, p) ? printKey(output.value, p) : print(output.value, p);
  return `${text} as ${identifier(output.key, p.dialect)}`;
}

function printGroups(step: Step, outputs: readonly Output[], p: Printing): string[] {
  if (step.groupBy === null) return [];
  const lines: string[] = [];
  if (step.groupBy.length > 0) {
    // by position: a key's name may be that of a column too, and engines disagree which one is meant
    const keys = step.groupBy.map((key) => {
      const position = outputs.findIndex((output) => output.key === key);
      if (position >= 0) return String(position + 1);
      const hidden = outputOf(step, key);
      return isKey(hidden, step, p) ? printKey(hidden.value, p) : print(hidden.value, p);
    });
    lines.push(`group by ${[...keys, ...missingKeys(step, p)].join(', ')}`);
  }
  if (step.having !== null) lines.push(...clause('having', printConjuncts(step.having, p)));
  else if (step.groupBy.length === 0 && !outputs.some((output) => hasAggregate(output.value))) {
    // one total row, though nothing in it is added up
    lines.push('having count(*) >= 0');
  }
  return lines;
}

/** Whether the keys are missing, where the engine has to be told that this makes a group of its own. */
function missingKeys(step: Step, p: Printing): string[] {
  const keys = (step.groupBy ?? []).map((key) => outputOf(step, key).value);
  return keys
    .filter((key) => p.dialect.losesMissing.has(typeOf(key)) && !isThere(key))
    .filter((key) => key.kind !== 'column' || !p.tables.has(key.alias))
    .map((of) => print({ kind: 'is-null', of }, p));
}

/** An output is sorted by its name, anything else by its expression. */
function printBy(by: Step['orderBy'][number], step: Step, outputs: readonly Output[], p: Printing): string {
  const { value, descending } = by;
  const output = outputs.find((candidate) => equal(candidate.value, value) || isOutput(value, candidate, step));
  if (output === undefined) return printOrder(value, printKey(value, p), descending, p);
  const name = identifier(output.key, p.dialect);
  // a value that is printed as it is stored must still be sorted by the form that equal values share
  const stored = !isKey(output, step, p) && print(output.value, p) !== printKey(output.value, p);
  return printOrder(output.value, stored ? printKey(output.value, p) : name, descending, p);
}

const isOutput = (value: Expression, output: Output, step: Step): boolean =>
  value.kind === 'column' && value.alias === step.name && value.name === output.key;

/** Whether an output is printed in the form that equal values share: where it is made unique by it, and text for later steps. */
function isKey(output: Output, step: Step, p: Printing): boolean {
  if (step.distinct) return true;
  // groups of text that is exact need no other form, and what is said of a group's key elsewhere must be what is grouped by
  const text = !isMoment(output.type);
  if (text && p.dialect.equalsExactly) return false;
  return step.groupBy?.includes(output.key) === true || (text && !p.last);
}

const clause = (word: string, conditions: readonly string[]): string[] => [
  `${word} ${conditions[0]}`,
  ...conditions.slice(1).map((condition) => `  and ${condition}`),
];
