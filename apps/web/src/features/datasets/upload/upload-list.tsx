import { useTranslation } from 'react-i18next';
import { tableKind, tableSearch, tablesLeft, tableTitle } from '../../../lib/uploads/file-tables.ts';
import type { UploadItem, Uploads } from '../../../lib/uploads/uploads.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { UploadRow } from '../../../ui/upload-row.tsx';
import classes from './upload-list.module.css';

/** The files on their way, and where each leads once it is here: to the preview of an import, or to the wizard that connects databases. */
export function UploadList({ items, uploads }: { readonly items: readonly UploadItem[]; readonly uploads: Uploads }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <section aria-labelledby="uploads" className={classes['uploads']}>
      <h2 id="uploads" className={classes['title']}>
        {t('files.uploads.title')}
      </h2>
      <ul className={classes['list']}>
        {items.map((item) => (
          <li key={item.key}>
            <UploadRow item={item} uploads={uploads}>
              <Next item={item} />
            </UploadRow>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Next({ item: { id, name, dataset, database, tables } }: { readonly item: UploadItem }) {
  const { t } = useTranslation();
  if (id === null) return null;
  const [next] = tables === null ? [] : tablesLeft(tables);
  if (next !== undefined)
    return (
      <LinkButton
        to="/files/import/$uploadId"
        params={{ uploadId: id }}
        search={tableSearch(next)}
        size="xs"
        aria-label={t('files.more.reviewOne', { table: tableTitle(next), name })}
      >
        {t(`files.more.another.${tableKind(next)}`)}
      </LinkButton>
    );
  if (database === null)
    return (
      <LinkButton
        to="/files/import/$uploadId"
        params={{ uploadId: id }}
        search={dataset === null ? {} : { dataset }}
        size="xs"
        aria-label={t('files.uploads.reviewOne', { name })}
      >
        {t('files.uploads.review')}
      </LinkButton>
    );
  const words = {
    size: 'xs',
    'aria-label': t('files.uploads.connectOne', { name }),
    children: t('files.uploads.connect'),
  };
  return database.connection === null ? (
    <LinkButton to="/connections/new" search={{ kind: database.kind, upload: id }} {...words} />
  ) : (
    <LinkButton
      to="/connections/$connectionId"
      params={{ connectionId: database.connection }}
      search={{ view: 'settings' }}
      {...words}
    />
  );
}
