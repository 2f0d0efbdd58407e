import { type Problem, problem } from '@lumiere/contract';

/** SQLite's result codes that speak of the disk, not of the statement: READONLY, IOERR, FULL, CANTOPEN. */
const sqliteStorage = new Map([
  [8, 'is read-only'],
  [10, 'could not be written (an I/O error)'],
  [13, 'is full'],
  [14, 'could not be opened for writing'],
]);
const fileStorage = new Map([
  ['ENOSPC', 'is full'],
  ['EDQUOT', 'is full (the quota is used up)'],
  ['EROFS', 'is read-only'],
  ['EACCES', 'may not be written by the user that runs Lumiere'],
  ['EPERM', 'may not be written by the user that runs Lumiere'],
  ['EIO', 'could not be written (an I/O error)'],
]);
/** PostgreSQL: disk full, out of storage, read-only. */
const postgresStorage = new Map([
  ['53100', 'is full'],
  ['25006', 'is read-only'],
  ['58030', 'could not be written (an I/O error)'],
]);

/** What is wrong with the place where data is kept, as the end of a sentence ("is full"); null where the error is about something else. */
export function storageTrouble(error: unknown): string | null {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, errcode } = cause as { code?: unknown; errcode?: unknown };
    // The low byte is the primary code: SQLITE_IOERR_WRITE is 778 = 10 + 3·256.
    const sqlite =
      code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? sqliteStorage.get(errcode & 0xff) : undefined;
    const found =
      sqlite ?? (typeof code === 'string' ? (fileStorage.get(code) ?? postgresStorage.get(code)) : undefined);
    if (found !== undefined) return found;
  }
  return null;
}

/** The problem that a client is told while the disk is full or read-only; nothing of the request was kept. */
export function storageProblem(trouble: string): Problem {
  return problem('server.storage', `Nothing was saved: the place where Lumiere keeps its data ${trouble}.`, {
    hint: 'Ask the operator of this server to make room or to allow writing, then try again.',
  });
}
