import { main } from './lib/project.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { build } from './lib/build.mjs';

main(async () => {
  await ensureInstalled();
  await build();
});
