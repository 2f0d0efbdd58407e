import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root } from './lib/project.mjs';
import { releaseSignals } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureBuilt } from './lib/build.mjs';

main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  // the server takes over this very process, so signals and the exit code are its own
  releaseSignals();
  process.chdir(root);
  process.setSourceMapsEnabled(true);
  process.argv[1] = path.join(root, 'dist', 'server.mjs');
  await import(pathToFileURL(process.argv[1]).href);
});
