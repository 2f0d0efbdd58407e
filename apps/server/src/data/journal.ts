import type { Insertable } from 'kysely';
import type { Db, Queryable } from '../db/db.ts';
import type { DataTables } from '../db/data-tables.ts';
import { storageTrouble } from '../storage.ts';
import { createLru } from './lru.ts';

type Kept = Pick<DataTables, 'answers' | 'receipts'>;
type Entry = { readonly [K in keyof Kept]: { readonly table: K; readonly row: Insertable<Kept[K]> } }[keyof Kept];

interface Waiting {
  readonly entry: Entry;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Writes what accompanies queries in groups, so that no query waits for a disk of its own. */
export interface Journal {
  /**
   * Resolves when the row is durable; rejects where it could not be stored. A row that is there already stays. `soon` is for rows that
   * somebody waits for: they are committed at once with all that waits; the others within 50 ms, many together.
   */
  add(entry: Entry, when?: 'soon' | 'later'): Promise<void>;
  /** True where a row of this id was added a short while ago and not refused. */
  knows(id: string): boolean;
  /** Resolves when all that was added before is durable or has failed. */
  settle(): Promise<void>;
}

/** Rows that may wait at once; a storage slower than that is an error, not a growing heap. */
const mostWaiting = 20_000;

/** The commit itself takes a few milliseconds of the 50. */
const laterMs = 40;
const soonMs = 3;

/** Starts a journal over `db`. */
export function createJournal(db: Db, options: { readonly onError: (error: unknown) => void }): Journal {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let due = Infinity;
  let writing: Promise<void> = Promise.resolve();
  const recent = createLru<true>(10_000);

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    due = Infinity;
    const group = waiting;
    waiting = [];
    if (group.length > 0) writing = writing.then(() => commit(db, group, options.onError));
    return writing;
  };

  const flushWithin = (ms: number): void => {
    const at = performance.now() + ms;
    if (at >= due) return;
    if (timer !== null) clearTimeout(timer);
    due = at;
    timer = setTimeout(() => void flush(), ms);
  };

  return {
    add: (entry, when = 'later') => {
      if (waiting.length >= mostWaiting) return Promise.reject(new Error('Too many rows wait to be stored.'));
      recent.set(entry.row.id, true);
      return new Promise((done, failed) => {
        const refused = (error: unknown): void => {
          recent.delete(entry.row.id);
          failed(error);
        };
        waiting.push({ entry, done, failed: refused });
        flushWithin(when === 'soon' ? soonMs : laterMs);
      });
    },
    knows: (id) => recent.get(id) === true,
    settle: flush,
  };
}

async function commit(db: Db, group: readonly Waiting[], onError: (error: unknown) => void): Promise<void> {
  try {
    await db.transaction(async (trx) => {
      for (const { entry } of group) await insert(trx, entry);
    });
    for (const { done } of group) done();
  } catch (error) {
    // where there is no room for many there is none for one
    if (group.length === 1 || storageTrouble(error) !== null) {
      onError(error);
      for (const { failed } of group) failed(error);
      return;
    }
    // one bad row (its connection was removed meanwhile) must not take the others with it
    for (const each of group) await commit(db, [each], onError);
  }
}

async function insert(trx: Queryable, entry: Entry): Promise<void> {
  switch (entry.table) {
    case 'answers':
      await trx
        .insertInto('answers')
        .values(entry.row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      return;
    case 'receipts':
      await trx
        .insertInto('receipts')
        .values(entry.row)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  }
}
