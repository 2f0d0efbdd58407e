import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, seconds, Stop } from './project.mjs';
import { run } from './children.mjs';

const stampFile = path.join(root, 'node_modules', '.lumiere-installed');

/** Installs what the lock file names unless that was done already; development dependencies too, since the build needs them. */
export async function ensureInstalled(say = console.log) {
  if (isInstalled()) return;
  const began = performance.now();
  say('Installing dependencies (once, about a minute) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, output } = await run(npm, ['install', '--no-audit', '--no-fund', '--include=dev'], { cwd: root });
  if (code !== 0) {
    throw new Stop(
      `${tail(output)}\nThe dependencies could not be installed: npm ended with code ${code}. Its last lines are above.`,
    );
  }
  // read again: npm may have completed the lock file
  writeFileSync(stampFile, stamp());
  say(`Installed in ${seconds(began)}.`);
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

/** The lock file's content, and the kind of machine that native packages were chosen for. */
function stamp() {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')));
  return hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`).digest('hex');
}

const tail = (output) => output.trimEnd().split('\n').slice(-30).join('\n');
