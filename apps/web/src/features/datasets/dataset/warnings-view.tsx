import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem, ProfileIssue } from '@lumiere/contract';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { IssueList, type Issue } from './issue-list.tsx';
import classes from './warnings-view.module.css';

const severities = ['error', 'warning', 'info'] as const;

interface WarningsViewProps {
  readonly issues: readonly ProfileIssue[];
  /** What was said when the file was read. */
  readonly problems: readonly Problem[];
}

/** Everything to know before trusting the data, the worst first. */
export function WarningsView({ issues, problems }: WarningsViewProps) {
  const { t } = useTranslation();
  const all: readonly Issue[] = [
    ...issues,
    ...problems.map(({ severity, message, hint }) => ({
      severity,
      message: hint === null ? message : `${message} ${hint}`,
    })),
  ];
  if (all.length === 0)
    return (
      <EmptyState
        title={t('files.noWarnings.title')}
        text={t('files.noWarnings.text')}
        icon={<IconCircleCheck size={28} stroke={1.5} />}
      />
    );
  return (
    <div className={classes['groups']}>
      {severities.map((severity) => {
        const group = all.filter((issue) => issue.severity === severity);
        return (
          group.length > 0 && (
            <section key={severity} className={classes['group']} aria-labelledby={`severity-${severity}`}>
              <h2 id={`severity-${severity}`} className={classes['title']}>
                {t(`files.severities.${severity}`, { count: group.length })}
              </h2>
              <IssueList issues={group} />
            </section>
          )
        );
      })}
    </div>
  );
}
