import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './project.mjs';
import { removeAtExit, run, start, stop } from './children.mjs';
import { freePort } from './port.mjs';
import { skip } from './suites.mjs';

/**
 * What a stranger does: clone, `npm start`, wait for the address; then stop and start once more.
 * The clone is of the last commit, in a path with a space, with data and settings of its own.
 */
export async function freshClone() {
  if (!existsSync(path.join(root, '.git'))) return skip('this is no git repository, so there is nothing to clone');
  const folder = mkdtempSync(path.join(tmpdir(), 'lumiere clone '));
  removeAtExit(folder);
  const cloned = await run('git', ['clone', '--quiet', '--no-hardlinks', root, path.join(folder, 'my lumiere')]);
  if (cloned.code === 127) return skip('git is not installed');
  if (cloned.code !== 0) return { failed: 1, detail: cloned.output };

  const home = path.join(folder, 'my lumiere');
  const first = await startAndStop(home, 'npm', ['start'], 420_000);
  if (!first.ready) return { failed: 1, detail: `The first start did not get ready:\n${first.output}` };
  const second = await startAndStop(home, process.execPath, ['scripts/start.mjs'], 60_000);
  if (!second.ready) return { passed: 1, failed: 1, detail: `The second start did not get ready:\n${second.output}` };

  const problems = [
    !/https?:\/\/\S+\/setup\S*/i.test(first.output) && 'the first start printed no set-up link',
    /Installing|Building/.test(second.output) && 'the second start did work twice',
    // the goal is 1 s; a busy machine must not fail the suite
    second.ms > 3000 && `the second start took ${second.ms.toFixed(0)} ms`,
    second.code !== 0 && `the second server ended with code ${second.code} when asked to stop`,
  ].filter(Boolean);
  return {
    passed: 2 - Math.min(2, problems.length),
    failed: problems.length,
    detail: `${problems.join('\n')}\n--- first start\n${first.output}\n--- second start\n${second.output}`,
    note: `first ready after ${(first.ms / 1000).toFixed(0)} s, second after ${second.ms.toFixed(0)} ms`,
  };
}

async function startAndStop(cwd, command, args, timeoutMs) {
  // a stranger's machine has none of our settings
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LUMIERE_|DATABASE_URL$|NODE_ENV$)/.test(name)),
  );
  const env = { ...inherited, PORT: String(await freePort()), HOST: '127.0.0.1', npm_config_prefer_offline: 'true' };
  const began = performance.now();
  const child = start(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ready = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const settle = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
    const look = (chunk) => {
      output += chunk;
      if (/Lumiere is ready: /.test(output)) settle(true);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('close', () => settle(false));
  });
  const ms = performance.now() - began;
  // lines that belong to the ready line, such as the set-up link
  await new Promise((resolve) => setTimeout(resolve, 200));
  await stop(child, 'SIGTERM', 15_000);
  return { ready, ms, output, code: child.exitCode };
}
