import { setMaxListeners } from 'node:events';
import type { Column, Scalar } from '@lumiere/contract';
import { bareColumn } from '@lumiere/semantic';
import type { Guarded } from '@lumiere/sql';
import type { ValueType } from '@lumiere/values';
import type { Connector, Encoded } from '../connector.ts';

/** A statement that no compiler made, to meet engines with what compile never writes. */
export const statement = (dialect: string, sql: string, parameters: readonly Scalar[] = []): Guarded =>
  // the brand is for the compiler; a test may forge it
  ({ dialect, sql, parameters }) as unknown as Guarded;

export const columnsAs = (...types: readonly ValueType[]): readonly Column[] =>
  types.map((type, i) => bareColumn(`c${i}`, type));

const never = new AbortController().signal;
// many tests listen to it at once
setMaxListeners(0, never);
export const easy = { signal: never, maxRows: 10_000, maxBytes: 10_000_000, timeoutMs: 20_000 };

/** Runs SQL as it stands; gives the columns. */
export async function cellsOf(
  connector: Connector,
  sql: string,
  types: readonly ValueType[],
  parameters: readonly Scalar[] = [],
): Promise<unknown[][]> {
  return read(await connector.run(statement(connector.dialect.name, sql, parameters), columnsAs(...types), easy));
}

// the child writes an array of columns
export const read = (encoded: Encoded): unknown[][] =>
  JSON.parse(new TextDecoder().decode(encoded.data)) as unknown[][];
