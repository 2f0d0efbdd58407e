import { useTranslation } from 'react-i18next';
import type { ConnectionImpact } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import classes from './panels.module.css';

/** What hangs on a connection, by number; only what there is. */
export function ImpactList({ impact, lead }: { readonly impact: ConnectionImpact; readonly lead: string }) {
  const { t } = useTranslation();
  const number = useShowNumber();
  const things = (['tables', 'models', 'history', 'receipts', 'schedules'] as const).filter((each) => impact[each] > 0);
  if (things.length === 0) return <p className={classes['quiet']}>{t('connection.impact.nothing')}</p>;
  return (
    <div>
      <p>{lead}</p>
      <ul className={classes['impact']}>
        {things.map((each) => (
          <li key={each}>
            {t(`connection.impact.${each}`, { count: impact[each], formatted: number(impact[each]) })}
            {each === 'history' && ` ${t('connection.impact.people', { count: impact.people })}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
