import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@lumiere/contract';
import { useShowNumber } from '../../lib/show-time.ts';
import classes from './issue-list.module.css';

/** What a list needs of an issue or of a problem. */
export interface Issue {
  readonly severity: Problem['severity'];
  readonly column?: string | null;
  readonly count?: number;
  readonly message: string;
}

const icons = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;

interface IssueListProps {
  readonly issues: readonly Issue[];
  /** Opens the column that an issue is about; left out where it is open. */
  readonly open?: (column: string) => void;
}

/** Sentences about data, each with how bad it is and how often it is so. */
export function IssueList({ issues, open }: IssueListProps) {
  const { t } = useTranslation();
  const number = useShowNumber();
  return (
    <ul className={classes['list']}>
      {issues.map(({ severity, column = null, count, message }, index) => {
        const Icon = icons[severity];
        return (
          <li key={index} className={classes['issue']} data-severity={severity}>
            <Icon size={18} stroke={1.8} role="img" aria-label={t(`dataProfile.severity.${severity}`)} />
            <span className={classes['words']}>{message}</span>
            {count !== undefined && (
              <span className={classes['count']} title={t('dataProfile.columns.count')}>
                {number(count)}
              </span>
            )}
            {column !== null && open !== undefined && (
              <button type="button" className={classes['open']} onClick={() => open(column)} title={column}>
                {column}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
