import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@lumiere/contract';
import classes from './issue-list.module.css';

/** What a list needs of an issue or of a problem. */
export interface Issue {
  readonly severity: Problem['severity'];
  readonly column?: string | null;
  readonly message: string;
}

const icons = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;

/** Sentences about data, each with how bad it is. */
export function IssueList({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation();
  return (
    <ul className={classes['list']}>
      {issues.map(({ severity, message }, index) => {
        const Icon = icons[severity];
        return (
          <li key={index} className={classes['issue']} data-severity={severity}>
            <Icon size={18} stroke={1.8} role="img" aria-label={t(`files.severity.${severity}`)} />
            <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}
