import { Button, Skeleton } from '@mantine/core';
import { IconFiles, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { databaseEndings, databaseKindOf } from '../../lib/database-file.ts';
import { useApi } from '../../lib/use-api.ts';
import { useMay } from '../../lib/use-may.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorCard } from '../../ui/error-card.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { DatasetRow } from './dataset-row.tsx';
import classes from './files-page.module.css';
import { datasetsQuery } from './queries.ts';
import { DropZone, tableEndings } from '../../ui/drop-zone.tsx';
import { UploadList } from './upload/upload-list.tsx';
import { useOpenWhenDone } from './upload/use-open-when-done.ts';
import { useUploads } from '../../lib/uploads/use-uploads.ts';

const perPage = 20;

/** The files that became data, those on their way, and the place to drop more. */
export function FilesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { uploads, items } = useUploads();
  const expect = useOpenWhenDone(items);
  const navigate = useNavigate();
  const take = async (files: readonly File[]): Promise<void> => {
    const kinds = await Promise.all(files.map(async (file) => (may.connect ? databaseKindOf(file) : null)));
    const tables = files.filter((_, index) => kinds[index] === null);
    expect(tables);
    uploads.add(tables, null);
    for (const [index, kind] of kinds.entries())
      if (kind !== null) uploads.add(files.slice(index, index + 1), null, { kind, connection: null });
    const [only] = kinds;
    // its tables are not imported: it is connected as it is
    if (files.length === 1 && only !== null && only !== undefined)
      await navigate({ to: '/connections/new', search: { kind: only } });
  };
  return (
    <div className={classes['page']}>
      <PageHead title={t('files.title')} lead={t('files.lead')} />
      {may.files && (
        <>
          <DropZone
            onFiles={(files) => void take(files)}
            {...(may.connect
              ? {
                  of: {
                    endings: `${tableEndings},${databaseEndings.sqlite},${databaseEndings.duckdb}`,
                    text: t('files.drop.acceptedAll'),
                  },
                }
              : {})}
          />
          <UploadList items={items} uploads={uploads} />
        </>
      )}
      <Datasets mayImport={may.files} />
    </div>
  );
}

function Datasets({ mayImport }: { readonly mayImport: boolean }) {
  const { t } = useTranslation();
  const { search = '', page = 1 } = useSearch({ from: '/member/files' });
  const navigate = useNavigate({ from: '/files' });
  const query = useQuery(datasetsQuery(useApi(), { search, limit: perPage, offset: (page - 1) * perPage }));
  const none = query.data?.items.length === 0;
  return (
    <section aria-labelledby="datasets" className={classes['datasets']}>
      <div className={classes['head']}>
        <h2 id="datasets" className={classes['heading']}>
          {t('files.datasets')}
        </h2>
        {!(none && search === '') && (
          <SearchBox
            label={t('files.search')}
            className={classes['search']}
            search={search}
            onSearch={(words) => void navigate({ search: words === '' ? {} : { search: words }, replace: true })}
          />
        )}
      </div>
      {query.isError ? (
        <ErrorCard error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className={classes['waiting']} aria-busy="true">
          {Array.from({ length: 3 }, (_, index) => (
            <Skeleton key={index} height={76} radius="md" />
          ))}
        </div>
      ) : none ? (
        search === '' ? (
          <EmptyState
            level={3}
            title={t('files.empty.title')}
            text={t(mayImport ? 'files.empty.text' : 'files.empty.textViewer')}
            icon={<IconFiles size={28} stroke={1.5} />}
          />
        ) : (
          <EmptyState
            level={3}
            title={t('files.noMatch.title')}
            text={t('files.noMatch.text', { search })}
            icon={<IconSearch size={28} stroke={1.5} />}
          >
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              {t('files.noMatch.clear')}
            </Button>
          </EmptyState>
        )
      ) : (
        <>
          <ul className={classes['list']} aria-busy={query.isPlaceholderData} aria-labelledby="datasets">
            {query.data.items.map((dataset) => (
              <DatasetRow key={dataset.id} dataset={dataset} />
            ))}
          </ul>
          <Pager
            page={page}
            perPage={perPage}
            total={query.data.total}
            onPage={(next) => void navigate({ search: (all) => ({ ...all, page: next }) })}
          />
        </>
      )}
    </section>
  );
}
