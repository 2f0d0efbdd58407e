import { statSync } from 'node:fs';
import { SourceError } from './source-error.ts';
import type { EngineKind } from './spawn-command.ts';

/** The file that a child holds; children are never shared between files. */
export interface EngineTarget {
  readonly kind: EngineKind;
  readonly file: string;
}

/** How an engine is used: queries at once per child, and whether one file may have several children. */
export const habits: Record<
  EngineKind,
  { readonly atOnce: number; readonly several: boolean; readonly hears: boolean }
> = {
  duckdb: { atOnce: 64, several: false, hears: true },
  files: { atOnce: 64, several: false, hears: true },
  // synchronous: one query a child, and a query that is to stop is stopped with its child
  sqlite: { atOnce: 1, several: true, hears: false },
};

/** Equal for targets that children can be shared for. */
export const keyOf = (target: EngineTarget): string => `${target.kind} ${target.file}`;

/** SQLite sees what others write into its file, and who serves a folder of datasets follows its index; DuckDB's file cannot be written while it is open, so a change means another file. */
export function identityOf(target: EngineTarget): string {
  const found = statSync(target.file, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new SourceError(
      'source.unavailable',
      'The database file cannot be opened: it does not exist or may not be read.',
    );
  }
  const place = `${found.dev}:${found.ino}`;
  return target.kind === 'duckdb' ? `${place}:${found.mtimeMs}:${found.size}` : place;
}
