import type { FastifyInstance } from 'fastify';
import { type ConnectionId, type Principal, type Query, type Table } from '@lumiere/contract';
import { parseCells } from '../../data/answer-bytes.ts';
import { answerCaps } from '../../data/caps.ts';
import { listChanges } from '../../data/catalog-search.ts';
import { findConnection } from '../../data/connection-store.ts';
import { detailQuery } from '../../data/detail-query.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { healthNow } from './health-now.ts';
import { Refusal, refuseAll } from '../../http/types.ts';
import { noConnection, openSource, runQuery } from '../../run-query.ts';
import { noTable } from '../../data/profile-access.ts';
import { type Look, lookOf } from '../../data/table-look.ts';
import { describeTable, searchTables } from './browse.ts';
import { tableQuestions } from './table-questions.ts';

/** Rows of a table that are shown, and columns: more is a question. */
const rowLimit = 100;
const columnLimit = 50;

/** What is in a source, how it changed, and how it does. */
export function connectionBrowseRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, data } = deps;

  serve(
    app,
    'GET /api/v1/connections/:id/changes',
    async ({ params, query, who }) => {
      if ((await findConnection(db, who.org, params.id)) === null) return new Refusal([noConnection()]);
      return { ...(await listChanges(db, params.id, query)), limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/health',
    async ({ params, query, who }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row === null) return new Refusal([noConnection()]);
      const history = await data.health.history(params.id, query);
      return { now: healthNow(row, data), ...history, limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/tables',
    async ({ params, query, who }) => {
      const look = await lookAt(deps, who, params.id);
      if (look instanceof Refusal) return look;
      return { ...(await searchTables(db, look, query)), limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/tables/:table',
    async ({ params, who }) => {
      const look = await lookAt(deps, who, params.id);
      if (look instanceof Refusal) return look;
      return (await describeTable(db, look, params.table)) ?? absent();
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/tables/:table/questions',
    async ({ params, who }) => {
      const opened = await openSource(who, data, params.id);
      if (!opened.ok) return refuseAll(opened.problems);
      const { source, sight } = opened.value;
      const [table] = lookOf(params.id, who, sight).shown.get(params.table) ?? [];
      if (table === undefined) return absent();
      const lexicon = await data.lexicons.of(source, sight, who);
      return lexicon.ok ? { questions: [...tableQuestions(table, lexicon.value)] } : refuseAll(lexicon.problems);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/tables/:table/rows',
    async ({ params, who, signal, note }) => {
      const opened = await openSource(who, data, params.id);
      if (!opened.ok) return refuseAll(opened.problems);
      const [table] = lookOf(params.id, who, opened.value.sight).shown.get(params.table) ?? [];
      if (table === undefined) return absent();
      const { query, omitted } = firstRows(table);
      const caps = { ...answerCaps(deps.config), maxRows: rowLimit };
      const ran = await runQuery(query, who, data, { connection: params.id, signal, caps });
      if (!ran.ok) return refuseAll(ran.problems);
      const { prepared, finished, receipt } = ran.value;
      note({ detail: { table: table.id, receipt, rows: finished.encoded.rowCount } });
      return {
        columns: [...prepared.columns],
        data: parseCells(finished.encoded.data),
        rowCount: finished.encoded.rowCount,
        truncated: finished.encoded.truncated,
        asOf: finished.asOf,
        receipt,
        omitted,
        policy: prepared.policy.tables.size === 0 ? '' : prepared.policy.description,
      };
    },
    deps,
  );
}

/** Refuses where there is no such connection, or where it cannot be asked and the person sees only what can be. */
async function lookAt({ db, data }: Deps, who: Principal, id: ConnectionId): Promise<Look | Refusal> {
  if ((await findConnection(db, who.org, id)) === null) return new Refusal([noConnection()]);
  const opened = await openSource(who, data, id);
  const look = lookOf(id, who, opened.ok ? opened.value.sight : null);
  return opened.ok || look.everything ? look : refuseAll(opened.problems);
}

const absent = (): Refusal => new Refusal([noTable()]);

/** Every row as it is, up to the limit. */
function firstRows(table: Table): { readonly query: Query; readonly omitted: number } {
  const fields = table.fields.slice(0, columnLimit);
  return { query: detailQuery(table, fields), omitted: table.fields.length - fields.length };
}
