import type { Scalar } from '@lumiere/contract';

/**
 * The statement with its constants written into the text, for people who want to run it in a shell of their own. For display only: what
 * is run is always the statement with parameters. Names and literals between quotes are left as they are.
 */
export function inlined(statement: { readonly sql: string; readonly parameters: readonly Scalar[] }): string {
  return statement.sql.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[$?](\d+)/g, (text, number: string | undefined) => {
    if (number === undefined) return text;
    const value = statement.parameters[Number(number) - 1];
    return value === undefined ? text : literal(value);
  });
}

function literal(value: Scalar): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return value === null ? 'null' : String(value);
}
