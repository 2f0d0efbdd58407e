import type { ImportChoices, Problem } from '@lumiere/contract';
import type { ConnectorDef, SourceDef } from './connector.ts';
import type { NetworkGuard } from './network/guard.ts';

/** What a source is fetched with. */
export interface Fetching {
  readonly network: NetworkGuard;
  readonly signal: AbortSignal;
  /** A folder of its own for what it writes; it is removed afterwards. */
  readonly folder: string;
  /** What the source gave with a table the last time, so that it can be asked whether it is still so; null where it is not here. */
  readonly mark: (table: string) => string | null;
  readonly progress: (step: string) => void;
}

/** What became of a table. */
export type FetchedTable =
  | { readonly kind: 'unchanged'; readonly table: string }
  /** There is the list, but nothing in it. */
  | { readonly kind: 'empty'; readonly table: string; readonly notes: readonly Problem[] }
  | {
      readonly kind: 'file';
      readonly table: string;
      /** Where it lies in the folder, and what it is called to people. */
      readonly file: string;
      readonly name: string;
      readonly choices: ImportChoices;
      readonly mark: string | null;
      readonly notes: readonly Problem[];
    };

/** A kind of source that is read into tables of the embedded engine, again and again, and asked there. */
export interface LoadedDef<Config> extends SourceDef<Config> {
  /** Milliseconds from one reading to the next. */
  everyMs(config: Config): number;
  /** Brings every table here as a file; all of them, or it rejects with a `SourceError`. */
  fetch(config: Config, fetching: Fetching): Promise<readonly FetchedTable[]>;
}

/** Whether a kind is brought here before it is asked. */
export const isLoaded = <Config>(def: ConnectorDef<Config> | LoadedDef<Config>): def is LoadedDef<Config> =>
  'fetch' in def;
