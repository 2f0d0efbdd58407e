import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { starStatements } from './data.ts';

/** The database file with `rows` sales in `folder`; made on first use, and kept, since equal counts give equal data. */
export async function starFile(folder: string, rows: number): Promise<string> {
  const file = path.join(folder, `star-${rows}.duckdb`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  const instance = await DuckDBInstance.create(draft);
  const connection = await instance.connect();
  for (const statement of starStatements(rows)) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  // under its own name only when it is whole
  renameSync(draft, file);
  return file;
}
