import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeAtExit, run, start, stop } from './children.mjs';
import { freePort } from './port.mjs';
import { unprivileged } from './machine.mjs';

/**
 * Starts a throw-away PostgreSQL from the programs in `bin`, on a loopback port, with durable writes as in production.
 * Gives its URL and a way to stop it; its folder goes with this process.
 */
export async function startPostgres(bin) {
  const account = await unprivileged();
  const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-pg-'));
  removeAtExit(folder);
  const password = randomBytes(18).toString('base64url');
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const file of [folder, passwordFile]) chownSync(file, account.uid, account.gid);

  // PostgreSQL refuses root, and the caller's folder may be closed to the account that it runs as
  const as = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }, ...account };
  const data = path.join(folder, 'data');
  const made = await run(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'lumiere', '-E', 'UTF8', '--no-locale', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    as,
  );
  if (made.code !== 0) throw new Error(`initdb failed:\n${made.output}`);

  const port = await freePort();
  const options = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: folder,
    max_connections: 200,
    log_min_messages: 'warning',
  };
  const settings = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = start(path.join(bin, 'postgres'), ['-D', data, ...settings], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (chunk) => (log = (log + chunk).slice(-4000)));

  const url = `postgres://lumiere:${password}@127.0.0.1:${port}/postgres`;
  for (let i = 0; i < 300; i++) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended while starting:\n${log}`);
    const ready = await run(path.join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port), '-q'], as);
    if (ready.code === 0) return { url, stop: () => stop(server, 'SIGINT') };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`PostgreSQL was not ready within 30 s:\n${log}`);
}
