import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportReply, Job, StoredProfile, Upload } from '@lumiere/contract';
import { watchMemory } from './memory.ts';
import { openProduct } from './ours.ts';

/** What bringing a file costs, from its first byte to its profile. */
export interface ImportFigures {
  readonly rows: number;
  readonly columns: number;
  readonly megabytes: number;
  readonly milliseconds: {
    readonly upload: number;
    /** From asking for the import to the job's end: read, written, in force, modelled, profiled. */
    readonly import: number;
    readonly readProfile: number;
    readonly whole: number;
  };
  /** The most that the server and its children held beyond what they held before; null where the system does not tell. */
  readonly grownMb: number | null;
  /** Others at work on this machine: the load of the last minute, before and after. */
  readonly load: readonly [number, number];
}

/** The whole of 1,000,000 rows must be done within this. */
export const importBarMs = 10_000;
/** Reading a stored profile back must be done within this. */
export const profileBarMs = 200;

/** A file of whatever size may add so much memory. */
export const memoryBarMb = 300;

/** Uploads a CSV of so many rows over HTTP, imports it and reads its profile back, on a server that has done so with a small one before. */
export async function benchImport(folder: string, rows: number): Promise<ImportFigures> {
  const file = await writeRows(folder, rows);
  const small = await writeRows(folder, 1000);
  const { size } = await stat(file);
  const before = loadavg()[0] ?? 0;
  const product = await openProduct();
  try {
    // what a server holds once it has imported anything, its processes for files among them, is not of this file's size
    await bring(small, 1000, product);
    const memory = watchMemory(product.pid);
    try {
      const { columns, milliseconds } = await bring(file, rows, product);
      const most = memory.most();
      const grownMb = most === null || memory.first === null ? null : Math.round(most - memory.first);
      const load = [before, loadavg()[0] ?? 0] as const;
      return { rows, columns, megabytes: Math.round(size / 1e6), milliseconds, grownMb, load };
    } finally {
      memory.most();
    }
  } finally {
    await product.close();
  }
}

type Server = Awaited<ReturnType<typeof openProduct>>;

async function bring(
  file: string,
  rows: number,
  product: Server,
): Promise<Pick<ImportFigures, 'columns' | 'milliseconds'>> {
  const { size } = await stat(file);
  const began = performance.now();
  const upload = await call<Upload>(product, 'POST', '/uploads', { name: path.basename(file), bytes: size });
  const handle = await open(file);
  const chunk = new Uint8Array(upload.chunkBytes);
  for (let offset = 0; offset < size;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, offset);
    await call(product, 'PUT', `/uploads/${upload.id}?offset=${offset}`, chunk.slice(0, bytesRead));
    offset += bytesRead;
  }
  await handle.close();
  await call(product, 'POST', `/uploads/${upload.id}/finish`, {});
  const uploaded = performance.now();
  const into = { into: { kind: 'new' } };
  const started = await call<ImportReply>(product, 'POST', `/uploads/${upload.id}/import`, into);
  if (started.outcome !== 'started') throw new Error('the import was not started');
  let job = await call<Job>(product, 'GET', `/jobs/${started.job}`, null);
  while (job.status === 'queued' || job.status === 'running') {
    await pause(20);
    job = await call<Job>(product, 'GET', `/jobs/${started.job}`, null);
  }
  if (job.status !== 'succeeded') throw new Error(`the import ${job.status}: ${JSON.stringify(job.problems)}`);
  const imported = performance.now();
  const { profile } = await call<StoredProfile>(product, 'GET', `/datasets/${started.dataset}/profile`, null);
  const ended = performance.now();
  if (profile.rows !== rows) throw new Error(`the profile speaks of ${profile.rows} rows`);
  return {
    columns: profile.columns.length,
    milliseconds: {
      upload: Math.round(uploaded - began),
      import: Math.round(imported - uploaded),
      readProfile: Math.round(ended - imported),
      whole: Math.round(ended - began),
    },
  };
}

async function call<T>(
  product: Server,
  method: string,
  route: string,
  body: Uint8Array<ArrayBuffer> | object | null,
): Promise<T> {
  const octets = body instanceof Uint8Array;
  const reply = await fetch(`${product.url}/api/v1${route}`, {
    method,
    headers: {
      authorization: `Bearer ${product.key}`,
      ...(body === null ? {} : { 'content-type': octets ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body === null ? {} : { body: octets ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${route} answered ${reply.status}: ${text}`);
  // the contract's reply
  return JSON.parse(text) as T;
}

const words = ['North', 'South', 'East', 'West', 'Centre'];
const states = ['new', 'paid', 'sent', 'returned'];

/** Ten columns of the kinds that files have; made once. */
export async function writeRows(folder: string, rows: number): Promise<string> {
  const file = path.join(folder, `orders-${rows}.csv`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  const out = createWriteStream(`${file}.new`);
  out.write('order_id,customer_id,region,state,ordered_on,shipped_at,quantity,price,discount,note\n');
  let lines: string[] = [];
  for (let n = 1; n <= rows; n++) {
    const day = new Date(Date.UTC(2022, 0, 1 + ((n * 7) % 1400))).toISOString();
    const customer = (n * 7919) % 50_000;
    const price = (((n * 31) % 100_000) / 100).toFixed(2);
    const note = n % 10 === 0 ? '' : `note ${(n * 13) % 9973}`;
    lines.push(
      `${n},${customer},${words[n % 5]},${states[n % 4]},${day.slice(0, 10)},${day.slice(0, 10)} ${String(n % 24).padStart(2, '0')}:15:00,${(n % 9) + 1},${price},0.${n % 5},${note}`,
    );
    if (lines.length < 20_000 && n < rows) continue;
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    lines = [];
  }
  out.end();
  await once(out, 'close');
  renameSync(`${file}.new`, file);
  return file;
}
