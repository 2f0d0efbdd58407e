import { link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionId, type OrgId, UploadId } from '@lumiere/contract';
import { z } from 'zod';
import type { Queryable } from '../db/db.ts';

/** A database file that somebody sent, as the configuration of its connection holds it: never a path. */
export const KeptFile = z.strictObject({
  upload: UploadId,
  /** What it was called where it came from; for people. */
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  /** When it came. */
  at: z.string(),
});
export type KeptFile = z.infer<typeof KeptFile>;

/** The file that a stored configuration speaks of; null where it speaks of none. */
export function keptFile(stored: unknown): KeptFile | null {
  const parsed = KeptFile.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

const folder = (home: string, org: OrgId): string => join(home, 'orgs', org, 'databases');
const nameOf = (connection: ConnectionId, upload: UploadId): string => `${connection}.${upload}`;

/** Where the file of a connection lies: in its organization's own folder, named by ids alone, another name for every version. */
export const keptPath = (home: string, org: OrgId, connection: ConnectionId, upload: UploadId): string =>
  join(folder(home, org), nameOf(connection, upload));

/** Gives a file that was sent its second name, as a connection's. Nothing is copied; the first name is for whoever sent it to take away. */
export async function keepFile(
  home: string,
  org: OrgId,
  of: { readonly connection: ConnectionId; readonly upload: UploadId; readonly from: string },
): Promise<void> {
  await mkdir(folder(home, org), { recursive: true });
  const to = keptPath(home, org, of.connection, of.upload);
  // of an attempt that came to nothing
  await rm(to, { force: true });
  await link(of.from, to);
}

/** Removes the files of a connection; with `but`, all versions except that one. */
export async function removeKept(home: string, org: OrgId, connection: ConnectionId, but?: UploadId): Promise<void> {
  for (const name of await readdir(folder(home, org)).catch(() => []))
    if (name.startsWith(`${connection}.`) && (but === undefined || name !== nameOf(connection, but)))
      await rm(join(folder(home, org), name), { force: true });
}

/** How long a file may be there before its connection is: between the two, a server may be writing that down. */
const settledMs = 10 * 60_000;

/** Removes files of which no connection speaks: of replaced versions, and of what a crash cut short. */
export async function tidyKept(home: string, org: OrgId, db: Queryable, now: number): Promise<void> {
  const there = await readdir(folder(home, org)).catch(() => []);
  if (there.length === 0) return;
  const rows = await db.selectFrom('connections').select(['id', 'config']).where('org_id', '=', org).execute();
  const needed = new Set(
    rows.flatMap(({ id, config }) => {
      // our own writing
      const kept = keptFile(JSON.parse(config));
      return kept === null ? [] : [nameOf(id, kept.upload)];
    }),
  );
  for (const name of there.filter((each) => !needed.has(each))) {
    const file = join(folder(home, org), name);
    const found = await stat(file).catch(() => null);
    // a new name is a change of the file's own record, not of its content
    if (found !== null && found.ctimeMs < now - settledMs) await rm(file, { force: true });
  }
}
