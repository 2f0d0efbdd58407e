import type { Scalar } from '@lumiere/contract';

/** A name between backticks, a literal, or a numbered place. */
const places = /`(?:[^`]|``)*`|'(?:[^']|'')*'|\?(\d+)/g;

/** For an engine whose parameters have no numbers: each place becomes a bare `?`, with its value in the order of the text. */
export function inOrder(statement: { readonly sql: string; readonly parameters: readonly Scalar[] }): {
  readonly sql: string;
  readonly parameters: readonly Scalar[];
} {
  const parameters: Scalar[] = [];
  const sql = statement.sql.replaceAll(places, (text, number: string | undefined) => {
    if (number === undefined) return text;
    parameters.push(statement.parameters[Number(number) - 1] ?? null);
    return '?';
  });
  return { sql, parameters };
}
