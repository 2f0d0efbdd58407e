import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ConnectionDetail } from '@lumiere/contract';
import { useApi } from '../../lib/use-api.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { jobQuery } from './queries.ts';
import { useMay } from '../../lib/use-may.ts';
import classes from './refresh-progress.module.css';

/** How far the reading of a source's tables is; a bar without an end for those who may not look at jobs. */
export function RefreshProgress({ connection }: { readonly connection: ConnectionDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const { jobs } = useMay();
  const { refreshing } = connection;
  const job = useQuery({
    ...jobQuery(api, connection.id, refreshing ?? ''),
    enabled: jobs && refreshing !== null,
  });
  return (
    <div className={classes['progress']}>
      <p className={classes['step']}>
        {job.data?.step ?? t(job.data?.status === 'queued' ? 'connect.waiting' : 'connect.now')}
      </p>
      <ProgressBar value={job.data?.progress ?? null} label={t('connect.progress', { name: connection.name })} />
    </div>
  );
}
