import { useTranslation } from 'react-i18next';
import type { ConnectionReplacement } from '@lumiere/contract';
import { ChangeList } from './change-list.tsx';
import { ImpactList } from './impact-list.tsx';
import classes from './panels.module.css';

/** What another place or file would mean: how its tables differ from those known now, and what hangs on them. */
export function Differences({ of }: { readonly of: ConnectionReplacement }) {
  const { t } = useTranslation();
  return (
    <section className={classes['section']}>
      <h3 className={classes['title']}>{t('connection.settings.differences', { count: of.changeCount })}</h3>
      {of.changes.length > 0 && <ChangeList changes={of.changes} />}
      {of.changeCount > of.changes.length && (
        <p className={classes['quiet']}>
          {t('connection.settings.more', { count: of.changeCount - of.changes.length })}
        </p>
      )}
      <ImpactList impact={of.impact} lead={t('connection.settings.hangs')} />
    </section>
  );
}
