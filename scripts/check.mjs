import { main } from './lib/project.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { checkTasks } from './lib/checks.mjs';
import { conclude, pooled, suite } from './lib/suites.mjs';
import { vitest } from './lib/vitest.mjs';

main(async () => {
  await ensureInstalled();
  const checks = await pooled(checkTasks());
  return conclude([...checks, await suite('unit and architecture', () => vitest('unit'))]);
});
