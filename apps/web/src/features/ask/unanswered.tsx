import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBulbOff, IconMessageQuestion, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '@lumiere/contract';
import { Chips } from './chips.tsx';
import { OtherQuestions } from './other-questions.tsx';
import { SqlPanel } from './sql-panel.tsx';
import classes from './unanswered.module.css';

interface UnansweredProps {
  readonly answer: Answer;
  readonly ask: (question: string) => void;
  readonly rerun: () => void;
  readonly rerunning: boolean;
  readonly setChip: (chip: number | null) => void;
}

/** Why there is no number: what is missing, what was heard, what could be asked instead. */
export function Unanswered({ answer, ask, rerun, rerunning, setChip }: UnansweredProps) {
  const { t } = useTranslation();
  const kind = answer.outcome === 'clarify' || answer.outcome === 'refused' ? answer.outcome : 'failed';
  const StateIcon = { clarify: IconMessageQuestion, refused: IconBulbOff, failed: IconAlertTriangle }[kind];
  const chips = answer.understood?.chips ?? [];
  const hints = [...new Set(answer.problems.flatMap((problem) => problem.hint ?? []))];
  return (
    <>
      <div className={classes['box']} data-kind={kind} role={kind === 'failed' ? 'alert' : undefined}>
        <StateIcon size={24} stroke={1.6} className={classes['icon']} aria-hidden="true" />
        <div className={classes['body']}>
          <h2 className={classes['title']}>{kind === 'failed' ? t('failed.title') : t(`unanswered.${kind}`)}</h2>
          {[...new Set(answer.problems.map((problem) => problem.message))].map((message) => (
            <p key={message}>{message}</p>
          ))}
          {answer.missing.length > 0 && (
            <p className={classes['missing']}>
              <span className={classes['label']}>{t('unanswered.missing')}</span>
              {answer.missing.map((words) => (
                <strong key={words} className={classes['word']}>
                  {words}
                </strong>
              ))}
            </p>
          )}
          {hints.map((hint) => (
            <p key={hint} className={classes['quiet']}>
              {hint}
            </p>
          ))}
          {kind === 'refused' && <p className={classes['quiet']}>{t('unanswered.why')}</p>}
          {kind === 'failed' && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              loading={rerunning}
              onClick={rerun}
              className={classes['retry'] ?? ''}
            >
              {t('failed.retry')}
            </Button>
          )}
        </div>
      </div>
      <OtherQuestions
        suggestions={answer.suggestions}
        ask={ask}
        title={kind === 'clarify' ? t('unanswered.options') : t('unanswered.suggestions')}
      />
      {chips.length > 0 && (
        <section className={classes['heard']}>
          <h2 className={classes['label']}>{t('unanswered.heard')}</h2>
          <Chips chips={chips} question={answer.question} ask={ask} setChip={setChip} />
        </section>
      )}
      {answer.statement && <SqlPanel statement={answer.statement} />}
    </>
  );
}
