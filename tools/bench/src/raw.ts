import {
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api';

/** The driver by itself, in this process, on the same file: what there is to compare with. */
export interface Raw {
  /** Milliseconds of a statement as people run it, until all columns are fetched. */
  unprepared(sql: string): Promise<number>;
  /** The same as those in a hurry run it: the statement is planned already. */
  prepared(sql: string): Promise<number>;
  /** The cells of a result, row by row, in the form that the product sends them. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): void;
}

export async function openRaw(file: string, threads: number): Promise<Raw> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY', threads: String(threads) });
  const connection = await instance.connect();
  const prepared = new Map<string, DuckDBPreparedStatement>();
  const prepare = async (sql: string): Promise<DuckDBPreparedStatement> => {
    const known = prepared.get(sql) ?? (await connection.prepare(sql));
    prepared.set(sql, known);
    return known;
  };
  return {
    unprepared: (sql) => timed(async () => (await connection.runAndReadAll(sql)).getColumns()),
    prepared: async (sql) => {
      const statement = await prepare(sql);
      return timed(async () => (await statement.runAndReadAll()).getColumns());
    },
    rows: (sql) => rowsOf(connection, sql),
    close: () => {
      for (const statement of prepared.values()) statement.destroySync();
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly unknown[])[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRows().map((row) => row.map(wire));
}

/** Decimals and dates print themselves as the product sends them; whole numbers are numbers as far as those are exact. */
function wire(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value !== null && typeof value === 'object' ? String(value) : value;
}
