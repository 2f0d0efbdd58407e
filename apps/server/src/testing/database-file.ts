import { createDuckdbFile } from '@lumiere/connectors';
import { DatabaseSync } from '@photostructure/sqlite';

/** Makes a database file of the kind by trusted statements. */
export async function makeDatabaseFile(
  kind: 'sqlite' | 'duckdb',
  file: string,
  statements: readonly string[],
): Promise<void> {
  if (kind === 'duckdb') return createDuckdbFile(file, statements, { signal: AbortSignal.timeout(30_000) });
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}
