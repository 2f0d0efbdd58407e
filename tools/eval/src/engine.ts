import type { ChartKind, Confidence, Problem, Query } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import { type FieldValues, buildLexicon, understand } from '@lumiere/ask';
import type { View } from '@lumiere/semantic';

/** A question's fate before any data is touched. */
export type Reading =
  | { readonly kind: 'query'; readonly query: Query; readonly confidence: Confidence; readonly chart: ChartKind | null }
  | { readonly kind: 'clarify' | 'refused'; readonly reasons: readonly Problem[] };

/** Something that turns questions into typed queries; a new one is a line here. */
export interface Engine {
  /** Learns a database once; what comes back answers its questions. */
  prepare(
    view: View,
    values: FieldValues,
    today: IsoDate,
  ): (question: string, history: readonly string[]) => Promise<Reading>;
}

export const engines = {
  builtin: {
    prepare: (view, values, today) => {
      const lexicon = buildLexicon(view, values);
      return async (question, history) => {
        const outcome = understand(question, { lexicon, today, history });
        if (outcome.kind === 'query')
          return { kind: 'query', query: outcome.query, confidence: outcome.confidence, chart: outcome.chart };
        return { kind: outcome.kind, reasons: outcome.kind === 'refused' ? outcome.problems : [] };
      };
    },
  },
} as const satisfies Record<string, Engine>;
