import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './project.mjs';

const parts = [
  'packages',
  'apps',
  'content',
  'scripts/build.mjs',
  'scripts/lib',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
];
const skipped = new Set(['node_modules', 'dist', 'coverage', '__snapshots__']);

/** A hash over name, size and time of every file that the build reads: equal exactly where a build would change nothing. */
export function sourceStamp() {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const part of parts) visit(path.join(root, part), part, hash);
  return hash.digest('hex');
}

function visit(file, name, hash) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    hash.update(`${name}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const entry of readdirSync(file).sort()) {
    if (skipped.has(entry) || entry.startsWith('.') || /\.test\.tsx?$/.test(entry)) continue;
    visit(path.join(file, entry), `${name}/${entry}`, hash);
  }
}
