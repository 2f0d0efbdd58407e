import { Button, Loader, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import card from './answer-card.module.css';
import classes from './pending-card.module.css';

const patientMs = 4000;
const steps = ['understand', 'run', 'draw'] as const;

/** Stands where the answer will, in its shape, so that nothing jumps. */
export function PendingCard({
  question,
  cancel,
}: {
  readonly question: string | null;
  readonly cancel: (() => void) | null;
}) {
  const { t } = useTranslation();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patientMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={card['card']} aria-busy="true">
      {question === null ? (
        <Skeleton height={28} width="55%" radius="sm" />
      ) : (
        <h1 className={card['question']}>{question}</h1>
      )}
      <div className={classes['status']}>
        <Loader size={16} color="var(--lum-focus)" aria-hidden="true" />
        {/* what happens in this order; the steps take milliseconds, so none pretends to be ticked off */}
        <span role="status">
          {slow ? t('ask.pending.slow') : steps.map((step) => t(`ask.pending.${step}`)).join(' · ')}
        </span>
        {cancel && (
          <Button variant="default" size="compact-sm" onClick={cancel} className={classes['cancel'] ?? ''}>
            {t('ask.pending.cancel')}
          </Button>
        )}
      </div>
      <Skeleton height={16} width="88%" radius="sm" />
      <Skeleton height={16} width="62%" radius="sm" />
      <Skeleton height={300} radius="md" />
    </div>
  );
}
