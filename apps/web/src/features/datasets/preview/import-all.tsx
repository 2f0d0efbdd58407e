import { useQuery } from '@tanstack/react-query';
import { Link, useBlocker } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { errorLine } from '../../../lib/error-words.ts';
import { useShowNumber } from '../../../lib/show-time.ts';
import { type FileTable, tableKey, tableKind, tableSearch, tableTitle } from '../../../lib/uploads/file-tables.ts';
import { useApi } from '../../../lib/use-api.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { ProgressBar } from '../../../ui/progress-bar.tsx';
import { datasetQuery, isImporting } from '../queries.ts';
import { useLiveDataset } from '../use-live-dataset.ts';
import classes from './import-all.module.css';
import type { ImportAllRun, TableStep } from './use-import-all.ts';

interface ImportAllProps {
  readonly run: ImportAllRun;
  readonly close: () => void;
}

/** How the import of all tables of a file goes: each with its progress, or why nothing came of it and where that is corrected. */
export function ImportAll({ run, close }: ImportAllProps) {
  const { t } = useTranslation();
  const { steps, ended, rest, upload } = run;
  const heading = useRef<HTMLHeadingElement>(null);
  // the button that began it is gone, and with it the focus
  useEffect(() => heading.current?.focus(), []);
  // within the product what is left is found again; a tab that is closed half way may not hear what was kept
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: !ended });
  const correction = (of: string, table?: FileTable) => (
    <Link
      to="/files/import/$uploadId"
      params={{ uploadId: of }}
      search={table === undefined ? {} : tableSearch(table)}
      // the page of this very file would go on to say how the import went
      onClick={() => of === upload.id && close()}
    >
      {t('files.import.correct')}
    </Link>
  );
  return (
    <section className={classes['all']} aria-labelledby="all" aria-busy={!ended}>
      <h2 id="all" ref={heading} tabIndex={-1} className={classes['heading']}>
        {t(ended ? 'files.all.begun' : 'files.all.title')}
      </h2>
      <p className={classes['quiet']}>{t(ended ? 'files.all.after' : 'files.all.stay')}</p>
      <ul className={classes['list']}>
        {steps.map((step) => (
          <li key={tableKey(step.table)} className={classes['row']}>
            <Step step={step} correction={correction} rest={rest} />
          </li>
        ))}
      </ul>
      {ended && (
        <LinkButton to="/files" className={classes['go'] ?? ''}>
          {t('files.all.files')}
        </LinkButton>
      )}
    </section>
  );
}

interface StepProps {
  readonly step: TableStep;
  readonly rest: string | null;
  /** A link to where a file, or one table of it, is read in another way. */
  readonly correction: (upload: string, table?: FileTable) => ReactNode;
}

function Step({ step: { table, state }, rest, correction }: StepProps) {
  const { t } = useTranslation();
  const title = <strong className={classes['name']}>{tableTitle(table)}</strong>;
  switch (state.kind) {
    case 'started':
      return <Started table={tableTitle(table)} dataset={state.dataset} correction={correction} />;
    case 'refused':
      return (
        <>
          <p className={classes['facts']}>
            {title}
            <span className={classes['status']} data-status="failed">
              {t('files.all.refused')}
            </span>
            {rest !== null && correction(rest, table)}
          </p>
          <p className={classes['reason']}>{errorLine(state.error, t)}</p>
        </>
      );
    case 'empty':
    case 'looking':
    case 'waiting':
      return (
        <p className={classes['facts']}>
          {title}
          <span className={classes['quiet']}>
            {state.kind === 'empty' ? t(`files.all.empty.${tableKind(table)}`) : t(`files.all.${state.kind}`)}
          </span>
        </p>
      );
  }
}

interface StartedProps extends Pick<StepProps, 'correction'> {
  readonly table: string;
  readonly dataset: string;
}

function Started({ table, dataset: id, correction }: StartedProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const { data } = useQuery(datasetQuery(useApi(), id));
  useLiveDataset(id);
  const job = data?.lastImport ?? null;
  const name = data?.name ?? table;
  return (
    <>
      <p className={classes['facts']}>
        <Link to="/files/$datasetId" params={{ datasetId: id }} className={classes['name']}>
          {name}
        </Link>
        <span className={classes['status']} data-status={job?.status}>
          {t(`files.import.statuses.${job?.status ?? 'queued'}`)}
        </span>
        {job?.status === 'succeeded' && data !== undefined && data.version !== null && (
          <span className={classes['quiet']}>
            {t('common.rows', { count: data.version.rows, formatted: number(data.version.rows) })}
          </span>
        )}
        {job !== null && job.upload !== null && correction(job.upload)}
      </p>
      {job !== null && data !== undefined && isImporting(data) && (
        <ProgressBar value={job.progress} label={t('files.import.progress', { name })} />
      )}
      {job !== null && job.problems.length > 0 && (
        <ProblemNote problems={job.problems} tone={job.status === 'failed' ? 'danger' : 'warning'} />
      )}
    </>
  );
}
