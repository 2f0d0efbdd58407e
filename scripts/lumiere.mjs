import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, root } from './lib/project.mjs';
import { releaseSignals } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureBuilt } from './lib/build.mjs';

main(async () => {
  // standard output belongs to the command: `--json` must stay readable by a program
  const say = (line) => process.stderr.write(`${line}\n`);
  await ensureInstalled(say);
  await ensureBuilt(say);
  releaseSignals();
  process.argv[1] = path.join(root, 'dist', 'cli.mjs');
  await import(pathToFileURL(process.argv[1]).href);
});
