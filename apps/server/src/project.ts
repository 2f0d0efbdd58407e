import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, found from where this code lies: the bundle in `dist/` and the sources give the same. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && manifest(file).name === 'lumiere') return folder;
    if (dirname(folder) === folder) return process.cwd();
    folder = dirname(folder);
  }
}

/** Where the build puts the web app. */
export const webFolder = (): string => join(projectFolder(), 'dist', 'web');

/** The folder of sample data and models: the project's own, or the copy that the build makes. */
export function contentFolder(): string {
  const own = join(projectFolder(), 'content');
  return existsSync(own) ? own : join(projectFolder(), 'dist', 'content');
}

/** The version of this server, as the project's package.json says. */
export function projectVersion(): string {
  return manifest(join(projectFolder(), 'package.json')).version ?? '0.0.0';
}

function manifest(file: string): { readonly name?: string; readonly version?: string } {
  // Our own file: its shape is known.
  return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
}
