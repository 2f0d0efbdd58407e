import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeAtExit, run, start, stop } from './children.mjs';
import { freePort } from './port.mjs';
import { unprivileged } from './machine.mjs';

/**
 * Starts a throw-away MariaDB from the programs in `places`, on a loopback port, with tables of its own folder only.
 * Gives its URL and a way to stop it; its folder goes with this process.
 */
export async function startMariadb({ install, server: program, admin }) {
  const account = await unprivileged(['mysql', 'nobody']);
  const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-mariadb-'));
  removeAtExit(folder);
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  const password = randomBytes(18).toString('base64url');
  const first = path.join(folder, 'first.sql');
  const user = `'lumiere'@'127.0.0.1'`;
  writeFileSync(
    first,
    `create user ${user} identified by '${password}';\ngrant all privileges on *.* to ${user} with grant option;\n`,
    { mode: 0o600 },
  );
  if (account) for (const file of [folder, temporary, first]) chownSync(file, account.uid, account.gid);

  const as = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', HOME: folder }, ...account };
  const data = path.join(folder, 'data');
  const made = await run(
    install,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    as,
  );
  if (made.code !== 0) throw new Error(`mariadb-install-db failed:\n${made.output}`);

  const port = await freePort();
  const socket = path.join(folder, 'socket');
  const server = start(
    program,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${temporary}`,
      `--socket=${socket}`,
      `--pid-file=${path.join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-networking=0',
      '--skip-name-resolve',
      '--max-connections=100',
      `--init-file=${first}`,
    ],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.on('data', (chunk) => (log = (log + chunk).slice(-4000)));

  for (let i = 0; i < 300; i++) {
    if (server.exitCode !== null) throw new Error(`MariaDB ended while starting:\n${log}`);
    // with the password: the account is there once the first file has been read
    const login = ['--no-defaults', '-h', '127.0.0.1', '-P', String(port), '-u', 'lumiere', 'status'];
    const ready = await run(admin, login, { ...as, env: { ...as.env, MYSQL_PWD: password } });
    if (ready.code === 0)
      return { url: `mysql://lumiere:${password}@127.0.0.1:${port}/`, stop: () => stop(server, 'SIGTERM') };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`MariaDB was not ready within 30 s:\n${log}`);
}
