import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { settings } from '../config.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { openHome } from '../deps.ts';
import { webFolder } from '../project.ts';
import { startTrouble } from '../start-trouble.ts';
import { storageTrouble } from '../storage.ts';
import type { Command, Input } from './command.ts';
import { dataFindings } from './doctor-data.ts';
import type { Finding } from './finding.ts';

export const command: Command = {
  summary: 'Check what Lumiere needs and say what to do where something is missing.',
  options: { json: { type: 'boolean', meaning: 'print JSON' } },
  words: null,
  async run(input) {
    const findings: Finding[] = [
      node(),
      { part: 'settings', ok: true, words: `all ${settings.length} are fine` },
      home(input),
      ...access(input),
    ];
    // only a folder that cannot be used keeps the rest from being looked at
    if (findings.every(({ part, ok }) => ok || part === 'access')) findings.push(...(await parts(input)));
    findings.push(pages(), await port(input));
    if (input.values['json'] === true)
      input.terminal.out(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }));
    else
      for (const { part, ok, words } of findings)
        input.terminal.out(`${ok ? 'ok   ' : 'FAILS'} ${part.padEnd(9)} ${words}`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
};

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  return {
    part: 'node',
    ok,
    words: ok ? process.version : `${process.version} is too old; install Node 20.19 or newer`,
  };
}

function home({ config }: Input): Finding {
  try {
    openHome(config.home);
    accessSync(config.home, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(config.home);
    const free = bavail * bsize;
    const amount =
      free < 1024 ** 3 ? `${Math.floor(free / 1024 ** 2)} MB free` : `${(free / 1024 ** 3).toFixed(1)} GB free`;
    return free > 200 * 1024 ** 2
      ? { part: 'folder', ok: true, words: `${config.home}, ${amount}` }
      : {
          part: 'folder',
          ok: false,
          words: `${config.home} has only ${amount}; make room or choose another with LUMIERE_HOME`,
        };
  } catch (error) {
    return {
      part: 'folder',
      ok: false,
      words: startTrouble(error, config) ?? `${config.home} ${storageTrouble(error) ?? 'cannot be used'}`,
    };
  }
}

/** Passwords' hashes, keys and copies of data lie there: nobody else on the machine may look. */
function access({ config }: Input): readonly Finding[] {
  if (process.platform === 'win32' || !existsSync(config.home)) return [];
  const { mode } = statSync(config.home);
  const open = (mode & 0o077) !== 0;
  return [
    {
      part: 'access',
      ok: !open,
      words: open
        ? `other users of this machine may enter ${config.home} (${(mode & 0o777).toString(8)}); run: chmod 700 "${config.home}"`
        : 'the folder is open to its owner alone',
    },
  ];
}

/** Database and whatever else a feature wants to be working. */
async function parts({ config, open }: Input): Promise<readonly Finding[]> {
  try {
    const deps = await open();
    const kind =
      deps.db.engine === 'sqlite' ? `SQLite in ${join(config.home, 'lumiere.db')}` : 'PostgreSQL of DATABASE_URL';
    const checked = await Promise.all(
      deps.ready.map(async ({ name, check }): Promise<Finding> => {
        const failed = await check().then(
          () => null,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        return { part: name, ok: failed === null, words: failed ?? (name === 'database' ? kind : 'works') };
      }),
    );
    const pending = await pendingMigrations(deps.db);
    return [
      ...checked,
      {
        part: 'schema',
        ok: pending === 0,
        words: pending === 0 ? 'up to date' : `${pending} steps are missing; run: lumiere migrate`,
      },
      ...(await dataFindings(deps)),
    ];
  } catch (error) {
    return [
      {
        part: 'database',
        ok: false,
        words: startTrouble(error, config) ?? (error instanceof Error ? error.message : String(error)),
      },
    ];
  }
}

function pages(): Finding {
  const built = existsSync(join(webFolder(), 'index.html'));
  return { part: 'pages', ok: built, words: built ? 'built' : 'the web app is not built; run: npm run build' };
}

async function port({ config: { host, port: number } }: Input): Promise<Finding> {
  const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port: number }, () => server.close(() => resolve(null)));
  });
  if (error === null) return { part: 'port', ok: true, words: `${number} is free` };
  const ours = error.code === 'EADDRINUSE' && (await answers(`http://${host}:${number}/health/live`));
  if (ours) return { part: 'port', ok: true, words: `${number} is used by a running Lumiere` };
  return {
    part: 'port',
    ok: false,
    words:
      error.code === 'EADDRINUSE'
        ? `${number} is taken by another program; stop it, or set PORT`
        : `${number} cannot be used on ${host} (${error.code})`,
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (reply) => reply.ok && (await reply.text()).includes('"live"'),
    () => false,
  );
}
