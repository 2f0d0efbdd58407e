import { useTranslation } from 'react-i18next';
import type { SchemaChange } from '@lumiere/contract';
import classes from './panels.module.css';

/** Differences between what a source holds and what was known of it, and what of the model they break. */
export function ChangeList({ changes }: { readonly changes: readonly SchemaChange[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['list']}>
      {changes.map((change, index) => {
        const table = `${change.schema === null ? '' : `${change.schema}.`}${change.table}`;
        return (
          <li key={index} className={classes['row']}>
            <p className={classes['state']} data-state={change.kind.split('-')[1]}>
              {t(`connection.changes.kinds.${change.kind}`)}
            </p>
            <p className={classes['what']}>
              <code>{change.column === null ? table : `${table}.${change.column}`}</code>
              {change.before !== null && change.after !== null && (
                <span className={classes['quiet']}>
                  {t('connection.changes.fromTo', { before: change.before, after: change.after })}
                </span>
              )}
            </p>
            {change.breaks.length > 0 && (
              <p className={classes['breaks']}>{t('connection.changes.breaks', { what: change.breaks.join(', ') })}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
