/** The kinds of source that are a file which somebody sends. */
export type DatabaseKind = 'sqlite' | 'duckdb';

export const isDatabaseKind = (kind: string): kind is DatabaseKind => kind === 'sqlite' || kind === 'duckdb';

/** What such a file is called, for the dialog that chooses one. */
export const databaseEndings: Readonly<Record<DatabaseKind, string>> = {
  sqlite: '.sqlite,.sqlite3,.db,.db3,.s3db',
  duckdb: '.duckdb,.ddb,.db',
};

/** Which database a file is by its first bytes, or as its name promises; null for any other file. The server looks closer. */
export async function databaseKindOf(file: File): Promise<DatabaseKind | null> {
  // a folder, or a file that is gone, cannot be read; sending it says so
  const head = await file
    .slice(0, 16)
    .arrayBuffer()
    .then((bytes) => String.fromCharCode(...new Uint8Array(bytes)))
    .catch(() => '');
  if (head.startsWith('SQLite format 3')) return 'sqlite';
  if (head.slice(8, 12) === 'DUCK') return 'duckdb';
  if (/\.(duckdb|ddb)$/i.test(file.name)) return 'duckdb';
  return /\.(sqlite3?|db3?|s3db)$/i.test(file.name) ? 'sqlite' : null;
}
