import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem, ProfileIssue } from '@lumiere/contract';
import { EmptyState } from '../empty-state.tsx';
import { IssueList, type Issue } from './issue-list.tsx';
import classes from './issues-view.module.css';

const severities = ['error', 'warning', 'info'] as const;

interface IssuesViewProps {
  readonly issues: readonly ProfileIssue[];
  /** What was said when the data was read. */
  readonly problems: readonly Problem[];
  /** Opens the column that an issue is about. */
  readonly open: (column: string) => void;
  readonly level?: 2 | 3;
}

/** Everything to know before trusting the data, the worst first. */
export function IssuesView({ issues, problems, open, level = 2 }: IssuesViewProps) {
  const { t } = useTranslation();
  const Heading = `h${level}` as const;
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
        level={level}
        title={t('dataProfile.noWarnings.title')}
        text={t('dataProfile.noWarnings.text')}
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
              <Heading id={`severity-${severity}`} className={classes['title']}>
                {t(`dataProfile.severities.${severity}`, { count: group.length })}
              </Heading>
              <IssueList issues={group} open={open} />
            </section>
          )
        );
      })}
    </div>
  );
}
