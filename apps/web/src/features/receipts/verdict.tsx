import { IconCircleCheck, IconDelta } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Replay } from '@lumiere/contract';
import classes from './verdict.module.css';

/** What a replay found: the same cells, or how they differ. */
export function Verdict({ replay, was }: { readonly replay: Replay; readonly was: string }) {
  const { t } = useTranslation();
  const VerdictIcon = replay.verdict === 'same' ? IconCircleCheck : IconDelta;
  return (
    <section className={classes['verdict']} data-verdict={replay.verdict} role="status">
      <VerdictIcon size={24} stroke={1.7} className={classes['icon']} aria-hidden="true" />
      <div className={classes['body']}>
        <h2 className={classes['title']}>{t(`receipt.${replay.verdict}.title`)}</h2>
        <p>{t(`receipt.${replay.verdict}.text`)}</p>
        {replay.differences.length > 0 && (
          <ul className={classes['differences']}>
            {replay.differences.map((difference) => (
              <li key={difference}>{difference}</li>
            ))}
          </ul>
        )}
        <dl className={classes['hashes']}>
          <dt>{t('receipt.was')}</dt>
          <dd>{was}</dd>
          <dt>{t('receipt.now')}</dt>
          <dd>{replay.hash}</dd>
        </dl>
      </div>
    </section>
  );
}
