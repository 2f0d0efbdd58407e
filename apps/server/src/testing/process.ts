import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { projectFolder } from '../project.ts';

/** A program of ours running as its own process. */
export interface Program {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with what `pattern` found on standard output; rejects where the program ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const connectors = '../../../packages/connectors/src';
const beside = [
  `${connectors}/engine-child`,
  `${connectors}/sqlite-child`,
  `${connectors}/files/files-child`,
  `${connectors}/files/import-child`,
  'data/guard-worker',
  'data/model-worker',
];

/** Both programs with their children and threads, bundled from the sources as they are now, beside the packages that stay outside: starting them so takes a fraction of the time. */
export async function bundlePrograms(): Promise<{ readonly folder: string; remove(): void }> {
  const source = join(import.meta.dirname, '..');
  const cache = join(projectFolder(), 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'lumiere-test-'));
  await build({
    entryPoints: {
      main: join(source, 'main.ts'),
      cli: join(source, 'cli.ts'),
      ...Object.fromEntries(beside.map((entry) => [basename(entry), join(source, `${entry}.ts`)])),
    },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    external: [
      '@duckdb/node-bindings',
      '@photostructure/sqlite',
      '@node-rs/*',
      '@fastify/*',
      'fastify',
      'pg',
      'pg-native',
      'pino',
      'prom-client',
    ],
    // Packages that are CommonJS inside look for these.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts one of the bundled programs with no settings but those given. */
export function runProgram(
  folder: string,
  name: 'main' | 'cli',
  settings: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Program {
  const child = spawn(process.execPath, [join(folder, `${name}.mjs`), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const look of waiting) look();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  );
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(stdout);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
        void ended.then(() =>
          reject(new Error(`${name} ended before it said ${String(pattern)}:\n${stdout}\n${stderr}`)),
        );
      }),
  };
}

/** A port that nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
