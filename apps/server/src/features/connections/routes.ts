import type { FastifyInstance } from 'fastify';
import { printModel } from '@lumiere/semantic';
import { findConnection, listConnections } from '../../data/connection-store.ts';
import { filesKind } from '../../datasets/files-connection.ts';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { Refusal, refuse, refuseAll } from '../../http/types.ts';
import { noConnection, openSource } from '../../run-query.ts';
import { connectionBrowseRoutes } from './browse-routes.ts';
import { tableProfileRoutes } from './profile-routes.ts';
import { connectionEditRoutes } from './edit-routes.ts';
import { summary } from './summary.ts';
import { visibleModel } from './visible-model.ts';

/** The data sources of an organization. */
export function connectionRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, data } = deps;
  connectionEditRoutes(app, deps);
  connectionBrowseRoutes(app, deps);
  tableProfileRoutes(app, deps);

  serve(
    app,
    'GET /api/v1/connections',
    async ({ query, who }) => {
      const { rows, total } = await listConnections(db, who.org, query);
      // a new organization's sample is loaded when somebody first looks, if nobody has begun before
      for (const row of rows) if (row.status === 'loading') void data.loader.load(row.org_id, row.id);
      const items = await Promise.all(rows.map((row) => summary(row, who, data)));
      return { items, total, limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/connections/sample',
    async ({ who, note }) => {
      const id = await data.loader.addSample(who.org);
      if (id === null)
        return refuse('request.conflict', 'The sample data is here already.', {
          hint: 'Choose it among your connections and ask it a question.',
        });
      note({ resource: id });
      const row = await findConnection(db, who.org, id);
      return row === null ? new Refusal([noConnection()]) : summary(row, who, data);
    },
    deps,
  );

  serve(
    app,
    'DELETE /api/v1/connections/:id',
    async ({ params, who }) => {
      const row = await findConnection(db, who.org, params.id);
      if (row?.kind === filesKind)
        return refuse('request.conflict', 'Your files are one connection for as long as there are any.', {
          hint: 'Delete the datasets instead; with the last one it goes.',
        });
      const removed = await data.loader.remove(who.org, params.id);
      return removed ? { done: true } : new Refusal([noConnection()]);
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/connections/:id/model',
    async ({ params, who }) => {
      const opened = await openSource(who, data, params.id);
      if (!opened.ok) return refuseAll(opened.problems);
      const { source, sight } = opened.value;
      const model = visibleModel(sight.view, who);
      return { version: source.modelVersion, model, yaml: printModel(model) };
    },
    deps,
  );
}
