import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Job, JobStatus } from '@lumiere/contract';
import { useTopic } from '../../lib/use-topic.ts';

interface JobPage {
  readonly items: readonly Job[];
}

/** A busy server tells of many jobs in a moment; the lists are read once for all of them. */
const gatherMs = 300;

/** Keeps every list of jobs as the server tells it: progress in place, and the list anew where a job comes or goes. */
export function useLiveJobs(): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readAgain = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      void client.invalidateQueries({ queryKey: ['jobs'] });
      void client.invalidateQueries({ queryKey: ['schedules'] });
    }, gatherMs);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  useTopic('jobs', (news) => {
    if (news.kind !== 'event') return news.kind === 'reset' ? readAgain() : undefined;
    if (news.event.type !== 'job.changed') return;
    const { job } = news.event;
    for (const query of client.getQueryCache().findAll({ queryKey: ['jobs'] })) {
      const { status } = (query.queryKey[1] ?? {}) as { readonly status?: JobStatus }; // as `jobsQuery` makes the key
      const page = client.getQueryData<JobPage>(query.queryKey);
      const known = page?.items.find((each) => each.id === job.id);
      if (page === undefined || known === undefined || (status !== undefined && status !== job.status)) readAgain();
      else
        client.setQueryData(query.queryKey, {
          ...page,
          items: page.items.map((each) => (each === known ? job : each)),
        });
      if (known !== undefined && known.status !== job.status && job.schedule !== null) readAgain();
    }
  });
}
