import { expect } from 'vitest';
import type { DatasetDetail, DatasetId, ImportReply, Job, JobId, Upload, UploadId } from '@lumiere/contract';
import type { TestPerson, TestServer } from './server.ts';

/** Sends a whole file in chunks and finishes it. */
export async function uploadFile(
  server: TestServer,
  as: TestPerson,
  name: string,
  content: Buffer | string,
  chunk = 1024 * 1024,
): Promise<Upload> {
  const bytes = Buffer.from(content);
  const made = await server.send('POST /api/v1/uploads', { as, body: { name, bytes: bytes.length } });
  expect(made.statusCode, made.body).toBe(201);
  const { id } = made.json<Upload>();
  for (let offset = 0; offset < bytes.length; offset += chunk) {
    const reply = await putChunk(server, as, id, offset, bytes.subarray(offset, offset + chunk));
    expect(reply.statusCode, reply.body).toBe(200);
  }
  const finished = await server.send(`POST /api/v1/uploads/${id}/finish`, { as, body: {} });
  expect(finished.statusCode, finished.body).toBe(200);
  return finished.json<Upload>();
}

/** Sends one chunk. */
export const putChunk = (server: TestServer, as: TestPerson, id: UploadId, offset: number, octets: Buffer) =>
  server.send(`PUT /api/v1/uploads/${id}?offset=${offset}`, { as, octets });

/** Asks for an import and gives the reply. */
export async function startImport(
  server: TestServer,
  as: TestPerson,
  id: UploadId,
  body: object = { into: { kind: 'new' } },
): Promise<Extract<ImportReply, { outcome: 'started' }>> {
  const reply = await server.send(`POST /api/v1/uploads/${id}/import`, { as, body });
  expect(reply.statusCode, reply.body).toBe(202);
  const started = reply.json<ImportReply>();
  if (started.outcome !== 'started') throw new Error(`The import was not started: ${reply.body}`);
  return started;
}

/** Waits until a job has ended. */
export async function ended(server: TestServer, as: TestPerson, id: JobId): Promise<Job> {
  const look = async (): Promise<Job> => (await server.send(`GET /api/v1/jobs/${id}`, { as })).json<Job>();
  await expect
    .poll(async () => (await look()).status, { timeout: 60_000, interval: 50 })
    .not.toMatch(/^(queued|running)$/);
  return look();
}

/** Uploads a file, imports it and waits until that has succeeded. */
export async function importFile(
  server: TestServer,
  as: TestPerson,
  name: string,
  content: Buffer | string,
  body?: object,
): Promise<{ readonly dataset: DatasetId; readonly job: Job; readonly detail: DatasetDetail }> {
  const upload = await uploadFile(server, as, name, content);
  const { dataset, job } = await startImport(server, as, upload.id, body);
  const done = await ended(server, as, job);
  const detail = (await server.send(`GET /api/v1/datasets/${dataset}`, { as })).json<DatasetDetail>();
  return { dataset, job: done, detail };
}
