import { rmSync } from 'node:fs';
import { bundledChild } from '../../packages/connectors/src/testing/bundled-children.ts';
import { childrenOfRun } from '../../packages/connectors/src/spawn-command.ts';

const entries = [
  'engine-child',
  'sqlite-child',
  'files/files-child',
  'files/import-child',
  '../../../apps/server/src/data/guard-worker',
  '../../../apps/server/src/data/model-worker',
];

/** Bundles the engines' children and the server's threads once for a run of tests, where its workers look for them; gives what removes them. */
export default async function bundleChildren(): Promise<() => void> {
  const folder = childrenOfRun(process.pid);
  await Promise.all(entries.map((entry) => bundledChild(entry, folder)));
  return () => rmSync(folder, { recursive: true, force: true });
}
