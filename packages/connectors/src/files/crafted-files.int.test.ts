import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { utils, write } from '@e965/xlsx';
import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect } from 'vitest';
import { SourceError } from '../source-error.ts';
import { zipOf } from '../testing/zip-of.ts';
import { currentOf, partFile } from './dataset-index.ts';
import { Datasets } from './datasets.ts';

/** Files that were sound once: whatever is done to their bytes is read, or refused in words, and harms nobody else. */

const root = mkdtempSync(path.join(tmpdir(), 'lumiere crafted '));
const sound = new Map<string, Buffer>();
let datasets: Datasets;

beforeAll(async () => {
  datasets = new Datasets(path.join(root, 'org'));
  const header = ['id', 'name', 'on', 'amount'];
  const rows = Array.from({ length: 300 }, (_, i) => [i, `näme ${i % 7}`, `2024-01-${10 + (i % 20)}`, `${i}.25`]);
  const csv = [header, ...rows].map((cells) => cells.join(',')).join('\n');
  const records = rows.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
  const json = JSON.stringify(records);
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([header, ...rows]), 'Sheet');
  sound.set('a.csv', Buffer.from(csv));
  sound.set('a.json', Buffer.from(json));
  sound.set('a.ndjson', Buffer.from(records.map((record) => JSON.stringify(record)).join('\n')));
  sound.set('a.csv.gz', gzipSync(csv));
  sound.set('a.zip', zipOf([{ name: 'in/a.csv', body: deflateRawSync(csv), method: 8, size: Buffer.byteLength(csv) }]));
  sound.set('a.xls', Buffer.from(write(book, { type: 'array', bookType: 'biff8' }) as ArrayBuffer));
  sound.set('a.xlsx', Buffer.from(await writeXlsx({ sheets: [{ name: 'Sheet', rows: [header, ...rows] }] })));
  await read('a.csv', Buffer.from(csv));
  const [dataset] = datasets.list();
  const part = dataset && currentOf(dataset).parts[0];
  if (dataset === undefined || part === undefined) throw new Error('the sound file was not read');
  sound.set('a.parquet', readFileSync(partFile(datasets.folder, dataset.id, part)));
});
afterAll(() => rmSync(root, { recursive: true }));

async function read(name: string, body: Uint8Array): Promise<number> {
  const file = { path: path.join(root, name), name };
  writeFileSync(file.path, body);
  const signal = AbortSignal.timeout(60_000);
  const { plan } = await datasets.inspect(file, { signal });
  const version = await datasets.import(file, plan, { dataset: 'd', table: 'd', how: 'replace' }, { signal });
  return version.rows;
}

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const harm = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: place, to: fc.nat(255) }),
  fc.record({ kind: fc.constant('number' as const), at: place, to: fc.constantFrom(0, 1, 0x7fffffff, 0xffffffff) }),
  fc.record({ kind: fc.constant('fill' as const), at: place, to: fc.constantFrom(0, 0x22, 0x28, 0x3c, 0xff) }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('drop' as const), at: place }),
  fc.record({ kind: fc.constant('repeat' as const), at: place }),
  fc.record({ kind: fc.constant('end' as const), to: fc.nat(255), at: fc.integer({ min: 1, max: 40 }) }),
);
type Harm = typeof harm extends fc.Arbitrary<infer T> ? T : never;

function harmed(body: Buffer, how: Harm): Buffer {
  const copy = Buffer.from(body);
  const at = how.kind === 'end' ? Math.max(0, body.length - how.at) : Math.floor(how.at * body.length);
  switch (how.kind) {
    case 'byte':
    case 'end':
      copy[at] = how.to;
      return copy;
    case 'number':
      if (at + 4 <= copy.length) copy.writeUInt32LE(how.to, at);
      return copy;
    case 'fill':
      return copy.fill(how.to, at, Math.min(at + 64, copy.length));
    case 'cut':
      return copy.subarray(0, at);
    case 'drop':
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 16)]);
    case 'repeat':
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(0, at - 500), at), copy.subarray(at)]);
  }
}

deepProperty(
  'a file that was tampered with is read or refused in words',
  250,
  fc.record({
    name: fc.constantFrom('a.csv', 'a.json', 'a.ndjson', 'a.csv.gz', 'a.zip', 'a.xls', 'a.xlsx', 'a.parquet'),
    named: fc.option(fc.constantFrom('x.csv', 'x.parquet', 'x.xlsx', 'x.json'), { freq: 5 }),
    harms: fc.array(harm, { minLength: 1, maxLength: 4 }),
  }),
  async ({ name, named, harms }) => {
    const body = harms.reduce(harmed, sound.get(name) ?? Buffer.alloc(0));
    const before = datasets.list();
    const outcome = await read(named ?? name, body).catch((error: unknown) => error);
    if (typeof outcome !== 'number') {
      if (!(outcome instanceof SourceError)) throw outcome;
      // neither waited for until it was given up, nor blamed on what has nothing to do with it
      expect(outcome.code).toMatch(/^file\.|^source\.crashed$/);
      expect(outcome.message).toMatch(/\w+ .*\.$/s);
      expect(datasets.list()).toEqual(before);
    }
    expect(readdirSync(path.join(root, 'org')).filter((left) => left.startsWith('staging'))).toEqual([]);
  },
);
