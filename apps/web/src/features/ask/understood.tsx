import { Tooltip } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Confidence, Understood as UnderstoodValue } from '@lumiere/contract';
import { Chips } from './chips.tsx';
import classes from './understood.module.css';

/** What the question was taken for, as a sentence and piece by piece, with how sure that is. */
export function Understood(of: {
  readonly understood: UnderstoodValue;
  readonly confidence: Confidence | null;
  readonly question: string | null;
  readonly ask: (question: string) => void;
  readonly setChip: (chip: number | null) => void;
}) {
  const { t } = useTranslation();
  const doubt = of.confidence === 'medium' || of.confidence === 'low' ? of.confidence : null;
  return (
    <section className={classes['section']} aria-labelledby="understood">
      <div className={classes['head']}>
        <h2 id="understood" className={classes['title']}>
          {t('answer.understood')}
        </h2>
        {doubt && (
          <Tooltip label={t(`answer.confidence.${doubt}Hint`)}>
            {/* focusable, so that the explanation is there for the keyboard too */}
            <button type="button" className={classes['doubt']} data-level={doubt}>
              <IconHelpCircle size={14} stroke={2} aria-hidden="true" />
              {t(`answer.confidence.${doubt}`)}
            </button>
          </Tooltip>
        )}
      </div>
      <p className={classes['text']}>{of.understood.text}</p>
      <Chips chips={of.understood.chips} question={of.question} ask={of.ask} setChip={of.setChip} />
    </section>
  );
}
