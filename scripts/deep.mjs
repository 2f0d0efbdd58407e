import { randomInt } from 'node:crypto';
import { main } from './lib/project.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { conclude, suite } from './lib/suites.mjs';
import { vitest } from './lib/vitest.mjs';
import { withServers } from './lib/with-servers.mjs';

main(async () => {
  await ensureInstalled();
  const seed = process.env.LUMIERE_SEED ?? String(randomInt(2 ** 31));
  const scale = process.env.LUMIERE_DEEP_SCALE ?? '1';
  process.stdout.write(
    `Long runs of everything that says it earns them, up to 60 minutes. To repeat this very run: LUMIERE_SEED=${seed} npm run test:deep\n`,
  );
  const env = { LUMIERE_SEED: seed, LUMIERE_DEEP_SCALE: scale };
  // one file at a time: some of them hold the server to figures
  const how = { tag: 'deep', workers: 1, timeoutMs: 60 * 60_000 };
  const result = await suite('deep', () =>
    withServers((servers) => vitest(['unit', 'integration', 'deep'], { ...how, env: { ...servers, ...env } })),
  );
  if (result.failed > 0) {
    process.stdout.write(
      '\nA failed property above ends with one line of JSON. Record it, so that every later run tries it first: add it to the list in\n' +
        'test/deep/counterexamples/<name of the property>.json, and commit that with the repair.\n',
    );
  }
  return conclude([{ ...result, note: `seed ${seed}` }]);
});
