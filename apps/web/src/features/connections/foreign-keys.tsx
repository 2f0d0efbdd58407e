import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CatalogTableDetail } from '@lumiere/contract';
import classes from './catalog-table.module.css';

type Other = CatalogTableDetail['foreignKeys'][number]['to'];

/** The keys of a table: what its rows point at, and what points at them; each other table is one click away. */
export function ForeignKeys({
  connection,
  table,
}: {
  readonly connection: string;
  readonly table: CatalogTableDetail;
}) {
  const { t } = useTranslation();
  if (table.foreignKeys.length === 0 && table.referencedBy.length === 0) return null;
  return (
    <section className={classes['section']}>
      <h3 className={classes['title']}>{t('connection.keys.title')}</h3>
      <ul className={classes['keys']}>
        {table.foreignKeys.map((key, index) => (
          <li key={`to ${index}`}>
            <IconArrowRight size={16} role="img" aria-label={t('connection.keys.to')} />
            <code>{key.columns.join(', ')}</code>
            <span className={classes['quiet']}>{t('connection.keys.to')}</span>
            <OtherTable connection={connection} other={key.to} />
          </li>
        ))}
        {table.referencedBy.map((key, index) => (
          <li key={`from ${index}`}>
            <IconArrowLeft size={16} role="img" aria-label={t('connection.keys.from')} />
            <code>{key.columns.join(', ')}</code>
            <span className={classes['quiet']}>{t('connection.keys.from')}</span>
            <OtherTable connection={connection} other={key.from} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OtherTable({ connection, other }: { readonly connection: string; readonly other: Other }) {
  const name = `${other.schema === null ? '' : `${other.schema}.`}${other.name} (${other.columns.join(', ')})`;
  if (other.table === null) return <code>{name}</code>;
  return (
    <Link
      to="/connections/$connectionId"
      params={{ connectionId: connection }}
      search={{ open: other.table }}
      resetScroll={false}
    >
      {name}
    </Link>
  );
}
