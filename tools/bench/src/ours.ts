import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Answer, Query } from '@lumiere/contract';
import { startProduct } from '../../../test/support/product.ts';
import { starModel } from './star-model.ts';

/** The built product with the star connected, asked over HTTP as a script would ask it. */
export interface Ours {
  /** Milliseconds until the last byte of the answer is here, and the answer. */
  ask(query: Query): Promise<{ readonly ms: number; readonly answer: Answer }>;
  close(): Promise<void>;
}

const run = promisify(execFile);
const person = { email: 'bench@example.com', password: 'a benchmark is a measured claim' };

/** The built product on an empty data folder, with a person and a key of theirs. */
export interface Product {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts the product; `prepare` is done by its own commands before it listens. */
export async function openProduct(
  prepare: (lumiere: (...args: readonly string[]) => Promise<string>, home: string) => Promise<void> = () =>
    Promise.resolve(),
): Promise<Product> {
  const home = await mkdtemp(path.join(tmpdir(), 'lumiere-bench-'));
  const settings = { LUMIERE_HOME: home, LUMIERE_MAX_ROWS: '20000', LOG_LEVEL: 'warn' };
  const lumiere = async (...args: readonly string[]): Promise<string> => {
    const cli = path.resolve(import.meta.dirname, '../../../dist/cli.mjs');
    const { stdout } = await run(process.execPath, [cli, ...args], { env: { ...plain(), ...settings } });
    return stdout.trim();
  };
  await lumiere('user', 'create', '--email', person.email, '--password', person.password);
  const key = await lumiere('api-key', 'create', '--email', person.email);
  await prepare(lumiere, home);
  const product = await startProduct(settings);
  return {
    url: product.url,
    key,
    pid: product.pid,
    close: async () => {
      await product.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Starts the product with a connection to `file` made by its own commands. */
export async function openOurs(file: string): Promise<Ours> {
  let id = '';
  const product = await openProduct(async (lumiere, home) => {
    id = await addStar(lumiere, home, file);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: async (query) => {
      const body = Buffer.from(JSON.stringify({ connection: id, query }));
      const began = performance.now();
      const { status, bytes } = await post(agent, `${product.url}/api/v1/queries`, product.key, body);
      const ms = performance.now() - began;
      if (status !== 200) throw new Error(`the server answered ${status}: ${bytes.toString()}`);
      // the contract's reply
      return { ms, answer: JSON.parse(bytes.toString()) as Answer };
    },
    close: async () => {
      agent.destroy();
      await product.close();
    },
  };
}

async function addStar(
  lumiere: (...args: readonly string[]) => Promise<string>,
  home: string,
  file: string,
): Promise<string> {
  const model = path.join(home, 'star.yaml');
  // a model file is YAML, of which JSON is a part
  await writeFile(model, JSON.stringify(starModel));
  const added = await lumiere(
    'connection',
    'add',
    '--kind',
    'duckdb',
    '--file',
    file,
    '--name',
    'Star',
    '--model',
    model,
    '--json',
  );
  // our own command's output
  const { id } = JSON.parse(added) as { readonly id: string };
  return id;
}

function post(agent: Agent, url: string, key: string, body: Buffer): Promise<{ status: number; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.once('end', () => resolve({ status: reply.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
      reply.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** The environment without anybody's settings of Lumiere. */
const plain = (): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' });
