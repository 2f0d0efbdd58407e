import { useTranslation } from 'react-i18next';
import type { ProfileIssue } from '@lumiere/contract';
import classes from './issue-marks.module.css';

/** What is known against a column, each in a word and by its severity; the sentence is one click away. */
export function IssueMarks({ issues }: { readonly issues: readonly ProfileIssue[] }) {
  const { t } = useTranslation();
  if (issues.length === 0) return <span className={classes['none']}>{t('dataProfile.columns.noIssue')}</span>;
  return (
    <span className={classes['marks']}>
      {issues.map((issue) => (
        <span key={issue.flag} className={classes['mark']} data-severity={issue.severity} title={issue.message}>
          {t(`dataProfile.flags.${issue.flag}`)}
        </span>
      ))}
    </span>
  );
}
