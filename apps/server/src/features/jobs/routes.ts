import type { FastifyInstance } from 'fastify';
import type { Deps } from '../../deps.ts';
import { serve } from '../../http/serve.ts';
import { type Refusal, refuse } from '../../http/types.ts';

/** Background work and schedules of an organization. */
export function jobRoutes(app: FastifyInstance, deps: Deps): void {
  const { jobs } = deps;

  serve(
    app,
    'GET /api/v1/jobs',
    async ({ query, who }) => ({ ...(await jobs.list(who.org, query)), limit: query.limit, offset: query.offset }),
    deps,
  );

  serve(app, 'GET /api/v1/jobs/:id', async ({ params, who }) => (await jobs.find(who.org, params.id)) ?? noJob(), deps);

  serve(
    app,
    'POST /api/v1/jobs/:id/cancel',
    async ({ params, who }) => {
      const job = await jobs.cancel(who.org, params.id);
      if (job === null) return noJob();
      return job.status === 'cancelled' || job.cancelling
        ? job
        : refuse('request.conflict', `This job has ended already: it has ${job.status}.`);
    },
    deps,
  );

  serve(
    app,
    'POST /api/v1/jobs/:id/retry',
    async ({ params, who }) => {
      const found = await jobs.retry(who.org, params.id);
      if (found === null) return noJob();
      return found.again
        ? found.job
        : refuse(
            'request.conflict',
            `Only a job that failed or was cancelled can be tried again; this one is ${found.job.status}.`,
          );
    },
    deps,
  );

  serve(
    app,
    'GET /api/v1/schedules',
    async ({ query, who }) => ({
      ...(await jobs.listSchedules(who.org, query)),
      limit: query.limit,
      offset: query.offset,
    }),
    deps,
  );

  serve(
    app,
    'POST /api/v1/schedules/:id/run',
    async ({ params, who, note }) => {
      const job = await jobs.runNow(who.org, params.id, who.user);
      if (job === null) return refuse('request.not-found', 'There is no such schedule.');
      note({ detail: { job: job.id } });
      return job;
    },
    deps,
  );
}

const noJob = (): Refusal => refuse('request.not-found', 'There is no such job.');
