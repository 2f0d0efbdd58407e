import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The engines that live in child processes. */
export type EngineKind = 'duckdb' | 'files' | 'sqlite';

export interface SpawnCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const entries: Record<EngineKind, string> = {
  duckdb: 'engine-child',
  files: 'files/files-child',
  sqlite: 'sqlite-child',
};

/** Where a run of tests, the parent of those processes that start children, keeps them bundled. */
export const childrenOfRun = (pid: number): string => path.resolve('node_modules', '.cache', `lumiere-children-${pid}`);

/** How a child is started by default: the bundled entry next to the running file, or its source through tsx where that is what runs. */
export const defaultCommand = (kind: EngineKind): SpawnCommand => childCommand(entries[kind]);

/** The same for any entry, by its path within this package's sources; bundled, it lies under its own name. */
export function childCommand(entry: string): SpawnCommand {
  const here = fileURLToPath(import.meta.url);
  const folder = path.dirname(here);
  const flags = ['--max-old-space-size=1024'];
  if (!here.endsWith('.ts')) {
    return { command: process.execPath, args: [...flags, path.join(folder, `${path.basename(entry)}.mjs`)] };
  }
  // a suite starts hundreds: its run bundles them once, since compiling one takes longer than most tests
  const bundled = path.join(childrenOfRun(process.ppid), `${path.basename(entry)}.mjs`);
  if (existsSync(bundled)) return { command: process.execPath, args: [...flags, bundled] };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { command: process.execPath, args: [...flags, '--import', tsx, path.join(folder, `${entry}.ts`)] };
}
