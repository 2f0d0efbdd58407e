import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Upload, UploadId } from '@lumiere/contract';
import { uploadLimits } from '../../datasets/limits.ts';
import { tidyFiles } from '../../datasets/tidy.ts';
import { createUploadFiles } from '../../datasets/upload-files.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { putChunk } from '../../testing/upload.ts';
import { plainName } from './present.ts';

let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_MAX_UPLOAD_MB: '3' } });
  ada = await server.person(await server.organization());
});
afterAll(() => server.close());

const announce = (name: string, bytes: number, more: object = {}, as = ada) =>
  server.send('POST /api/v1/uploads', { as, body: { name, bytes, ...more } });
const made = async (bytes: number, more: object = {}, as = ada): Promise<Upload> => {
  const reply = await announce('a.csv', bytes, more, as);
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json<Upload>();
};
const finish = (id: UploadId, as = ada) => server.send(`POST /api/v1/uploads/${id}/finish`, { as, body: {} });
const look = async (id: UploadId, as = ada) => (await server.send(`GET /api/v1/uploads/${id}`, { as })).json<Upload>();
const discard = (id: UploadId, as = ada) => server.send(`DELETE /api/v1/uploads/${id}`, { as });
const folder = (as = ada) => join(server.deps.config.home, 'orgs', as.org, 'uploads');

test('a file comes in chunks of any cut, some twice, and is the file that was sent', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 5000 }),
      fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 2500 })), { maxLength: 6 }),
      async (content, cuts) => {
        const bytes = Buffer.from(content);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const { id } = await made(bytes.length, { sha256 });
        let here = 0;
        for (const [from, length] of [...cuts, [0, 5000] as const]) {
          const chunk = bytes.subarray(from, from + length);
          const reply = await putChunk(server, ada, id, from, chunk);
          if (from > here) expect(reply.json()).toMatchObject({ status: 409, code: 'request.conflict' });
          else here = Math.max(here, Math.min(from, bytes.length) + chunk.length);
          expect((await look(id)).received).toBe(here);
        }
        expect((await finish(id)).json()).toMatchObject({ status: 'complete', sha256, received: bytes.length });
        expect(readFileSync(join(folder(), id)).equals(bytes)).toBe(true);
        expect((await discard(id)).statusCode).toBe(200);
        expect(existsSync(join(folder(), id))).toBe(false);
      },
    ),
    { numRuns: 25 },
  );
});

test('what does not keep to what was announced is refused in words', async () => {
  const { id } = await made(10);
  expect((await putChunk(server, ada, id, 0, Buffer.alloc(11))).json()).toMatchObject({ code: 'request.too-large' });
  expect((await finish(id)).json()).toMatchObject({ code: 'request.conflict' });
  const json = await server.send(`PUT /api/v1/uploads/${id}?offset=0`, { as: ada, body: { a: 1 } });
  expect(json.json()).toMatchObject({ status: 415, code: 'request.unsupported-media' });
  const octets = await server.send('POST /api/v1/uploads', { as: ada, octets: Buffer.from('x') });
  expect(octets.json()).toMatchObject({ status: 415, code: 'request.unsupported-media' });
  await discard(id);

  const wrong = await made(3, { sha256: '0'.repeat(64) });
  await putChunk(server, ada, wrong.id, 0, Buffer.from('abc'));
  expect((await finish(wrong.id)).json()).toMatchObject({ code: 'file.unreadable' });
  expect(await look(wrong.id)).toMatchObject({ status: 'receiving', received: 0 });
  await discard(wrong.id);

  expect((await announce('big.csv', 3 * 1024 ** 2 + 1)).json()).toMatchObject({ status: 413, code: 'file.too-large' });
  expect((await announce('none.csv', 0)).json()).toMatchObject({ status: 422, code: 'file.unreadable' });
});

test('a chunk that breaks off keeps what came, and a new one takes over from one that hangs', async () => {
  const files = createUploadFiles(server.deps.config.home);
  const upload = { org_id: ada.org, id: 'upl_breaksoff000000' as UploadId, bytes: 100 };
  const hanging = new Readable({ read: () => undefined });
  hanging.push(Buffer.alloc(40, 1));
  const calm = new AbortController().signal;
  const first = files.receive(upload, { body: hanging, offset: 0, most: 1000, signal: calm });
  const failed = expect(first).rejects.toThrow();
  await expect.poll(() => files.received(ada.org, upload.id)).toBe(40);
  const rest = Readable.from([Buffer.alloc(60, 2)]);
  const second = await files.receive(upload, { body: rest, offset: 40, most: 1000, signal: calm });
  expect(second).toEqual({ kind: 'taken', received: 100 });
  await failed;
  const sum = createHash('sha256')
    .update(Buffer.concat([Buffer.alloc(40, 1), Buffer.alloc(60, 2)]))
    .digest('hex');
  expect(await files.finish(ada.org, upload.id)).toBe(sum);
  await files.remove(ada.org, upload.id);
});

test('names are words, never paths', async () => {
  for (const [given, shown] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ada\\sales.csv', 'sales.csv'],
    ['/', 'file'],
    ['..', 'file'],
    ['a\u202evsc.exe\n', 'avsc.exe'],
    ['con', 'con'],
  ] as const)
    expect(plainName(given)).toBe(shown);
  const { id } = (await announce('../../../escape.csv', 3)).json<Upload>();
  await putChunk(server, ada, id, 0, Buffer.from('a,b'));
  expect(readdirSync(folder())).toEqual([id]);
  await discard(id);
});

test('uploads that nothing happens to are removed, and so are files that nobody knows', async () => {
  const other = await server.person(await server.organization('Other'));
  const { id } = await made(3, {}, other);
  await putChunk(server, other, id, 0, Buffer.from('abc'));
  server.wait(23 * 3_600_000);
  await tidyFiles(server.deps);
  expect(existsSync(join(folder(other), id))).toBe(true);
  server.wait(2 * 3_600_000);
  await tidyFiles(server.deps);
  expect(existsSync(join(folder(other), id))).toBe(false);
  const again = await server.person(other.org);
  expect((await server.send(`GET /api/v1/uploads/${id}`, { as: again })).statusCode).toBe(404);
});

test('an organization has so many open uploads and no more', async () => {
  const org = await server.organization('Busy');
  const busy = await server.person(org);
  const all = await Promise.all(Array.from({ length: uploadLimits.open + 3 }, () => announce('a.csv', 1, {}, busy)));
  expect(all.filter(({ statusCode }) => statusCode === 201)).toHaveLength(uploadLimits.open);
  expect(all.find(({ statusCode }) => statusCode !== 201)?.json()).toMatchObject({ code: 'request.conflict' });
});
