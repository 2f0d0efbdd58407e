import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetDetail, FileInspection, ImportReply, JobId, Upload, UploadId } from '@lumiere/contract';
import { uploadLimits } from '../../datasets/limits.ts';
import { tidyFiles } from '../../datasets/tidy.ts';
import { newId } from '../../ids.ts';
import { type TestPerson, type TestServer, startTestServer } from '../../testing/server.ts';
import { ended, startImport, uploadFile } from '../../testing/upload.ts';

let server: TestServer;
let ada: TestPerson;
let workbook: Buffer;
beforeAll(async () => {
  server = await startTestServer();
  const { deps } = server;
  ada = await server.person(await server.organization());
  deps.events.start(deps);
  deps.jobs.start(deps, { alone: true });
  workbook = Buffer.from(
    await writeXlsx({
      sheets: [
        { name: 'Orders', rows: [['Order', 'Amount'], ...[5, 7, 9].map((amount, n) => [`O-${n}`, amount])] },
        { name: 'Customers', rows: [['Customer'], ['Ada'], ['Bob']] },
        { name: 'Sheet3', rows: [['Word'], ['x']] },
      ],
    }),
  );
});
afterAll(() => server.close());

const folder = (as = ada) => join(server.deps.config.home, 'orgs', as.org, 'uploads');
const look = (id: string, as = ada) => server.send(`GET /api/v1/uploads/${id}` as 'GET /', { as });
const inspect = async (id: UploadId, sheet: string, as = ada) =>
  (
    await server.send(`POST /api/v1/uploads/${id}/inspect`, { as, body: { choices: { sheet } } })
  ).json<FileInspection>();
const detail = async (id: string, as = ada) =>
  (await server.send(`GET /api/v1/datasets/${id}` as 'GET /', { as })).json<DatasetDetail>();
const done = async (job: JobId, as = ada) => expect((await ended(server, as, job)).status).toBe('succeeded');
const keptOf = ({ kept }: { kept: UploadId | null }): UploadId => {
  if (kept === null) throw new Error('The file was not kept.');
  return kept;
};

test('sheets of one upload become datasets of their own, each called by its sheet and with its rows', async () => {
  const upload = await uploadFile(server, ada, 'shop.xlsx', workbook);
  const orders = await inspect(upload.id, 'Orders');
  expect(orders).toMatchObject({ name: 'Orders', sheets: ['Orders', 'Customers', 'Sheet3'] });
  const first = await startImport(server, ada, upload.id, { into: { kind: 'new' }, plan: orders.plan, keep: true });
  const kept = keptOf(first);
  expect((await look(kept)).json<Upload>()).toMatchObject({
    status: 'complete',
    name: 'shop.xlsx',
    bytes: workbook.length,
    sha256: upload.sha256,
    tried: null,
  });

  const { plan } = await inspect(kept, 'Customers');
  const second = await startImport(server, ada, kept, { into: { kind: 'new' }, plan, keep: true });
  await Promise.all([done(first.job), done(second.job)]);
  // neither import takes the file from what was kept of it
  const last = keptOf(second);
  const third = await inspect(last, 'Sheet3');
  expect(third.name).toBe('shop Sheet3');
  const end = await startImport(server, ada, last, { into: { kind: 'new', name: third.name }, plan: third.plan });
  expect(end.kept).toBeNull();
  await done(end.job);

  expect(await detail(first.dataset)).toMatchObject({ name: 'Orders', version: { rows: 3 } });
  expect(await detail(second.dataset)).toMatchObject({ name: 'Customers', version: { rows: 2 } });
  expect((await detail(second.dataset)).version?.columns.map(({ name }) => name)).toEqual(['Customer']);
  expect(await detail(end.dataset)).toMatchObject({ name: 'shop Sheet3', version: { rows: 1 } });
  for (const id of [upload.id, kept, last]) expect((await look(id)).statusCode).toBe(404);
  expect(readdirSync(folder())).toEqual([]);
}, 60_000);

test('discarding what was kept leaves the import alone, and the import leaves what was kept', async () => {
  const upload = await uploadFile(server, ada, 'shop.xlsx', workbook);
  const { plan } = await inspect(upload.id, 'Orders');
  const { kept, job } = await startImport(server, ada, upload.id, { into: { kind: 'new' }, plan, keep: true });
  expect((await server.send(`DELETE /api/v1/uploads/${kept}` as 'GET /', { as: ada })).statusCode).toBe(200);
  expect(existsSync(join(folder(), String(kept)))).toBe(false);
  await done(job);
});

test('an import that fails leaves both its own upload and the one that was kept', async () => {
  const upload = await uploadFile(server, ada, 'shop.xlsx', workbook);
  const orders = await inspect(upload.id, 'Orders');
  const there = await startImport(server, ada, upload.id, { into: { kind: 'new' }, plan: orders.plan, keep: true });
  await done(there.job);
  const again = keptOf(there);
  const customers = await inspect(again, 'Customers');
  const into = { kind: 'append', dataset: there.dataset };
  const { job, kept } = await startImport(server, ada, again, { into, plan: customers.plan, keep: true });
  expect((await ended(server, ada, job)).status).toBe('failed');
  expect((await look(again)).json<Upload>()).toMatchObject({ status: 'complete', tried: { job } });
  expect((await look(String(kept))).json<Upload>()).toMatchObject({ status: 'complete', tried: null });
  // both can still be read
  await tidyFiles(server.deps);
  expect((await inspect(again, 'Orders')).rows).toBe(3);
  expect((await inspect(keptOf({ kept }), 'Orders')).rows).toBe(3);
  for (const id of [again, kept]) await server.send(`DELETE /api/v1/uploads/${id}` as 'GET /', { as: ada });
  expect(readdirSync(folder())).toEqual([]);
});

test('what is refused keeps nothing: another’s upload, one import too many, an organization with no place left', async () => {
  const other = await server.person(ada.org, 'analyst');
  const upload = await uploadFile(server, ada, 'shop.xlsx', workbook);
  const body = { into: { kind: 'new' }, keep: true };
  const send = (as: TestPerson, more: object = {}) =>
    server.send(`POST /api/v1/uploads/${upload.id}/import`, { as, body: { ...body, ...more } });
  expect((await send(other)).statusCode).toBe(404);
  expect((await send(ada, { into: { kind: 'append', dataset: newId('dst') } })).statusCode).toBe(404);
  expect(readdirSync(folder())).toEqual([upload.id]);

  const fill = await Promise.all(
    Array.from({ length: uploadLimits.open - 1 }, () =>
      server.send('POST /api/v1/uploads', { as: ada, body: { name: 'a.csv', bytes: 1 } }),
    ),
  );
  expect((await send(ada)).json()).toMatchObject({ status: 409, code: 'request.conflict' });
  expect((await look(upload.id)).json<Upload>().status).toBe('complete');
  expect(readdirSync(folder())).toEqual([upload.id]);
  const [one] = fill.map((reply) => reply.json<Upload>().id);
  await server.send(`DELETE /api/v1/uploads/${one}` as 'GET /', { as: ada });

  // of two at once one is begun
  const replies = await Promise.all([send(ada), send(ada)]);
  expect(replies.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([202, 409]);
  const started = replies.map((reply) => reply.json<ImportReply>()).find((reply) => reply.outcome === 'started');
  if (started?.outcome !== 'started') throw new Error('Neither was begun.');
  await done(started.job);
  expect(readdirSync(folder())).toEqual([started.kept]);
});

test('a second name is not tidied away before it is written down, and one that never was is', async () => {
  const { uploads } = server.deps.files;
  const owner = await server.person(await server.organization('Tidy'));
  const { id } = await uploadFile(server, owner, 'shop.xlsx', workbook);
  const to = newId('upl');
  const during = await uploads.double(owner.org, { from: id, to }, async () => {
    await tidyFiles(server.deps);
    return readdirSync(folder(owner)).length;
  });
  expect(during).toBe(2);
  await tidyFiles(server.deps);
  expect(readdirSync(folder(owner))).toEqual([id]);
  const gone = await uploads.double(owner.org, { from: newId('upl'), to }, () => Promise.resolve(true));
  expect(gone).toBeNull();
});
