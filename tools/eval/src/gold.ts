import { DatabaseSync } from '@photostructure/sqlite';
import type { Grid, GridCell } from './grid.ts';

/** A database that gold queries are run on: opened apart from the engine under test, read-only. */
export interface GoldDatabase {
  /** The result of a query, or the reason why it has none. */
  run(sql: string): Grid | { readonly error: string };
  close(): void;
}

export function openGold(file: string): GoldDatabase {
  const db = new DatabaseSync(file, { readOnly: true, enableDoubleQuotedStringLiterals: true });
  return {
    run: (sql) => {
      try {
        const statement = db.prepare(sql);
        statement.setReadBigInts(true);
        const columns = statement.columns().map((column) => column.name);
        // arrays, since two columns of one name would be one key of an object
        statement.setReturnArrays(true);
        const rows = statement.all() as unknown as readonly (readonly unknown[])[];
        return { columns, rows: rows.map((row) => row.map(cellOf)) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
    close: () => db.close(),
  };
}

function cellOf(value: unknown): GridCell {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  throw new TypeError(`SQLite gave a ${typeof value}`);
}
