import { rmSync } from 'node:fs';
import path from 'node:path';
import { bundledChild } from '../../packages/connectors/src/testing/bundled-children.ts';
import { childrenOfTests } from '../../packages/connectors/src/spawn-command.ts';

const entries = ['engine-child', 'sqlite-child', 'files/files-child', 'files/import-child'];

/** Bundles the engines' children once for a run of tests, whose workers inherit where they lie; gives what removes them. */
export default async function bundleChildren(): Promise<() => void> {
  const folder = path.resolve('node_modules', '.cache', `lumiere-children-${process.pid}`);
  await Promise.all(entries.map((entry) => bundledChild(entry, folder)));
  process.env[childrenOfTests] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
