import path from 'node:path';
import { main, root } from './project.mjs';
import { ensureBuilt } from './build.mjs';
import { start } from './children.mjs';
import { ensureInstalled } from './install.mjs';

/** Runs one of the programs under tools/ from its sources, on the product as built, with this command's arguments. */
export function runTool(name) {
  main(async () => {
    const say = (line) => process.stderr.write(`${line}\n`);
    await ensureInstalled(say);
    await ensureBuilt(say);
    const program = path.join(root, 'tools', name, 'src', 'main.ts');
    const child = start(process.execPath, ['--import', 'tsx', program, ...process.argv.slice(2)], {
      cwd: root,
      stdio: 'inherit',
    });
    return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  });
}
