import type { AskOutcome } from '@lumiere/ask';
import { type Answer, type ChartKind, type Chip, type Problem, problem } from '@lumiere/contract';

/** What was heard and said beside the query: kept with an answer, so that it can be restored. */
export interface Heard {
  readonly chips: readonly Chip[];
  readonly confidence: Answer['confidence'];
  readonly missing: readonly string[];
  readonly suggestions: Answer['suggestions'];
  readonly problems: readonly Problem[];
  /** The kind of chart that the words ask for. */
  readonly chart: ChartKind | null;
}

export const nothingHeard: Heard = {
  chips: [],
  confidence: null,
  missing: [],
  suggestions: [],
  problems: [],
  chart: null,
};

/** What is kept and shown of an outcome beside its query. */
export function heardOf(outcome: AskOutcome): Heard {
  switch (outcome.kind) {
    case 'query':
      return {
        ...nothingHeard,
        chips: outcome.chips,
        confidence: outcome.confidence,
        suggestions: [...outcome.alternatives],
        problems: outcome.warnings,
        chart: outcome.chart,
      };
    case 'clarify':
      return {
        ...nothingHeard,
        chips: outcome.chips,
        suggestions: [...outcome.options],
        problems: [
          problem('ask.not-understood', outcome.reason, {
            severity: 'info',
            hint: 'Choose one of the readings below, or ask in other words.',
          }),
        ],
      };
    case 'refused':
      return {
        ...nothingHeard,
        chips: outcome.chips,
        missing: outcome.missing,
        suggestions: [...outcome.suggestions],
        problems: outcome.problems,
      };
  }
}
