import { IconFileSpreadsheet } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '@lumiere/contract';
import { useShowAgo } from '../../lib/show-ago.ts';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import { useZone } from '../../lib/use-api.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import classes from './dataset-row.module.css';
import { QualityMark } from '../../ui/quality-mark.tsx';
import { isImporting } from './queries.ts';
import { useShowBytes } from '../../lib/show-bytes.ts';
import { useLiveDataset } from './use-live-dataset.ts';

/** A dataset in the list: what it holds, how good it is, and how its last import went or goes. */
export function DatasetRow({ dataset }: { readonly dataset: Dataset }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const bytes = useShowBytes();
  const ago = useShowAgo();
  const time = useShowTime(useZone());
  const { version, lastImport, connection, table, name } = dataset;
  const importing = isImporting(dataset);
  useLiveDataset(importing ? dataset.id : null);
  return (
    <li className={classes['row']}>
      <span className={classes['icon']} aria-hidden="true">
        <IconFileSpreadsheet size={20} stroke={1.6} />
      </span>
      <div className={classes['body']}>
        <Link to="/files/$datasetId" params={{ datasetId: dataset.id }} className={classes['name']}>
          {name}
        </Link>
        <p className={classes['facts']}>
          {version !== null && (
            <>
              <span>{t('common.rows', { count: version.rows, formatted: number(version.rows) })}</span>
              <span>{bytes(version.bytes)}</span>
            </>
          )}
          {lastImport !== null && (
            <span className={classes['status']} data-status={lastImport.status}>
              {t(`files.import.statuses.${lastImport.status}`)}
            </span>
          )}
          <time dateTime={dataset.updatedAt} title={time(dataset.updatedAt)}>
            {ago(dataset.updatedAt)}
          </time>
        </p>
        {importing && lastImport !== null && (
          <ProgressBar value={lastImport.progress} label={t('files.import.progress', { name })} />
        )}
        {lastImport?.status === 'failed' && <ProblemNote problems={lastImport.problems} />}
      </div>
      {dataset.quality !== null && <QualityMark quality={dataset.quality} />}
      {connection !== null && table !== null && (
        <LinkButton
          to="/ask"
          search={{ connection }}
          variant="default"
          size="xs"
          className={classes['ask'] ?? ''}
          aria-label={t('files.askOne', { name })}
        >
          {t('files.ask')}
        </LinkButton>
      )}
    </li>
  );
}
