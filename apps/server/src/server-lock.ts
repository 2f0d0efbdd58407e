import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileLock, tryLock } from './file-lock.ts';

/** Another server works on this folder; the message says which and what to do. */
export class LockedError extends Error {}

/**
 * Makes this process the one server of a data folder, until it ends. Commands do not take this lock: they work beside a running server.
 */
export function lockHome(home: string): FileLock {
  const owner = join(home, 'server.pid');
  const lock = tryLock(join(home, 'server.lock'));
  if (lock === null)
    throw new LockedError(
      `Another Lumiere server${processOf(owner)} already works on ${home}. Stop it first, or give this one its own folder with LUMIERE_HOME.`,
    );
  writeFileSync(owner, String(process.pid), { mode: 0o600 });
  return lock;
}

function processOf(file: string): string {
  try {
    return ` (process ${Number.parseInt(readFileSync(file, 'utf8'), 10)})`;
  } catch {
    return '';
  }
}
