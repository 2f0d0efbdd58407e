import { useQueryClient } from '@tanstack/react-query';
import { useMay } from '../../lib/use-may.ts';
import { useTopic } from '../../lib/use-topic.ts';

/** Keeps what is shown of a connection as the server tells it; gives nothing, the queries change by themselves. */
export function useLiveConnection(id: string): void {
  const client = useQueryClient();
  const { jobs } = useMay();
  const renew = () => {
    void client.invalidateQueries({ queryKey: ['connections'] });
    void client.invalidateQueries({ queryKey: ['connection', id] });
    void client.invalidateQueries({ queryKey: ['model', id] });
  };
  useTopic(`connection:${id}`, (news) => {
    if (news.kind !== 'refused') renew();
  });
  useTopic(jobs ? 'jobs' : null, (news) => {
    if (news.kind !== 'event' || news.event.type !== 'job.changed' || news.event.job.subject !== id) return;
    const { job } = news.event;
    client.setQueryData(['connection', id, 'job', job.id], job);
    if (job.finishedAt !== null) renew();
    else void client.invalidateQueries({ queryKey: ['connection', id, 'detail'] });
  });
}
