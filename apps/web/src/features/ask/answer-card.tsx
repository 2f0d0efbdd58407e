import { useState } from 'react';
import type { Answer, CellRef } from '@lumiere/contract';
import classes from './answer-card.module.css';
import { AnswerActions } from './answer-actions.tsx';
import { AnswerFooter } from './answer-footer.tsx';
import { Insight } from './insight.tsx';
import { Notes } from './notes.tsx';
import { OtherQuestions } from './other-questions.tsx';
import { QuestionTitle } from './question-title.tsx';
import { ResultPanel } from './result-panel.tsx';
import { SqlPanel } from './sql-panel.tsx';
import { Unanswered } from './unanswered.tsx';
import { Understood } from './understood.tsx';
import { useView } from './use-view.ts';

interface AnswerCardProps {
  readonly answer: Answer;
  /** Asks another reading of the same turn. */
  readonly ask: (question: string) => void;
  readonly rerun: () => void;
  readonly rerunning: boolean;
}

/** One answer: the insight first, then the picture, then how it came about. */
export function AnswerCard({ answer, ask, rerun, rerunning }: AnswerCardProps) {
  // a chip under the pointer marks its words in the question, a figure marks its cell in the table
  const [chip, setChip] = useState<number | null>(null);
  const [cells, setCells] = useState<readonly CellRef[]>([]);
  const view = useView(answer.charts);
  const { understood, result } = answer;

  const title = (
    <QuestionTitle question={answer.question ?? understood?.text ?? ''} chips={understood?.chips ?? []} active={chip} />
  );
  if (answer.outcome !== 'answered' || result === null) {
    return (
      <article className={classes['card']} aria-busy={rerunning}>
        {title}
        <Unanswered answer={answer} ask={ask} rerun={rerun} rerunning={rerunning} setChip={setChip} />
      </article>
    );
  }
  return (
    <article className={classes['card']} aria-busy={rerunning}>
      {title}
      {answer.narrative && (
        <Insight
          narrative={answer.narrative}
          result={result}
          zone={answer.zone}
          mark={setCells}
          show={(marked) => {
            setCells(marked);
            view.show('table');
          }}
        />
      )}
      <ResultPanel answer={answer} result={result} view={view} marked={cells} />
      <Notes problems={answer.problems} />
      {understood && (
        <Understood
          understood={understood}
          confidence={answer.confidence}
          question={answer.question}
          ask={ask}
          setChip={setChip}
        />
      )}
      <OtherQuestions suggestions={answer.suggestions} ask={ask} />
      {answer.statement && <SqlPanel statement={answer.statement} />}
      <AnswerActions answer={answer} rerun={rerun} rerunning={rerunning} />
      <AnswerFooter answer={answer} result={result} />
    </article>
  );
}
