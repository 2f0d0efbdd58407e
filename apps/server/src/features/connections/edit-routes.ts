import type { FastifyInstance } from 'fastify';
import type { ConnectionId, OrgId, Principal } from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import { SourceError, isLoaded } from '@lumiere/connectors';
import { findConnection } from '../../data/connection-store.ts';
import { allConnectors, connectorOf, findConnector, noSuchKind, rightFields } from '../../data/connector-of.ts';
import { samePlace, testProblems, testSettings } from '../../data/new-config.ts';
import { connectionRefresh, scheduleRefresh } from '../../data/refresh-job.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse, refuseAll } from '../../http/types.ts';
import { noConnection, sourceProblem } from '../../run-query.ts';
import { sealConfig } from '../../secrets/connection-config.ts';
import { detail, impactOf } from './detail.ts';
import { kindOf } from './kinds.ts';
import { replacement } from './replace.ts';
import { Taken, afterTaking, takeFile, unlessTaken } from './take-file.ts';
import { type Wanted, storedOf, wantedChange, wantedNew } from './wanted.ts';

/** Connecting sources and changing connections. */
export function connectionEditRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, data, jobs, clock } = deps;
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
    async ({ body, who, signal, note }) => {
      note({ detail: { kind: body.kind } });
      const settings = await wantedNew(deps, who.org, body.kind, body.config);
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
      const settings = await wantedNew(deps, who.org, kind, body.config);
      if (!settings.ok) return refuseAll(settings.problems);
      const wanted = settings.value;
      const wrong = await troubleOf(deps, wanted, body.test, signal);
      if (wrong.length > 0) return untested(wrong);
      const made = { kind, name, config: storedOf(wanted, clock()) };
      const id = await unlessTaken(() =>
        data.loader.create(who.org, made, (trx, made) => takeFile(deps, trx, { ...wanted, org: who.org, id: made })),
      );
      if (id instanceof Refusal) return id;
      note({ resource: id });
      await afterTaking(deps, { ...wanted, org: who.org, id });
      // nobody waits for its tables; the job says how far they are read, and a restart goes on with them
      const asked = { org: who.org, by: who.user, subject: id, lane: id };
      await jobs.enqueue(db, connectionRefresh, { connection: id, first: true }, asked);
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
      let moved = false;
      if (body.config !== undefined) {
        if (row.sample === 1)
          return refuse('request.invalid', 'The sample data has nothing to configure.', { path: 'body.config' });
        const def = connectorOf(row.kind);
        const current = await currentConfig(deps, row);
        const settings = await wantedChange(deps, row, current, body.config);
        if (!settings.ok) return refuseAll(settings.problems);
        const wanted = settings.value;
        moved = wanted.sent !== null || !samePlace(def, current, wanted.config);
        const wrong = await troubleOf(deps, wanted, body.test, signal);
        if (wrong.length > 0) return untested(wrong);
        const where = { org: who.org, connection: row.id };
        const { keyring } = deps;
        const stored = await unlessTaken(() =>
          db.transaction(async (trx) => {
            await takeFile(deps, trx, { ...wanted, org: who.org, id: row.id });
            const sealed = JSON.stringify(await sealConfig(keyring, trx, def, where, storedOf(wanted, clock())));
            const changed = await trx
              .updateTable('connections')
              .set({ config: sealed })
              .where('org_id', '=', who.org)
              .where('id', '=', row.id)
              .where('config', '=', row.config)
              .executeTakeFirst();
            if (changed.numUpdatedRows === 0n) throw new Taken(changedMeanwhile());
            await scheduleRefresh(deps, trx, who.org, row.id);
          }),
        );
        if (stored instanceof Refusal) return stored;
        await afterTaking(deps, { ...wanted, org: who.org, id: row.id });
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
      const again = row.status === 'failed' || isLoaded(connectorOf(row.kind));
      if (moved || (body.config !== undefined && again)) await askRefresh(deps, who, row.id);
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
      const settings = await wantedChange(deps, row, await currentConfig(deps, row), body.config);
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

/** What a test finds wrong, where one is wanted. A file that was sent is always looked at: what is kept is a database, whatever it is called. */
const troubleOf = async ({ data }: Deps, wanted: Wanted, test: boolean, signal: AbortSignal) =>
  test || wanted.sent !== null ? testProblems(await testSettings(data.engines, wanted, signal)) : [];

const changedMeanwhile = (): Refusal =>
  refuse('request.conflict', 'Somebody else changed this connection meanwhile.', {
    hint: 'Look at it as it is now, and change it again.',
  });

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
