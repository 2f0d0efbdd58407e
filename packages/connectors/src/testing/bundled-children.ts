import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { SpawnCommand } from '../spawn-command.ts';

/** Bundles a child once, as the product has it, so that a test that starts many does not compile it for each of them. */
export async function bundledChild(entry: string, folder: string): Promise<SpawnCommand> {
  mkdirSync(folder, { recursive: true });
  // beside the packages that stay outside of the bundle
  const out = path.join(folder, `${path.basename(entry)}.mjs`);
  await build({
    entryPoints: [path.join(import.meta.dirname, '..', `${entry}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: out,
    external: ['@duckdb/node-bindings', '@photostructure/sqlite'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
    },
    logLevel: 'warning',
  });
  return { command: process.execPath, args: ['--max-old-space-size=1024', out] };
}
