import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';

export interface FileLock {
  readonly release: () => void;
}

/** 5 is SQLITE_BUSY. */
const busy = 5;
const askAgainMs = 50;

/**
 * Takes a lock that one process of the machine can have at a time; null where another has it. It is the operating system's, held through an
 * open SQLite file, so it ends with the process however that ends.
 */
export function tryLock(file: string): FileLock | null {
  const database = new DatabaseSync(file);
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = delete; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode !== busy) throw error;
    return null;
  }
  return { release: () => database.close() };
}

/** Waits for the lock, works and gives it back; rejects where `signal` ends the wait. */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let lock = tryLock(file);
  while (lock === null) {
    await pause(askAgainMs, undefined, { signal });
    lock = tryLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
