import { type Hash, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, copyFile, link, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { OrgId, UploadId } from '@lumiere/contract';
import { uploadLimits } from './limits.ts';

/** What became of a chunk. */
export type Received =
  | { readonly kind: 'taken'; readonly received: number }
  /** It begins behind what is here. */
  | { readonly kind: 'gap'; readonly received: number }
  /** It goes beyond the length that was announced. */
  | { readonly kind: 'beyond' }
  | { readonly kind: 'too long' };

/** The files of uploads: named by ids alone, one folder an organization. How long a file is says how much of it has come. */
export interface UploadFiles {
  path(org: OrgId, id: UploadId): string;
  received(org: OrgId, id: UploadId): Promise<number>;
  /** Writes a chunk as it comes, no faster than the disk takes it. A chunk that breaks off keeps what came; a new one ends an old one. */
  receive(
    upload: { readonly org_id: OrgId; readonly id: UploadId; readonly bytes: number },
    chunk: { readonly body: Readable; readonly offset: number; readonly most: number; readonly signal: AbortSignal },
  ): Promise<Received>;
  /** Makes sure that the file is on the disk, and gives its SHA-256. */
  finish(org: OrgId, id: UploadId): Promise<string>;
  /**
   * Gives a complete file a second name, and does `work`, which writes down whose that is; until then nobody tidies it away. Null where there is
   * no such file any more.
   */
  double<T>(
    org: OrgId,
    of: { readonly from: UploadId; readonly to: UploadId },
    work: () => Promise<T>,
  ): Promise<T | null>;
  remove(org: OrgId, id: UploadId): Promise<void>;
  /** Removes the files that `known` does not name; it is asked after a look at what is there, so that nothing that comes meanwhile is taken. */
  tidy(org: OrgId, known: () => Promise<ReadonlySet<string>>): Promise<void>;
  /** Bytes that the disk can still take. */
  free(): Promise<number>;
}

/** A hash of what came in order so far: where all did, the end costs no second reading. */
interface Running {
  readonly hash: Hash;
  at: number;
}

/** The files under `home`/orgs/…/uploads. */
export function createUploadFiles(home: string): UploadFiles {
  const folder = (org: OrgId): string => join(home, 'orgs', org, 'uploads');
  const path = (org: OrgId, id: UploadId): string => join(folder(org), id);
  const writing = new Map<UploadId, { readonly abort: AbortController; readonly done: Promise<unknown> }>();
  const hashes = new Map<UploadId, Running>();
  /** Files that are there before anybody has written down whose they are. */
  const coming = new Set<string>();
  const free = async (): Promise<number> => {
    const { bavail, bsize } = await statfs(home);
    return bavail * bsize;
  };

  const received = async (org: OrgId, id: UploadId): Promise<number> => {
    const found = await stat(path(org, id)).catch(absent);
    return found?.size ?? 0;
  };

  const write: UploadFiles['receive'] = async (upload, { body, offset, most, signal }) => {
    const here = await received(upload.org_id, upload.id);
    if (offset > here) return { kind: 'gap', received: here };
    await mkdir(folder(upload.org_id), { recursive: true });
    const file = path(upload.org_id, upload.id);
    const handle = await open(file, here === 0 ? 'a+' : 'r+').then(async (first) => {
      if (here > 0) return first;
      // appending would not heed positions
      await first.close();
      return open(file, 'r+');
    });
    let at = offset;
    try {
      for await (const part of body) {
        signal.throwIfAborted();
        // a stream without an encoding gives buffers
        const bytes = part as Buffer;
        if (at + bytes.length > upload.bytes) return { kind: 'beyond' };
        if (at + bytes.length - offset > most) return { kind: 'too long' };
        // the disk takes it in a thread of its own while this one hashes
        const written = writeAll(handle, bytes, at);
        follow(hashes, upload.id, bytes, at);
        await written;
        at += bytes.length;
      }
    } finally {
      await handle.close();
    }
    return { kind: 'taken', received: Math.max(here, at) };
  };

  return {
    path,
    received,
    receive: async (upload, chunk) => {
      // the one before has lost its sender, or will not be heard any more
      for (let before = writing.get(upload.id); before !== undefined; before = writing.get(upload.id)) {
        before.abort.abort(new Error('Another chunk of the same upload came.'));
        await before.done;
      }
      const abort = new AbortController();
      const signal = AbortSignal.any([chunk.signal, abort.signal]);
      // an aborted read must not wait for bytes that never come
      const stop = (): void => void chunk.body.destroy();
      signal.addEventListener('abort', stop, { once: true });
      const work = write(upload, { ...chunk, signal });
      const settled = work.then(
        () => undefined,
        () => undefined,
      );
      const mine = { abort, done: settled };
      writing.set(upload.id, mine);
      try {
        return await work;
      } finally {
        signal.removeEventListener('abort', stop);
        if (writing.get(upload.id) === mine) writing.delete(upload.id);
      }
    },
    finish: async (org, id) => {
      const handle = await open(path(org, id), 'a');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
      const running = hashes.get(id);
      hashes.delete(id);
      if (running !== undefined && running.at === (await received(org, id))) return running.hash.digest('hex');
      return hashOf(path(org, id));
    },
    double: async (org, { from, to }, work) => {
      coming.add(to);
      try {
        return (await second(path(org, from), path(org, to), free)) ? await work() : null;
      } finally {
        coming.delete(to);
      }
    },
    remove: async (org, id) => {
      writing.get(id)?.abort.abort(new Error('The upload was discarded.'));
      await writing.get(id)?.done;
      hashes.delete(id);
      await rm(path(org, id), { force: true });
    },
    tidy: async (org, known) => {
      const all = await readdir(folder(org)).catch(() => []);
      const there = all.filter((name) => !coming.has(name));
      const needed = there.length === 0 ? new Set<string>() : await known();
      for (const name of there)
        if (!needed.has(name)) await rm(join(folder(org), name), { force: true, recursive: true });
    },
    free,
  };
}

function absent(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

/** What file systems say that know no second names, or no more of them. */
const refused = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** Gives a file another name, or copies it where that cannot be; false where it is not there. */
async function second(file: string, other: string, free: () => Promise<number>): Promise<boolean> {
  try {
    await link(file, other);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOENT') return false;
    if (!refused.has(String(error.code))) throw error;
  }
  const { size } = await stat(file);
  if ((await free()) - size < uploadLimits.reserve)
    throw Object.assign(new Error('There is no room for a copy of the file.'), { code: 'ENOSPC' });
  try {
    await copyFile(file, other);
    const handle = await open(other, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    await rm(other, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Uploads whose hash is followed at a time; the others are read again at their end. */
const followed = 200;

function follow(hashes: Map<UploadId, Running>, id: UploadId, bytes: Buffer, at: number): void {
  const running = hashes.get(id) ?? (at === 0 && hashes.size < followed ? { hash: createHash('sha256'), at: 0 } : null);
  if (running === null) return;
  if (running.at !== at) {
    // sent again or by another way: what was hashed may not be what the file holds
    hashes.delete(id);
    return;
  }
  running.hash.update(bytes);
  running.at += bytes.length;
  hashes.set(id, running);
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
