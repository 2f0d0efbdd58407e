import type { Scalar } from '@lumiere/contract';

/**
 * The statement with its constants written into the text, for people who want to run it in a shell of their own. For display only: what
 * is run is always the statement with parameters. Names and literals between quotes are left as they are.
 */
export function inlined(statement: { readonly sql: string; readonly parameters: readonly Scalar[] }): string {
  let place = 0;
  return statement.sql.replaceAll(
    /"(?:[^"]|"")*"|`(?:[^`]|``)*`|'(?:[^']|'')*'|[$?](\d+)|\?/g,
    (text, number: string | undefined) => {
      if (number === undefined && text !== '?') return text;
      const bare = number === undefined;
      const value = statement.parameters[bare ? place++ : Number(number) - 1];
      if (value === undefined) return text;
      // the engines of bare places read `\` in a literal as an escape
      return literal(bare && typeof value === 'string' ? value.replaceAll('\\', '\\\\') : value);
    },
  );
}

function literal(value: Scalar): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return value === null ? 'null' : String(value);
}
