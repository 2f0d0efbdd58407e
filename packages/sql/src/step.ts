import type { ColumnKey } from '@lumiere/contract';
import type { Expression, Output, Step } from '@lumiere/semantic';
import { equal } from './equal.ts';
import { print, printConjuncts, printJoins, printKey, printSource } from './expression.ts';
import { identifier } from './identifiers.ts';
import type { Printing } from './printing.ts';
import { hasAggregate } from './walk.ts';

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
  const from = [`from ${printSource(step.from, p)}`, ...printJoins(step.from, step.joins, p)];
  const columns = outputs.map((output) => printOutput(output, step, p));
  const lines = [
    step.distinct ? 'select distinct' : 'select',
    ...columns.map((column, i) => `  ${column}${i < columns.length - 1 ? ',' : ''}`),
    ...from,
  ];
  if (step.where !== null) lines.push(...clause('where', printConjuncts(step.where, p)));
  lines.push(...printGroups(step, outputs, p));
  if (step.orderBy.length > 0) {
    const order = step.orderBy.map(
      (by) => `${printOrder(by.value, step, outputs, p)}${by.descending ? ' desc' : ''} nulls last`,
    );
    lines.push(`order by ${order.join(', ')}`);
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
  const unique = step.distinct || step.groupBy?.includes(output.key) === true;
  const text = unique ? printKey(output.value, p) : print(output.value, p);
  return `${text} as ${identifier(output.key, p.dialect)}`;
}

function printGroups(step: Step, outputs: readonly Output[], p: Printing): string[] {
  if (step.groupBy === null) return [];
  const lines: string[] = [];
  if (step.groupBy.length > 0) {
    // by position: a key's name may be that of a column too, and engines disagree which one is meant
    const keys = step.groupBy.map((key) => {
      const position = outputs.findIndex((output) => output.key === key);
      return position >= 0 ? String(position + 1) : printKey(outputOf(step, key).value, p);
    });
    lines.push(`group by ${keys.join(', ')}`);
  }
  if (step.having !== null) lines.push(...clause('having', printConjuncts(step.having, p)));
  else if (step.groupBy.length === 0 && !outputs.some((output) => hasAggregate(output.value))) {
    // one total row, though nothing in it is added up
    lines.push('having count(*) >= 0');
  }
  return lines;
}

/** An output is sorted by its name, anything else by its expression. */
function printOrder(value: Expression, step: Step, outputs: readonly Output[], p: Printing): string {
  const output = outputs.find((candidate) => equal(candidate.value, value) || isOutput(value, candidate, step));
  const text = output === undefined ? null : identifier(output.key, p.dialect);
  if (text === null) return printKey(value, p);
  const raw = !step.distinct && step.groupBy?.includes(output?.key ?? '') !== true;
  return raw ? sortable(value, text, p) : text;
}

const isOutput = (value: Expression, output: Output, step: Step): boolean =>
  value.kind === 'column' && value.alias === step.name && value.name === output.key;

/** A moment that is printed as it is stored must still be sorted by its canonical form. */
function sortable(value: Expression, text: string, p: Printing): string {
  return print(value, p) === printKey(value, p) ? text : printKey(value, p);
}

const clause = (word: string, conditions: readonly string[]): string[] => [
  `${word} ${conditions[0]}`,
  ...conditions.slice(1).map((condition) => `  and ${condition}`),
];
