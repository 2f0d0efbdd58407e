import { parentPort } from 'node:worker_threads';
import type { Catalog, Checked, Model } from '@lumiere/contract';
import type { Policy } from '@lumiere/semantic';
import { GuardCache, type GuardedSql, dialects, guardSql } from '@lumiere/sql';

/** What the thread is asked; what it knows of a key already is not sent again. */
export interface GuardRequest {
  readonly id: number;
  readonly text: string;
  readonly dialect: keyof typeof dialects;
  readonly key: string;
  readonly about: { readonly catalog: Catalog; readonly model: Model } | null;
  readonly policy: Policy;
  readonly maxRows: number;
}

export interface GuardReply {
  readonly id: number;
  readonly outcome: Checked<GuardedSql>;
}

/** The thread in which long statements are looked at, so that nobody else waits for it. */

const known = new Map<string, { readonly catalog: Catalog; readonly model: Model }>();
const cache = new GuardCache();

parentPort?.on('message', ({ id, text, dialect, key, about, policy, maxRows }: GuardRequest) => {
  if (about !== null) known.set(key, about);
  const found = known.get(key);
  if (found === undefined) throw new Error('a catalog that was never sent');
  const outcome = guardSql(text, { ...found, dialect: dialects[dialect], policy, maxRows, cache });
  parentPort?.postMessage({ id, outcome } satisfies GuardReply);
});
