import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { main, root } from './lib/project.mjs';
import { checkTasks } from './lib/checks.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { findChromium, findOrInstall } from './lib/machine.mjs';
import { freshClone } from './lib/fresh-clone.mjs';
import { playwright } from './lib/playwright.mjs';
import { conclude, pooled, skip, suite } from './lib/suites.mjs';
import { vitest } from './lib/vitest.mjs';
import { withServers } from './lib/with-servers.mjs';

/** `npm test` runs everything; `npm test -- unit e2e` only the suites whose names hold one of the words. */
const words = process.argv.slice(2);
const wanted = (name) => words.length === 0 || words.some((word) => name.includes(word));

main(async () => {
  // a tenth of every long run, on a seed of its own each time, and every counterexample recorded so far
  const seed = process.env.LUMIERE_SEED ?? String(randomInt(2 ** 31));
  const length = { LUMIERE_SEED: seed, LUMIERE_DEEP_SCALE: process.env.LUMIERE_DEEP_SCALE ?? '0.1' };
  const seeded = (result) => ({ ...result, note: [result.note, `seed ${seed}`].filter(Boolean).join(', ') });
  process.stdout.write(`Seed of the random tests: LUMIERE_SEED=${seed}\n`);
  const strict = process.env.LUMIERE_TEST_STRICT === '1';
  await ensureInstalled();
  const done = [];
  const add = async (name, run) => wanted(name) && done.push(await suite(name, run));

  await add('build', async () => (await ensureBuilt(), { passed: 1 }));
  const built = existsSync(path.join(root, 'dist', '.stamp'));
  if (wanted('check')) done.push(...(await pooled(checkTasks())));
  await add('unit', async () => seeded(await vitest('unit', { env: length })));
  for (const name of ['integration', 'deep'])
    await add(name, async () => seeded(await withServers((env) => vitest(name, { env: { ...env, ...length } }))));
  await add('e2e', async () => {
    if (!built) return { failed: 1, detail: 'There is no build to open in a browser.' };
    const { place, reason } = await findOrInstall(findChromium, ['chromium', 'fonts-liberation']);
    return place ? withServers((env) => playwright({ chromium: place, env })) : skip(reason);
  });
  await add('fresh clone', () => freshClone());
  return conclude(done, { strict });
});
