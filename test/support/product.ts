import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import path from 'node:path';

export interface Product {
  readonly url: string;
  /** The one-time link by which the owner is made; null where there is an owner. */
  readonly setupLink: string | null;
  readonly pid: number;
  /** Milliseconds from the start of the process to its ready line. */
  readonly readyMs: number;
  /** Everything printed so far. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const root = path.resolve(import.meta.dirname, '..', '..');

/** Starts the built server as a person's machine would, with only the settings given, and waits for its ready line. */
export async function startProduct(settings: Readonly<Record<string, string>>): Promise<Product> {
  const began = performance.now();
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    ...settings,
  };
  const child = spawn(process.execPath, ['--enable-source-maps', path.join(root, 'dist', 'server.mjs')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The server was not ready within 60 s:\n${output}`));
    }, 60_000);
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const ready = /Lumiere is ready: (http\S+)/.exec(output);
      if (!ready?.[1]) return;
      clearTimeout(timer);
      resolve(ready[1].replace(/\/$/, ''));
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    void ended.then((code) => reject(new Error(`The server ended with code ${code} before it was ready:\n${output}`)));
  });
  const readyMs = performance.now() - began;
  // the link may follow the ready line
  await new Promise((resolve) => setTimeout(resolve, 150));
  return {
    url: new URL(url).origin,
    setupLink: /https?:\/\/\S+\/setup\S*/.exec(output)?.[0] ?? null,
    pid: child.pid ?? 0,
    readyMs,
    output: () => output,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}
