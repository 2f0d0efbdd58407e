import { useTranslation } from 'react-i18next';
import { tableKey, tableKind, tableSearch, tablesLeft, tableTitle } from '../../../lib/uploads/file-tables.ts';
import { useUploads } from '../../../lib/uploads/use-uploads.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import classes from './more-tables.module.css';

/** Sheets named at once; the others can be chosen in the preview. */
const most = 8;

/** The other tables of the file that a dataset was imported from, each a click away from its preview. */
export function MoreTables({ dataset }: { readonly dataset: string }) {
  const { t } = useTranslation();
  const { items } = useUploads();
  const item = items.find(
    ({ phase, tables }) => phase === 'done' && tables?.taken.some((each) => each.dataset === dataset),
  );
  const left = item === undefined || item.tables === null ? [] : tablesLeft(item.tables);
  const [next] = left;
  if (item === undefined || item.id === null || next === undefined) return null;
  const kind = tableKind(next);
  const uploadId = item.id;
  return (
    <section className={classes['more']} aria-labelledby="more-tables">
      <div className={classes['head']}>
        <div>
          <h2 id="more-tables" className={classes['title']}>
            {t(`files.more.title.${kind}`, { count: left.length, name: item.name })}
          </h2>
          <p className={classes['quiet']}>{t('files.more.text')}</p>
        </div>
        <LinkButton to="/files/import/$uploadId" params={{ uploadId }} search={tableSearch(next)} size="xs">
          {t(`files.more.another.${kind}`)}
        </LinkButton>
      </div>
      <ul className={classes['list']}>
        {left.slice(0, most).map((table) => (
          <li key={tableKey(table)}>
            <LinkButton
              to="/files/import/$uploadId"
              params={{ uploadId }}
              search={tableSearch(table)}
              variant="default"
              size="xs"
              aria-label={t('files.more.reviewOne', { table: tableTitle(table), name: item.name })}
            >
              {tableTitle(table)}
            </LinkButton>
          </li>
        ))}
        {left.length > most && (
          <li className={classes['quiet']}>{t('files.more.rest', { count: left.length - most })}</li>
        )}
      </ul>
    </section>
  );
}
