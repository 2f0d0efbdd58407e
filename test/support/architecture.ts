import { builtinModules } from 'node:module';
import path from 'node:path';

/** A source file by its path from the root, `packages/sql/src/compile.ts`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a package.json declares. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const below = {
  values: [],
  contract: ['values'],
  semantic: ['values', 'contract'],
  sql: ['values', 'contract', 'semantic'],
  connectors: ['values', 'contract', 'semantic', 'sql'],
  charts: ['values', 'contract'],
  insight: ['values', 'contract'],
  ask: ['values', 'contract', 'semantic'],
  web: ['values', 'contract', 'semantic', 'charts'],
  server: ['values', 'contract', 'semantic', 'sql', 'connectors', 'charts', 'insight', 'ask'],
  eval: ['values', 'contract', 'semantic', 'sql', 'connectors', 'charts', 'ask'],
  bench: ['values', 'contract', 'semantic', 'sql', 'connectors'],
  testing: [],
} as const satisfies Record<string, readonly string[]>;

const pure = new Set(['values', 'contract', 'semantic', 'sql', 'ask', 'charts', 'insight']);
/** What the web app sees as types only, so that no schema and no model code is in the shell's bundle. */
const typesOnlyInWeb = new Set(['contract', 'semantic']);
const nodeModules = new Set(builtinModules);
const longest = 400;
/** The settings of a long run. Only `deepTest` hands them on, which tags what it is handed to: so nothing that could be longer is left out. */
const lengths = /LUMIERE_DEEP_SCALE|LUMIERE_SEED/;
/** The one reader, the two programs that hand it the environment, and the pool, which must pass on what a system cannot do without. */
const mayReadEnvironment = new Set([
  'apps/server/src/config.ts',
  'apps/server/src/main.ts',
  'apps/server/src/cli.ts',
  'packages/connectors/src/engine-process.ts',
]);

/** Everything that breaks the architecture, one sentence each. `manifests` are by folder, `packages/sql`; the root's is at ``. */
export function violations(files: readonly SourceFile[], manifests: ReadonlyMap<string, Manifest>): readonly string[] {
  return files.flatMap((file) => {
    const [group = '', name = ''] = file.path.split('/');
    const home = `${group}/${name}`;
    const unit = {
      file,
      home,
      name,
      test: /\.test\.tsx?$|\/testing\//.test(file.path),
      manifest: manifests.get(home) ?? {},
      root: manifests.get('') ?? {},
    };
    const imports = importsOf(file.text);
    const found = [
      ...imports.flatMap((each) => [...arrows(unit, each), ...declared(unit, each), ...features(unit, each)]),
      ...content(unit),
    ];
    return found.map((sentence) => `${file.path}: ${sentence}`);
  });
}

interface Unit {
  readonly file: SourceFile;
  readonly home: string;
  readonly name: string;
  readonly test: boolean;
  readonly manifest: Manifest;
  readonly root: Manifest;
}

function arrows({ file, home, name, test }: Unit, { from, typeOnly }: Import): readonly string[] {
  if (from.startsWith('.')) {
    const target = path.posix.join(path.posix.dirname(file.path), from);
    // content is data written as code, which the server and the tools load; the tools start the product as the tests do
    const tool = home.startsWith('tools/');
    const reachable =
      target.startsWith(`${home}/`) ||
      ((name === 'server' || tool) && target.startsWith('content/')) ||
      (tool && target.startsWith('test/support/'));
    return reachable ? [] : [`reaches out of its package to ${target}; import the package by its name`];
  }
  const [scope, to = '', ...inner] = from.split('/');
  if (scope !== '@lumiere') return [];
  const seen: readonly string[] = name in below ? below[name as keyof typeof below] : [];
  return [
    ...(seen.includes(to) || (test && (to === name || to === 'testing')) ? [] : [`${name} must not see ${to}`]),
    ...(inner.length > 0 ? [`imports the inside of a package, ${from}; import @lumiere/${to}`] : []),
    ...(name === 'web' && typesOnlyInWeb.has(to) && !typeOnly && !test
      ? [`the web app sees ${to} as types only; write import type`]
      : []),
  ];
}

function declared({ name, test, manifest, root }: Unit, { from, typeOnly }: Import): readonly string[] {
  // a specifier that is put together, in a text that a test writes to a file
  if (from.startsWith('.') || from.includes('${')) return [];
  // the arrows say who may
  if (from === '@lumiere/testing') return [];
  const bare = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : (from.split('/')[0] ?? from);
  if (from.startsWith('node:') || nodeModules.has(bare)) {
    return pure.has(name) && !test ? [`a pure package must not import ${from}`] : [];
  }
  if (from.startsWith('virtual:')) return [];
  const known = {
    ...manifest.dependencies,
    ...(test || typeOnly ? { ...manifest.devDependencies, ...root.devDependencies } : {}),
  };
  return bare in known ? [] : [`${bare} is not among the dependencies of its package.json`];
}

function features({ file }: Unit, { from }: Import): readonly string[] {
  if (!from.startsWith('.')) return [];
  const feature = (of: string): string | undefined => /^apps\/\w+\/src\/features\/([^/]+)\//.exec(of)?.[1];
  const mine = feature(file.path);
  const other = feature(`${path.posix.join(path.posix.dirname(file.path), from)}/`);
  return mine !== undefined && other !== undefined && mine !== other
    ? [`the feature ${mine} must not import the feature ${other}; what both need moves down`]
    : [];
}

function content({ file, home, name, test }: Unit): readonly string[] {
  const code = withoutComments(file.text);
  const lines = file.text.trimEnd().split('\n').length;
  return [
    ...(lines > longest && !test ? [`has ${lines} lines; look for the second concept (at most ${longest})`] : []),
    ...(/\/(utils|types)\//.test(file.path) ? ['stands in a utils or types folder; name the concept'] : []),
    ...(pure.has(name) && !test && /\bfetch\(/.test(code) ? ['a pure package must not fetch'] : []),
    ...(lengths.test(code) && home !== 'tools/testing' && file.path !== 'apps/server/src/config.test.ts'
      ? ['reads how long the run is; write deepTest or deepProperty of @lumiere/testing']
      : []),
    ...(/\bprocess\.env\b/.test(code) && !test && !home.startsWith('tools/') && !mayReadEnvironment.has(file.path)
      ? ['reads the environment; only apps/server/src/config.ts does']
      : []),
  ];
}

/** All modules that a file names, by static and dynamic import and re-export. */
export function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const statics = [...code.matchAll(/^\s*(?:import|export)\b([^;'"`]*?)\bfrom\s*['"]([^'"]+)['"]/gm)];
  const bare = [...code.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm)];
  const dynamic = [...code.matchAll(/(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)(?:\s*\.\s*[A-Z])?/g)];
  return [
    ...statics.map((match) => ({ from: match[2] ?? '', typeOnly: /^\s*type\b/.test(match[1] ?? '') })),
    ...bare.map((match) => ({ from: match[1] ?? '', typeOnly: false })),
    ...dynamic.map((match) => ({
      from: match[2] ?? '',
      typeOnly: match[1] !== undefined || /\.\s*[A-Z]$/.test(match[0]),
    })),
  ];
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;{}(])\/\/.*$/gm, '$1');
}
