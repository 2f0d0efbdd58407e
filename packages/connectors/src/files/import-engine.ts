import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { duckdbFailure } from '../duckdb-errors.ts';
import { literal } from './reading-sql.ts';

/** What one import may use. */
export interface ImportLimits {
  /** Of the engine; the process itself needs about 100 MB beside it. */
  readonly memoryMb: number;
  readonly threads: number;
}

/** A value of a query that gives no lists or structures. */
export type EngineValue = string | number | boolean | null;

/** The embedded engine for one import: no table of its own, and nothing within reach but the file and the staging folder. */
export interface ImportEngine {
  readonly connection: DuckDBConnection;
  /** Rows in the engine's JSON form: texts, numbers, booleans, nulls. */
  rows(sql: string): Promise<readonly (readonly EngineValue[])[]>;
  run(sql: string): Promise<void>;
  close(): void;
}

/** Opens the engine so that it reaches `files` and `staging` only, and nothing of that can be changed after the statements in `before`. */
export async function openImportEngine(
  files: readonly string[],
  staging: string,
  limits: ImportLimits,
  before: readonly string[] = [],
): Promise<ImportEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    memory_limit: `${limits.memoryMb}MB`,
    threads: String(limits.threads),
    temp_directory: `${staging}/spill`,
  });
  const connection = await instance.connect();
  for (const setting of [
    `set time zone 'UTC'`,
    // what has been read is not read again
    `set enable_external_file_cache = false`,
    ...before,
    `set allowed_directories = [${literal(staging)}]`,
    `set allowed_paths = [${files.map(literal).join(', ')}]`,
    `set enable_external_access = false`,
    `set lock_configuration = true`,
  ]) {
    await connection.run(setting);
  }
  return {
    connection,
    rows: async (sql) => {
      const result = await connection.runAndReadAll(sql);
      // our own queries select values only
      return result.getRowsJson() as EngineValue[][];
    },
    run: async (sql) => {
      await connection.run(sql);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The engine's error where it says that the text itself cannot be cut into rows and cells. */
export const isCsvError = (error: unknown): boolean =>
  error instanceof Error &&
  /CSV Error on Line|CSV Parser|CSV Reader|state machine|maximum line size|line size|invalid unicode|not utf-8|unterminated quote|Expected Number of Columns/i.test(
    error.message,
  );

/** The engine's error where it has nothing to do with what cells hold. */
export const isHopeless = (error: unknown): boolean =>
  ['query.too-large', 'query.cancelled'].includes(duckdbFailure(error).code);
