import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Principal, type UploadId, routes } from '@lumiere/contract';
import { createTurnstile } from '../../datasets/inspections.ts';
import { tooManyUploads } from '../../datasets/keep-upload.ts';
import { uploadLimits } from '../../datasets/limits.ts';
import { problemOf } from '../../datasets/source-failure.ts';
import { startImport } from '../../datasets/start-import.ts';
import {
  type UploadRow,
  completeUpload,
  deleteUpload,
  findOwnUpload,
  insertUpload,
  keepUploadMs,
  openUploads,
  touchUpload,
} from '../../datasets/upload-store.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse } from '../../http/types.ts';
import { newId } from '../../ids.ts';
import { plainName, uploadView } from './present.ts';

/** Files on their way in: announced, sent in chunks, looked at, imported. */
export function uploadRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, clock, config, files } = deps;
  const turnstile = createTurnstile();
  const find = (who: Principal, id: UploadId): Promise<UploadRow | null> =>
    findOwnUpload(db, who, id, clock().getTime());

  serve(
    app,
    'POST /api/v1/uploads',
    async ({ body, who, note }) => {
      const most = config.maxUploadMb * 1024 ** 2;
      if (body.bytes > most)
        return refuse(
          'file.too-large',
          `The file has ${megabytes(body.bytes)}; at most ${megabytes(most)} are taken.`,
          {
            path: 'body.bytes',
            hint: 'Split the file or pack it; the operator sets the limit with LUMIERE_MAX_UPLOAD_MB.',
          },
        );
      if (body.bytes === 0)
        return refuse('file.unreadable', 'The file is empty.', { path: 'body.bytes', hint: 'Choose another file.' });
      const free = await files.uploads.free();
      if (free - body.bytes < uploadLimits.reserve)
        return refuse('server.storage', `The disk of this server has no room for ${megabytes(body.bytes)} more.`, {
          hint: 'Ask the operator of this server to make room, then try again.',
        });
      const now = clock().getTime();
      const row: UploadRow = {
        id: newId('upl'),
        org_id: who.org,
        user_id: who.user,
        name: plainName(body.name),
        bytes: body.bytes,
        expected: body.sha256 ?? null,
        sha256: null,
        status: 'receiving',
        job_id: null,
        base: null,
        expires_at: now + keepUploadMs,
        created_at: now,
      };
      const made = await db.transaction(async (trx) => {
        const open = await openUploads(trx, who.org);
        // what was announced before will still come
        if (open.count >= uploadLimits.open) return false;
        await insertUpload(trx, row);
        return true;
      });
      if (!made) return tooManyUploads();
      note({ resource: row.id, detail: { bytes: row.bytes } });
      return uploadView(row, who.org, deps, { received: 0 });
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/uploads/:id',
    async ({ params, who }) => {
      const row = await find(who, params.id);
      return row === null ? noUpload() : uploadView(row, who.org, deps);
    },
    deps,
  );

  serve(
    app,
    'PUT /api/v1/uploads/:id',
    async ({ params, query, who, signal, request }) => {
      const row = await find(who, params.id);
      if (row === null) return noUpload();
      if (row.status !== 'receiving')
        return refuse('request.conflict', 'This upload is complete; nothing more can be sent to it.');
      const most = routes['PUT /api/v1/uploads/:id'].bodyLimit;
      const { offset } = query;
      // the route takes octets, so the body is the stream of them
      const body = (request.body as Readable | undefined) ?? Readable.from([]);
      const chunk = await files.uploads.receive(row, { body, offset, most, signal });
      switch (chunk.kind) {
        case 'taken':
          await touchUpload(db, row.id, clock().getTime());
          return uploadView(row, who.org, deps, { received: chunk.received });
        case 'gap':
          return refuse('request.conflict', `The next chunk begins at ${chunk.received}, not at ${offset}.`, {
            path: 'query.offset',
            hint: `Go on at ${chunk.received}.`,
          });
        case 'beyond':
          return refuse('request.too-large', `The file was announced with ${row.bytes} bytes, and more came.`, {
            hint: 'Announce the file again with its real length.',
          });
        case 'too long':
          return refuse('request.too-large', `A chunk has at most ${most} bytes.`, { hint: 'Send it in parts.' });
      }
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/uploads/:id/finish',
    async ({ params, who }) => {
      const row = await find(who, params.id);
      if (row === null) return noUpload();
      if (row.status !== 'receiving') return uploadView(row, who.org, deps);
      const received = await files.uploads.received(who.org, row.id);
      if (received !== row.bytes)
        return refuse('request.conflict', `Only ${received} of ${row.bytes} bytes are here.`, {
          hint: `Go on at ${received}.`,
        });
      const sha256 = await files.uploads.finish(who.org, row.id);
      if (row.expected !== null && row.expected !== sha256) {
        // what is here is not the file: nothing can be done with it
        await files.uploads.remove(who.org, row.id);
        return refuse(
          'file.unreadable',
          'The file changed on its way: its SHA-256 is not the one that was announced.',
          {
            hint: 'Send it again from the beginning.',
          },
        );
      }
      await completeUpload(db, row.id, sha256, clock().getTime());
      return uploadView({ ...row, status: 'complete', sha256 }, who.org, deps);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/uploads/:id/inspect',
    async ({ params, body, who, signal }) => {
      const row = await find(who, params.id);
      if (row === null) return noUpload();
      if (row.status !== 'complete') return row.status === 'receiving' ? incomplete() : importing();
      const file = { path: files.uploads.path(who.org, row.id), name: row.name, sha256: row.sha256 };
      const ended = AbortSignal.any([signal, AbortSignal.timeout(uploadLimits.inspectMs)]);
      const { choices, plan } = body;
      try {
        return await turnstile.pass(ended, () =>
          files.datasets(who.org).inspect(file, {
            signal: ended,
            ...(choices === undefined ? {} : { choices }),
            ...(plan === undefined ? {} : { plan }),
          }),
        );
      } catch (error) {
        const found = problemOf(error);
        if (found === null) throw error;
        return new Refusal([found]);
      }
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/uploads/:id/import',
    async ({ params, body, who, note }) => {
      const row = await find(who, params.id);
      if (row === null) return noUpload();
      if (row.status !== 'complete') return row.status === 'receiving' ? incomplete() : importing();
      const reply = await startImport(row, body, who, deps);
      if (!(reply instanceof Refusal))
        note({ resource: reply.dataset, detail: { upload: row.id, into: body.into.kind, outcome: reply.outcome } });
      return reply;
    },
    deps,
  );

  serve(
    app,
    'DELETE /api/v1/uploads/:id',
    async ({ params, who }) => {
      const row = await find(who, params.id);
      if (row === null) return noUpload();
      if (row.status === 'importing') return importing();
      await deleteUpload(db, row.id);
      await files.uploads.remove(who.org, row.id);
      return { done: true };
    },
    deps,
  );
}

const megabytes = (bytes: number): string =>
  `${(bytes / 1024 ** 2).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;

const noUpload = (): Refusal =>
  refuse('request.not-found', 'There is no such upload.', { hint: 'It may have expired; upload the file again.' });
const incomplete = (): Refusal =>
  refuse('request.conflict', 'The file is not complete yet.', { hint: 'Send the rest of it, then finish the upload.' });
const importing = (): Refusal =>
  refuse('request.conflict', 'This file is being imported.', { hint: 'Wait for the import, or cancel its job.' });
