import { Tooltip } from '@mantine/core';
import { IconReceipt2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Answer, Result } from '@lumiere/contract';
import { useShowNumber, useShowTime } from '../../lib/show-time.ts';
import classes from './answer-footer.module.css';

/** When, where and how fast, and the way to the proof. */
export function AnswerFooter({ answer, result }: { readonly answer: Answer; readonly result: Result }) {
  const { t } = useTranslation();
  const time = useShowTime(answer.zone);
  const number = useShowNumber();
  const total = answer.timings.total;
  return (
    <footer className={classes['footer']}>
      <span>{t('answer.asOf', { time: time(result.asOf) })}</span>
      <span>{t('answer.zone', { zone: answer.zone.replaceAll('_', ' ') })}</span>
      <span>{t('answer.took', { formatted: number(total, total < 10 ? 1 : 0) })}</span>
      {answer.cached && (
        <Tooltip label={t('answer.cachedHint')}>
          <button type="button" className={classes['cached']}>
            {t('answer.cached')}
          </button>
        </Tooltip>
      )}
      {answer.receipt !== null && (
        <Link to="/receipts/$receiptId" params={{ receiptId: answer.receipt }} className={classes['receipt']}>
          <IconReceipt2 size={15} stroke={1.7} aria-hidden="true" />
          {t('answer.receipt')}
        </Link>
      )}
    </footer>
  );
}
