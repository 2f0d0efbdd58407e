import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@lumiere/contract';
import classes from './notes.module.css';

/** What must be known to read the numbers right: cut-off results, incomplete periods, rows a join leaves out. */
export function Notes({ problems }: { readonly problems: readonly Problem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  return (
    <ul className={classes['notes']} aria-label={t('answer.notes')}>
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.message}`} data-severity={problem.severity}>
          {problem.severity === 'info' ? (
            <IconInfoCircle size={18} stroke={1.7} aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={18} stroke={1.7} aria-hidden="true" />
          )}
          <span>
            {problem.message}
            {problem.hint && <span className={classes['hint']}> {problem.hint}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
