import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { refuse } from '../../http/types.ts';
import { deleteAnswer, listHistory } from './store.ts';

/** What a person asked: theirs alone. */
export function historyRoutes(app: FastifyInstance, deps: Deps): void {
  const { db, data } = deps;

  serve(
    app,
    'GET /api/v1/history',
    async ({ query, who }) => {
      await data.journal.settle();
      return { ...(await listHistory(db, who, query)), limit: query.limit, offset: query.offset };
    },
    deps,
  );

  serve(
    app,
    'DELETE /api/v1/history/:id',
    async ({ params, who }) => {
      await data.journal.settle();
      const deleted = await deleteAnswer(db, who, params.id);
      return deleted ? { done: true } : refuse('request.not-found', 'There is no such question in your history.');
    },
    deps,
  );
}
