import type { FastifyInstance } from 'fastify';
import type { ConnectionId, OrgId, Principal } from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import { SourceError } from '@lumiere/connectors';
import { findConnection } from '../../data/connection-store.ts';
import { allConnectors, connectorOf, findConnector, noSuchKind, rightFields } from '../../data/connector-of.ts';
import { changedSettings, newSettings, samePlace, testProblems, testSettings } from '../../data/new-config.ts';
import { connectionRefresh } from '../../data/refresh-job.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse, refuseAll } from '../../http/types.ts';
import { noConnection, sourceProblem } from '../../run-query.ts';
import { sealConfig } from '../../secrets/connection-config.ts';
import { detail, impactOf } from './detail.ts';
import { kindOf } from './kinds.ts';
import { replacement } from './replace.ts';

/** Connecting sources and changing connections. */
export function connectionEditRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, data, jobs } = deps;
  const absent = () => new Refusal([noConnection()]);

  serve(app, 'GET /api/v1/connectors', async () => ({ items: allConnectors().map((def) => kindOf(def)) }), deps);

  serve(
    app,
    'POST /api/v1/connections/read-only-script',
    async ({ body }) => {
      const def = findConnector(body.kind);
      if (def === null) return refuseAll([noSuchKind(body.kind)]);
      return { script: def.readOnlyScript(rightFields(def, body.config)) };
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/test',
    async ({ body, signal, note }) => {
      note({ detail: { kind: body.kind } });
      const settings = newSettings(body.kind, body.config);
      return settings.ok
        ? reportOf(await testSettings(data.engines, settings.value, signal))
        : refuseAll(settings.problems);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections',
    async ({ body, who, signal, note }) => {
      const { kind, name } = body;
      note({ detail: { kind, name } });
      const settings = newSettings(kind, body.config);
      if (!settings.ok) return refuseAll(settings.problems);
      if (body.test) {
        const wrong = testProblems(await testSettings(data.engines, settings.value, signal));
        if (wrong.length > 0) return untested(wrong);
      }
      const id = await data.loader.create(who.org, { kind, name, config: settings.value.config });
      note({ resource: id });
      // nobody waits for its tables; a restart goes on with them
      void data.loader.load(who.org, id);
      return shown(deps, who, id);
    },
    deps,
  );

  serve(app, 'GET /api/v1/connections/:id', async ({ params, who }) => shown(deps, who, params.id), deps);

  serve(
    app,
    'PATCH /api/v1/connections/:id',
    async ({ params, body, who, signal, note }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row === null) return absent();
      note({ detail: { name: body.name ?? null, config: body.config !== undefined } });
      let config = row.config;
      let moved = false;
      if (body.config !== undefined) {
        if (row.sample === 1)
          return refuse('request.invalid', 'The sample data has nothing to configure.', { path: 'body.config' });
        const def = connectorOf(row.kind);
        const current = await currentConfig(deps, row);
        const settings = changedSettings(def, current, body.config);
        if (!settings.ok) return refuseAll(settings.problems);
        moved = !samePlace(def, current, settings.value.config);
        if (body.test) {
          const wrong = testProblems(await testSettings(data.engines, settings.value, signal));
          if (wrong.length > 0) return untested(wrong);
        }
        const where = { org: who.org, connection: row.id };
        const { keyring } = deps;
        config = await db.transaction(async (trx) => {
          const sealed = JSON.stringify(await sealConfig(keyring, trx, def, where, settings.value.config));
          const changed = await trx
            .updateTable('connections')
            .set({ config: sealed })
            .where('org_id', '=', who.org)
            .where('id', '=', row.id)
            .where('config', '=', row.config)
            .executeTakeFirst();
          return changed.numUpdatedRows > 0n ? sealed : '';
        });
        if (config === '')
          return refuse('request.conflict', 'Somebody else changed this connection meanwhile.', {
            hint: 'Look at it as it is now, and change it again.',
          });
      }
      if (body.name !== undefined)
        await db
          .updateTable('connections')
          .set({ name: body.name })
          .where('org_id', '=', who.org)
          .where('id', '=', row.id)
          .execute();
      if (body.config !== undefined) await data.changed(row.id);
      else data.sources.forget(row.id);
      if (moved || (body.config !== undefined && row.status === 'failed')) await askRefresh(deps, who, row.id);
      return shown(deps, who, row.id);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/impact',
    async ({ params, who }) => {
      const row = await findConnection(db, who.org, params.id);
      return row === null ? absent() : impactOf(db, row);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/:id/replacement',
    async ({ params, body, who, signal }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row === null) return absent();
      const settings = changedSettings(connectorOf(row.kind), await currentConfig(deps, row), body.config);
      return settings.ok ? replacement(deps, row, settings.value, signal) : refuseAll(settings.problems);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/:id/test',
    async ({ params, who, signal }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row === null) return absent();
      try {
        const config = await data.engines.configOf(row);
        return reportOf(await testSettings(data.engines, { def: connectorOf(row.kind), config }, signal));
      } catch (error) {
        if (error instanceof SourceError) return refuseAll([sourceProblem(error)]);
        throw error;
      }
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/:id/refresh',
    async ({ params, who, note }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row === null) return absent();
      const job = await jobs.find(who.org, await askRefresh(deps, who, row.id));
      if (job === null) throw new Error('A job that was just written is not there.');
      note({ detail: { job: job.id } });
      return job;
    },
    deps,
  );
}

const untested = (wrong: ReturnType<typeof testProblems>): Refusal =>
  // it is what was sent that is wrong, not this server
  refuseAll([
    problem('request.invalid', 'The connection was tested, and the test failed. Nothing was saved.', {
      path: 'body.config',
      hint: 'Put right what is said below, or save it without a test.',
    }),
    ...wrong,
  ]);

const reportOf = ({ ok, steps, tables }: Awaited<ReturnType<typeof testSettings>>) => ({
  ok,
  steps: [...steps],
  tables,
});

async function askRefresh({ db, jobs }: Deps, who: Principal, id: ConnectionId) {
  const made = await db.transaction((trx) =>
    jobs.enqueue(
      trx,
      connectionRefresh,
      { connection: id },
      {
        org: who.org,
        by: who.user,
        subject: id,
        lane: id,
        fold: true,
      },
    ),
  );
  return made.id;
}

/** What is stored, secrets and all; one that cannot be read any more is as if it had none, so that they can be given again. */
async function currentConfig({ data }: Deps, row: Parameters<Deps['data']['engines']['configOf']>[0]): Promise<object> {
  try {
    return await data.engines.configOf(row);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return {};
  }
}

async function shown(deps: Deps, who: Principal, id: ConnectionId) {
  const row = await findConnection(deps.db, who.org satisfies OrgId, id);
  return row === null ? new Refusal([noConnection()]) : detail(row, who, deps);
}
