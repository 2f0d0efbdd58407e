import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** Another server works on this folder; the message says which and what to do. */
export class LockedError extends Error {}

/**
 * Makes this process the one server of a data folder. The lock is the operating system's, held through an open SQLite file, so it ends with the
 * process however that ends. Commands do not take it: they work beside a running server.
 */
export function lockHome(home: string): { readonly release: () => void } {
  const owner = join(home, 'server.pid');
  const database = new DatabaseSync(join(home, 'server.lock'));
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive');
  } catch (error) {
    database.close();
    // 5 is SQLITE_BUSY.
    if ((error as { errcode?: unknown }).errcode !== 5) throw error;
    throw new LockedError(
      `Another Lumiere server${processOf(owner)} already works on ${home}. Stop it first, or give this one its own folder with LUMIERE_HOME.`,
    );
  }
  writeFileSync(owner, String(process.pid), { mode: 0o600 });
  return { release: () => database.close() };
}

function processOf(file: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(file, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
