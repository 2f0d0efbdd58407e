import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ImportChoices, Upload } from '@lumiere/contract';
import { tableSearch } from '../../../lib/uploads/file-tables.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import { useApi } from '../../../lib/use-api.ts';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { PageHead } from '../../../ui/page-head.tsx';
import { BackLink } from '../../../ui/back-link.tsx';
import { uploadQuery } from '../queries.ts';
import { useShowBytes } from '../../../lib/show-bytes.ts';
import { ColumnEditor } from './column-editor.tsx';
import { ImportAll } from './import-all.tsx';
import { ImportForm } from './import-form.tsx';
import { LayoutForm } from './layout-form.tsx';
import classes from './preview-page.module.css';
import { PreviewTable } from './preview-table.tsx';
import { PreviewNotes } from './preview-notes.tsx';
import { useChosenColumn } from './use-chosen-column.ts';
import { type ImportAllRequest, useImportAll } from './use-import-all.ts';
import { usePreview } from './use-preview.ts';

/** What a file would become, with every guess to be corrected, before any of it is imported. */
export function PreviewPage() {
  const { t } = useTranslation();
  const { uploadId } = useParams({ from: '/member/files/import/$uploadId' });
  const { member, sheet } = useSearch({ from: '/member/files/import/$uploadId' });
  const query = useQuery(uploadQuery(useApi(), uploadId));
  const bytes = useShowBytes();
  const upload = query.data;
  const { run, begin, close } = useImportAll(uploadId);
  return (
    <div className={classes['page']}>
      <BackLink to="/files">{t('files.back')}</BackLink>
      <PageHead
        title={upload?.name ?? t('files.preview.title')}
        lead={
          upload === undefined
            ? t('files.preview.lead')
            : `${bytes(upload.bytes)}${run === null ? ` · ${t('files.preview.lead')}` : ''}`
        }
      />
      {run !== null ? (
        <ImportAll run={run} close={close} />
      ) : query.isError ? (
        <ErrorCard error={query.error} retry={() => void query.refetch()}>
          <LinkButton to="/files" variant="default">
            {t('files.preview.another')}
          </LinkButton>
        </ErrorCard>
      ) : upload === undefined ? (
        <Waiting />
      ) : upload.status === 'complete' ? (
        <Inspected
          key={`${upload.id} ${upload.tried?.job} ${member} ${sheet}`}
          upload={upload}
          asked={tableSearch({ member: member ?? null, sheet: sheet ?? null })}
          importAll={begin}
        />
      ) : (
        <p className={classes['plain']}>{t(`files.preview.not.${upload.status}`)}</p>
      )}
    </div>
  );
}

interface InspectedProps {
  readonly upload: Upload;
  /** The table to begin with. */
  readonly asked: ImportChoices;
  readonly importAll: (of: ImportAllRequest) => void;
}

function Inspected({ upload, asked, importAll }: InspectedProps) {
  const { t } = useTranslation();
  const preview = usePreview(upload.id, upload.tried?.plan ?? null, asked);
  const { items } = useUploads();
  const { query, inspection, plan } = preview;
  const [chosen, choose] = useChosenColumn(inspection);
  const failure = query.isError && (
    <ErrorCard error={query.error} level={2} retry={() => void query.refetch()}>
      {inspection === undefined && Object.keys(asked).length > 0 && (
        <Button variant="default" onClick={() => preview.choose({})}>
          {t('files.preview.otherTable')}
        </Button>
      )}
      <LinkButton to="/files" variant="default">
        {t('files.preview.another')}
      </LinkButton>
    </ErrorCard>
  );
  const tried = upload.tried !== null && upload.tried.problems.length > 0 && (
    <ProblemNote problems={upload.tried.problems} tone="danger" />
  );
  if (inspection === undefined || plan === undefined)
    return (
      <>
        {tried}
        {failure || <Waiting />}
      </>
    );
  return (
    <>
      {tried}
      {failure}
      <PreviewNotes upload={upload} inspection={inspection} />
      <LayoutForm
        preview={preview}
        inspection={inspection}
        tables={items.find(({ id }) => id === upload.id)?.tables ?? null}
      />
      <section className={classes['rows']} aria-labelledby="columns">
        <h2 id="columns" className={classes['heading']}>
          {t('files.preview.columns')}
        </h2>
        <ColumnEditor plan={plan} index={chosen} edit={preview.edit} />
        <PreviewTable
          inspection={inspection}
          plan={plan}
          chosen={chosen}
          choose={choose}
          busy={query.isFetching}
          edit={preview.edit}
        />
      </section>
      <ImportForm
        upload={upload}
        inspection={inspection}
        plan={plan}
        edited={preview.corrected}
        waiting={query.isFetching || query.isError}
        importAll={importAll}
      />
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes['waiting']} aria-busy="true">
      <p role="status">{t('files.preview.looking')}</p>
      <Skeleton height={120} radius="lg" />
      <Skeleton height={360} radius="lg" />
    </div>
  );
}
