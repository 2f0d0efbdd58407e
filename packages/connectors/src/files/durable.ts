import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file so that it is there whole after a crash, or as it was before. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** Moves a file that is written and synced to where it belongs. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(path.dirname(to));
  // the folder itself may be new
  await syncFolder(path.dirname(path.dirname(to)));
}

/** Makes sure that the names in a folder are on the disk. Where folders cannot be synced (Windows), renames are durable as they are. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** Takes a file or a folder away, if it is there. */
export const remove = (target: string): Promise<void> => rm(target, { recursive: true, force: true });
