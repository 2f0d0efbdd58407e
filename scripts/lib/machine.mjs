import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from './children.mjs';

const isRoot = () => process.getuid?.() === 0;

/** The folder of PostgreSQL's own programs (newest version), or null: distributions keep `initdb` off the PATH. */
export function findPostgres() {
  const folders = [
    ...versions('/usr/lib/postgresql', 'bin'),
    ...versions('/usr/local/lib/postgresql', 'bin'),
    ...versions('/Applications/Postgres.app/Contents/Versions', 'bin'),
    ...homebrew('/opt/homebrew/opt'),
    ...homebrew('/usr/local/opt'),
    ...readFolder('/usr')
      .filter((name) => /^pgsql-\d/.test(name))
      .map((name) => `/usr/${name}/bin`),
    '/usr/local/pgsql/bin',
    ...onPath(),
  ];
  return (
    folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres'))) ??
    null
  );
}

/** MariaDB's own programs, or null: the server is kept off the PATH of ordinary users. */
export function findMariadb() {
  const folders = [
    '/usr/sbin',
    '/usr/bin',
    '/usr/local/bin',
    '/usr/local/sbin',
    '/usr/libexec',
    '/opt/homebrew/bin',
    ...onPath(),
  ];
  const find = (name) => folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  const [install, server, admin] = ['mariadb-install-db', 'mariadbd', 'mariadb-admin'].map(find);
  return install && server && admin ? { install, server, admin } : null;
}

/** A Chromium or Chrome that is installed here, or null. `CHROME_PATH` names another one. */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const files = [
    process.env.CHROME_PATH ?? '',
    ...['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', ...onPath()].flatMap((folder) =>
      names.map((name) => path.join(folder, name)),
    ),
    ...['/Applications', path.join(process.env.HOME ?? '/', 'Applications')].flatMap((folder) => [
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
    ]),
  ];
  return files.find((file) => file !== '' && existsSync(file)) ?? null;
}

/** Installs Debian packages where this machine is a Debian and we may; says why not otherwise, null when done. */
export async function aptInstall(packages) {
  if (!existsSync('/usr/bin/apt-get')) return 'this machine has no apt-get to install it with';
  if (!isRoot()) return `not root, so it cannot be installed here: sudo apt-get install ${packages.join(' ')}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  process.stdout.write(`Installing ${packages.join(', ')} …\n`);
  await run('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 });
  const { code, output } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    env,
    timeoutMs: 600_000,
  });
  return code === 0 ? null : `apt-get install ${packages.join(' ')} failed: ${output.trimEnd().split('\n').at(-1)}`;
}

/** Finds a program, installing its packages where that is possible; gives the place or the reason for its absence. */
export async function findOrInstall(find, packages) {
  const found = find();
  if (found) return { place: found, reason: null };
  const reason = await aptInstall(packages);
  const place = find();
  return place
    ? { place, reason: null }
    : { place: null, reason: `${packages[0]} is not installed; ${reason ?? 'its package did not bring it'}` };
}

/** The account that a database server runs as: they refuse root. Null means ourselves. */
export async function unprivileged(names = ['postgres', '_postgres', 'nobody']) {
  if (!isRoot()) return null;
  for (const name of names) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])));
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) };
  }
  return null;
}

const onPath = () => (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
const readFolder = (folder) => (existsSync(folder) ? readdirSync(folder) : []);
const byVersion = (a, b) => (Number.parseFloat(b) || 0) - (Number.parseFloat(a) || 0);
const versions = (folder, inner) =>
  readFolder(folder)
    .sort(byVersion)
    .map((name) => path.join(folder, name, inner));
const homebrew = (folder) =>
  readFolder(folder)
    .filter((name) => name.startsWith('postgresql'))
    .sort()
    .reverse()
    .map((name) => path.join(folder, name, 'bin'));
