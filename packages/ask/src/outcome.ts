import type { ChartKind, Chip, Confidence, FieldId, Problem, Query, Suggestion } from '@lumiere/contract';

/** The values of a field that this person may see; `complete` where it is all of them. Numbers and booleans do not stand here. */
export type FieldValues = ReadonlyMap<FieldId, { readonly values: readonly string[]; readonly complete: boolean }>;

/** What became of a question. The chips of all three account for every word that carries meaning. */
export type AskOutcome =
  | {
      readonly kind: 'query';
      readonly query: Query;
      readonly chips: readonly Chip[];
      readonly confidence: Confidence;
      /** Other readings, best first, each in words that can be asked. */
      readonly alternatives: readonly Suggestion[];
      readonly warnings: readonly Problem[];
      /** The kind of chart that the words ask for; null where they leave it open. */
      readonly chart: ChartKind | null;
    }
  | {
      readonly kind: 'clarify';
      readonly reason: string;
      readonly options: readonly Suggestion[];
      readonly chips: readonly Chip[];
    }
  | {
      readonly kind: 'refused';
      readonly missing: readonly string[];
      readonly problems: readonly Problem[];
      readonly suggestions: readonly Suggestion[];
      readonly chips: readonly Chip[];
    };
