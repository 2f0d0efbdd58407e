import type { ConnectionId, OrgId } from '@lumiere/contract';
import { keepFile, removeKept } from '../../data/kept-files.ts';
import { takeUpload } from '../../datasets/upload-store.ts';
import type { Queryable } from '../../db/db.ts';
import type { Deps } from '../../deps.ts';
import { type Refusal, refuse } from '../../http/types.ts';
import type { Wanted } from './wanted.ts';

interface Taking extends Pick<Wanted, 'sent'> {
  readonly org: OrgId;
  readonly id: ConnectionId;
}

/** Ends the transaction in which a connection was being written down. */
export class Taken extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('The connection was not written.');
    this.refusal = refusal;
  }
}

/** What `work` gives, or why it ended. */
export async function unlessTaken<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Taken) return error.refusal;
    throw error;
  }
}

/**
 * Makes the file that was sent the connection's, in the transaction that writes the connection down: whatever happens, the stored configuration
 * leads to a whole file, the new one or the one before.
 */
export async function takeFile(
  { config, files }: Pick<Deps, 'config' | 'files'>,
  trx: Queryable,
  { sent, org, id }: Taking,
): Promise<void> {
  if (sent === null) return;
  // of two who connect the same file one comes first
  if (!(await takeUpload(trx, sent.id)))
    throw new Taken(
      refuse('request.conflict', 'This file has been connected, imported or discarded meanwhile.', {
        hint: 'Send it again to connect it once more.',
      }),
    );
  await keepFile(config.home, org, { connection: id, upload: sent.id, from: files.uploads.path(org, sent.id) });
}

/** How long a version that was replaced is left to those who are reading it, or were about to; what is left then is tidied away. */
const leaveMs = 60_000;

/** Once it is written down: takes away the name that the file was sent under, and after a while the versions before. */
export async function afterTaking({ config, files, log }: Deps, { sent, org, id }: Taking): Promise<void> {
  if (sent === null) return;
  await files.uploads.remove(org, sent.id);
  setTimeout(() => {
    removeKept(config.home, org, id, sent.id).catch((error: unknown) =>
      log.warn({ err: error, connection: id }, 'A replaced database file could not be removed.'),
    );
  }, leaveMs).unref();
}
