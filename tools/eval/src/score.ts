import type { Confidence } from '@lumiere/contract';
import { agree } from './agree.ts';
import type { Grid } from './grid.ts';
import type { Question } from './suite.ts';

/** What an engine made of a question. `grid` is the whole result, null where it did not answer. */
export interface Attempt {
  readonly outcome: 'answered' | 'clarify' | 'refused';
  readonly confidence: Confidence | null;
  readonly grid: Grid | null;
  readonly chart: string | null;
  /** Milliseconds from question to typed query, database time apart. */
  readonly ms: number;
}

export interface Verdict {
  readonly question: Question;
  readonly attempt: Attempt;
  readonly strict: boolean;
  readonly lenient: boolean;
  /** Answered with neither a question back nor a low-confidence mark. */
  readonly confident: boolean;
  /** Null where the question names no chart or was not answered. */
  readonly chart: boolean | null;
}

/** Judges one attempt against every right answer; any one that matches is enough. */
export function judge(question: Question, golds: readonly Grid[], attempt: Attempt): Verdict {
  const { grid } = attempt;
  const answered = attempt.outcome === 'answered';
  const agreements =
    answered && question.answerable && grid ? golds.map((gold) => agree(gold, grid, question.ordered)) : [];
  return {
    question,
    attempt,
    strict: agreements.some((each) => each.strict),
    lenient: agreements.some((each) => each.lenient),
    confident: answered && attempt.confidence !== 'low',
    chart: answered && question.charts.length > 0 ? question.charts.includes(attempt.chart ?? '') : null,
  };
}

/** Shares are of `questions`, `answerable` or `unanswerable` as each name says; null where there is none. */
export interface Scores {
  readonly questions: number;
  readonly answerable: number;
  readonly strict: number | null;
  readonly lenient: number | null;
  readonly wrongButConfident: number | null;
  readonly answeredWithConfidence: number | null;
  readonly refusedUnanswerable: number | null;
  readonly refusedAnswerable: number | null;
  readonly askedBackAnswerable: number | null;
  readonly chart: number | null;
}

/** The published scores over a set of verdicts. */
export function score(verdicts: readonly Verdict[]): Scores {
  const answerable = verdicts.filter((each) => each.question.answerable);
  const unanswerable = verdicts.filter((each) => !each.question.answerable);
  const charted = verdicts.filter((each) => each.chart !== null);
  return {
    questions: verdicts.length,
    answerable: answerable.length,
    strict: share(answerable, (each) => each.strict),
    lenient: share(answerable, (each) => each.lenient),
    wrongButConfident: share(verdicts, (each) => each.confident && !each.lenient),
    answeredWithConfidence: share(answerable, (each) => each.confident),
    refusedUnanswerable: share(unanswerable, (each) => each.attempt.outcome !== 'answered'),
    refusedAnswerable: share(answerable, (each) => each.attempt.outcome === 'refused'),
    askedBackAnswerable: share(answerable, (each) => each.attempt.outcome === 'clarify'),
    chart: share(charted, (each) => each.chart === true),
  };
}

/** The value below which the share `p` of the numbers lies (nearest rank); NaN where there is none. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

function share(verdicts: readonly Verdict[], counts: (each: Verdict) => boolean): number | null {
  return verdicts.length === 0 ? null : verdicts.filter(counts).length / verdicts.length;
}
