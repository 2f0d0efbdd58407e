import type { z } from 'zod';
import type { Catalog, Column, Problem } from '@lumiere/contract';
import type { Dialect, Guarded } from '@lumiere/sql';
import type { EnginePool } from './engine-pool.ts';
import type { FoundColumn } from './found-columns.ts';
import type { NetworkGuard } from './network/guard.ts';
import type { TestReport } from './test-report.ts';

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Rows beyond it are cut off and the result says so. */
  readonly maxRows: number;
  /** Bytes of the encoded result beyond which the query fails with `query.too-large`. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface CatalogOptions {
  readonly signal: AbortSignal;
  readonly samples: boolean;
  /** Told how many of the tables were looked into so far, where the source is asked one table after the other. */
  readonly progress?: CatalogProgress;
}
export type CatalogProgress = (done: number, total: number) => void;

/** A finished result: the wire bytes of `Result.data` as JSON text (`[[…],[…]]`), made next to the engine and passed on unread. */
export interface Encoded {
  readonly data: Uint8Array;
  readonly rowCount: number;
  readonly truncated: boolean;
  /** SHA-256 over keys, types and data, lower-case hex. */
  readonly hash: string;
  /** The columns as the source gave them, where nobody foretold them; else null. */
  readonly found: readonly FoundColumn[] | null;
}

/** An open source. Every failure is a `SourceError` with a problem's code and words. */
export interface Connector {
  readonly dialect: Dialect;
  /** Engine and version, for the receipt: `DuckDB 1.5.6`. */
  readonly engine: string;
  /** True where nobody can change the data while this is open and `dataVersion` stays the same, so what was proven of it holds. */
  readonly frozen: boolean;
  /** Runs a statement and encodes its columns as the wire form of `columns`' types; null takes them as the source gives them. */
  run(statement: Guarded, columns: readonly Column[] | null, options: RunOptions): Promise<Encoded>;
  /** Tables, columns, keys, row counts and value samples. */
  catalog(options: CatalogOptions): Promise<Catalog>;
  /**
   * What a person must know of tables beside their rows, such as that they were cut off when they were read; absent where there never is
   * anything. Asked with every query.
   */
  notes?(tables: readonly string[]): readonly Problem[];
  /** Changes whenever the data may have changed; null where the source cannot tell, so nothing of it is cached for long. */
  dataVersion(): Promise<string | null>;
  close(): Promise<void>;
}

/** What connectors are given by the server. */
export interface ConnectorDeps {
  /** The child processes in which embedded engines run. */
  readonly pool: EnginePool;
  /** The way out to other hosts. */
  readonly network: NetworkGuard;
}

/** One kind of source: one value that form, validation, secrets and docs are read from. */
export interface SourceDef<Config> {
  readonly kind: string;
  readonly title: string;
  /** A sentence for people who choose among the kinds. */
  readonly docs: string;
  readonly dialect: Dialect;
  /** Strict; each field bears its title, description, order and group, see `fieldMeta`. */
  readonly config: z.ZodType<Config>;
  /** Fields that are kept encrypted and never leave the server. */
  readonly secrets: readonly (keyof Config & string)[];
  /** The port where none is given; null for sources that have none. */
  readonly defaultPort: number | null;
  /** SQL that an administrator of the database runs to make a user who can only read; null where the source is a file, opened read-only. */
  readOnlyScript(config: Partial<Config>): string | null;
  /** Tries a connection step by step, as `connect` would go; never rejects for what the source does. */
  test(config: Config, deps: ConnectorDeps, signal: AbortSignal): Promise<TestReport>;
}

/** A kind that is asked where it is. */
export interface ConnectorDef<Config> extends SourceDef<Config> {
  /** Opens the source and checks that it answers; rejects with a `SourceError` that says what is wrong. */
  connect(config: Config, deps: ConnectorDeps): Promise<Connector>;
}
