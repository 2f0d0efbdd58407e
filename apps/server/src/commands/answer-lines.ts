import type { Answer, Column, Narrative, Result, Statement } from '@lumiere/contract';
import { type Cell, type FormatOptions, formatCell } from '@lumiere/values';

/** Rows that fit a screen; the rest is counted. */
const shown = 20;
const widest = 40;

/** An answer as lines for a terminal: the insight first, then what was understood, the table and the SQL. */
export function answerLines(answer: Answer, locale: string): readonly string[] {
  const { narrative, understood, result, statement, problems, suggestions, charts } = answer;
  const kind = charts[0]?.spec.kind;
  return [
    ...(narrative === null ? [] : [...sentences(narrative), '']),
    ...(understood === null || understood.text === '' ? [] : [`Understood: ${understood.text}`]),
    ...(understood?.chips ?? []).filter(({ applied }) => !applied).map(({ words }) => `Not applied: ${words}`),
    ...problems.flatMap(({ message, hint }) => [message, ...(hint === null ? [] : [hint])]),
    ...(answer.outcome === 'answered' || suggestions.length === 0
      ? []
      : ['You could ask:', ...suggestions.map(({ question }) => `  ${question}`)]),
    ...(result === null ? [] : ['', ...table(result, { locale, zone: answer.zone })]),
    ...(statement === null ? [] : ['', ...statementLines(statement)]),
    ...(answer.receipt === null
      ? []
      : [
          '',
          `Receipt ${answer.receipt}${kind === undefined ? '' : `, best drawn as ${kind}`}, ${Math.round(answer.timings.total)} ms`,
        ]),
  ];
}

/** A statement with its parameters. */
export const statementLines = ({ sql, parameters }: Statement): string[] => [
  sql,
  ...parameters.map((value, index) => `-- ${index + 1}: ${JSON.stringify(value)}`),
];

const sentences = (narrative: Narrative): string[] =>
  narrative.sentences.map((parts) => parts.map((part) => ('text' in part ? part.text : part.figure)).join(''));

/** The first rows of a result as a table, numbers to the right. */
export function table({ columns, data, rowCount, truncated }: Result, options: FormatOptions): string[] {
  if (rowCount === 0) return ['No rows.'];
  const rows = Array.from({ length: Math.min(rowCount, shown) }, (_, row) =>
    columns.map((column, index) => cut(format(column, data[index]?.[row] ?? null, options))),
  );
  const heads = columns.map(({ label }) => cut(label));
  const widths = heads.map((head, index) => Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        columns[index]?.role === 'measure' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const more = rowCount - rows.length;
  return [
    line(heads),
    widths.map((width) => '─'.repeat(width)).join('  '),
    ...rows.map(line),
    ...(more > 0 || truncated ? [`… ${more} more rows${truncated ? ', and the result is cut off' : ''}`] : []),
  ];
}

const format = (column: Column, cell: Cell, options: FormatOptions): string =>
  cell === null ? '—' : formatCell(cell, column, options);

function cut(text: string): string {
  // control characters in data must not steer the terminal
  const plain = text.replaceAll(/\p{Cc}/gu, ' ');
  return plain.length > widest ? `${plain.slice(0, widest - 1)}…` : plain;
}
