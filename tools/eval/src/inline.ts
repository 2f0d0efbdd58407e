import type { Scalar } from '@lumiere/contract';

/**
 * A statement with its parameters written into it, so that a reader can run it by itself. For output files only: nothing of the product
 * executes what this makes. Understands `?`, `?3` and `$3`, and leaves text, quoted names and comments alone.
 */
export function inlineParameters(sql: string, parameters: readonly Scalar[]): string {
  let next = 0;
  return sql.replaceAll(token, (found, marker: string | undefined, number: string | undefined) => {
    if (marker === undefined) return found;
    const index = number === undefined || number === '' ? next++ : Number(number) - 1;
    if (index < 0 || index >= parameters.length)
      throw new RangeError(`${found} has no value: there are ${parameters.length} parameters`);
    return literal(parameters[index] ?? null);
  });
}

/** What must be skipped whole comes first; a parameter is what is left. */
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/|([?$])(\d*)/g;

function literal(value: Scalar): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be written in SQL`);
  // a bound number arrives as it is, so a negative one must not join with a minus before it
  return value < 0 || Object.is(value, -0) ? `(${value})` : String(value);
}
