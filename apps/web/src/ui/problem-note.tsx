import type { Problem } from '@lumiere/contract';
import classes from './problem-note.module.css';

/** What is wrong, why, and what to do, in the words of the server. */
export function ProblemNote({
  problems,
  tone = 'danger',
}: {
  readonly problems: readonly Problem[];
  readonly tone?: 'danger' | 'warning';
}) {
  return (
    <div className={classes['note']} data-tone={tone}>
      {problems.map((problem, index) => (
        <p key={index}>
          {problem.message}
          {problem.hint !== null && <span className={classes['hint']}> {problem.hint}</span>}
        </p>
      ))}
    </div>
  );
}
