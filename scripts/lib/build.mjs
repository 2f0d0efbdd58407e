import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { root, seconds, Stop } from './project.mjs';
import { removeAtExit, run } from './children.mjs';
import { sourceStamp } from './sources.mjs';

/**
 * Programs by the name of their file in dist/. Those of a group share chunks, which hold what any of them needs; children, which are started
 * often, share with nobody, so that they load nothing but their own.
 */
const groups = [
  {
    server: 'apps/server/src/main.ts',
    cli: 'apps/server/src/cli.ts',
    'guard-worker': 'apps/server/src/data/guard-worker.ts',
    'model-worker': 'apps/server/src/data/model-worker.ts',
  },
  { 'engine-child': 'packages/connectors/src/engine-child.ts' },
  { 'sqlite-child': 'packages/connectors/src/sqlite-child.ts' },
  { 'files-child': 'packages/connectors/src/files/files-child.ts' },
  { 'import-child': 'packages/connectors/src/files/import-child.ts' },
];

/** Native code, and packages that read files beside their own code, stay in node_modules. */
const external = [
  '@duckdb/node-bindings',
  '@photostructure/sqlite',
  '@node-rs/*',
  '@fastify/swagger-ui',
  'pg-native',
  'pino',
  'thread-stream',
];

/** Packages that are CommonJS inside expect these names. */
const banner = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `import { fileURLToPath as __fileURLToPath } from 'node:url';`,
  `import { dirname as __pathDirname } from 'node:path';`,
  `const require = __createRequire(import.meta.url);`,
  `const __filename = __fileURLToPath(import.meta.url);`,
  `const __dirname = __pathDirname(__filename);`,
].join(' ');

const shellLimit = 250 * 1024;
const dist = path.join(root, 'dist');
const bin = (name) => path.join(root, 'node_modules', '.bin', name);

/** Builds unless dist/ was made from these very sources. */
export async function ensureBuilt(say = console.log) {
  const stampFile = path.join(dist, '.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceStamp()) return;
  await build(say);
}

/** Builds everything into a folder of its own and puts it in place when all of it is done, so a failed build leaves the last good one. */
export async function build(say = console.log) {
  const began = performance.now();
  const stamp = sourceStamp();
  const missing = [...groups.flatMap((group) => Object.values(group)), 'apps/web/index.html'].filter(
    (file) => !existsSync(path.join(root, file)),
  );
  if (missing.length > 0)
    throw new Stop(`Cannot build: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`);

  say('Building …');
  const out = path.join(root, `.dist-${process.pid}`);
  removeAtExit(out);
  mkdirSync(out);
  await Promise.all([...groups.map((group) => bundlePrograms(group, out)), bundleWeb(out)]);
  copyContent(out);
  const shell = shellSize(path.join(out, 'web'));
  writeFileSync(path.join(out, '.stamp'), stamp);
  swap(out);
  say(
    `Built in ${seconds(began)}; the page's first transfer is ${(shell / 1024).toFixed(0)} KB of compressed JavaScript.`,
  );
}

async function bundlePrograms(programs, out) {
  const args = [
    ...Object.entries(programs).map(([name, file]) => `${name}=${file}`),
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    '--splitting',
    '--sourcemap',
    '--sources-content=false',
    `--outdir=${out}`,
    '--out-extension:.js=.mjs',
    // beside the programs, since code finds its children and files from where it lies itself
    '--chunk-names=chunk-[hash]',
    '--log-level=warning',
    ...external.map((name) => `--external:${name}`),
    `--banner:js=${banner}`,
  ];
  const { code, output } = await run(bin('esbuild'), args, { cwd: root });
  if (code !== 0) throw new Stop(`${output.trimEnd()}\nThe server could not be bundled; the errors are above.`);
}

async function bundleWeb(out) {
  const args = ['build', '--outDir', path.join(out, 'web'), '--emptyOutDir', '--logLevel', 'warn'];
  const { code, output } = await run(bin('vite'), args, { cwd: path.join(root, 'apps', 'web') });
  if (code !== 0) throw new Stop(`${output.trimEnd()}\nThe web app could not be bundled; the errors are above.`);
}

/** What the server reads at run time of content/: data and models, not the code that made them. */
function copyContent(out) {
  const from = path.join(root, 'content');
  if (!existsSync(from)) return;
  cpSync(from, path.join(out, 'content'), { recursive: true, filter: (file) => !/\.(ts|mjs|md)$/.test(file) });
}

/** Compressed bytes of the scripts that index.html loads before anything else; a build above the limit fails. */
function shellSize(web) {
  const html = readFileSync(path.join(web, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1]);
  const bytes = scripts.reduce((sum, file) => sum + gzipSync(readFileSync(path.join(web, file))).length, 0);
  if (scripts.length === 0) throw new Stop('The web build has no script in index.html.');
  if (bytes > shellLimit) {
    throw new Stop(
      `The page's first transfer is ${(bytes / 1024).toFixed(0)} KB of compressed JavaScript; the limit is ${shellLimit / 1024} KB. ` +
        `Load the heavy part lazily: ${scripts.join(', ')}`,
    );
  }
  return bytes;
}

function swap(out) {
  const old = path.join(root, `.dist-${process.pid}-old`);
  removeAtExit(old);
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
  for (const entry of readdirSync(root)) {
    // left by a build that was killed more than an hour ago
    if (/^\.dist-\d+(-old)?$/.test(entry) && Date.now() - statSync(path.join(root, entry)).mtimeMs > 3_600_000) {
      rmSync(path.join(root, entry), { recursive: true, force: true });
    }
  }
}
