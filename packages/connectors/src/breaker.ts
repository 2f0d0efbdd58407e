import type { Connector } from './connector.ts';
import { isUnreachable } from './failures.ts';
import { SourceError } from './source-error.ts';

export interface BreakerOptions {
  /** Failures to reach the source, one after the other, after which it is taken to be down. */
  readonly failures?: number;
  /** Milliseconds after which a source that is down is tried again, by one query. */
  readonly retryMs?: number;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** How a source is doing. */
export interface Health {
  /** `trying`: one query is out to see whether the source is back. */
  readonly state: 'up' | 'down' | 'trying';
  /** When the failures began, in milliseconds since 1970; null where the last answer was none. */
  readonly since: number | null;
  /** When it last answered, with rows or with a refusal. */
  readonly answered: number | null;
  /** What is wrong, in words; null where nothing is. */
  readonly failure: SourceError | null;
}

/**
 * Keeps queries from waiting for a source that is down: after some failures to reach it in a row it says so at once, and lets a single
 * query through from time to time to see whether it is back. A query that the source refuses is an answer, and no failure.
 */
export class Breaker {
  readonly #limit: number;
  readonly #retryMs: number;
  readonly #clock: () => number;
  #failed = 0;
  #since: number | null = null;
  #answered: number | null = null;
  #failure: SourceError | null = null;
  #retryAt = 0;
  #trying = false;

  constructor({ failures = 3, retryMs = 10_000, clock = Date.now }: BreakerOptions = {}) {
    this.#limit = failures;
    this.#retryMs = retryMs;
    this.#clock = clock;
  }

  get health(): Health {
    const state = this.#trying ? 'trying' : this.#failed >= this.#limit ? 'down' : 'up';
    return { state, since: this.#since, answered: this.#answered, failure: this.#failure };
  }

  /** Does work that needs the source; rejects at once, as the last failure did, while the source is down. */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const down = this.#failed >= this.#limit;
    if (down && (this.#trying || this.#clock() < this.#retryAt)) throw this.#known();
    this.#trying = down;
    try {
      const value = await work();
      this.#up();
      return value;
    } catch (error) {
      if (isUnreachable(error)) this.#down(error);
      // a cancelled query has learned nothing: the next one may try at once
      else if (!(error instanceof SourceError && error.code === 'query.cancelled')) this.#up();
      throw error;
    } finally {
      if (down) this.#trying = false;
    }
  }

  #up(): void {
    this.#failed = 0;
    this.#since = null;
    this.#failure = null;
    this.#answered = this.#clock();
  }

  #down(failure: SourceError): void {
    this.#failed += 1;
    this.#since ??= this.#clock();
    this.#failure = failure;
    this.#retryAt = this.#clock() + this.#retryMs;
  }

  #known(): SourceError {
    const since = new Date(this.#since ?? this.#clock()).toISOString().slice(0, 16).replace('T', ' ');
    const code = this.#failure?.code ?? 'source.unavailable';
    return new SourceError(code, `${this.#failure?.message ?? 'The source cannot be reached.'} (since ${since} UTC)`, {
      hint: `${this.#failure?.hint ?? ''} It is tried again every ${Math.round(this.#retryMs / 1000)} seconds.`.trim(),
      cause: this.#failure,
    });
  }
}

/** What work that needs a source is done through. */
export type Through = <T>(work: () => Promise<T>) => Promise<T>;

/** A connector whose queries and catalogs go through a breaker, or through what stands around one. */
export const withBreaker = (connector: Connector, through: Through): Connector => ({
  dialect: connector.dialect,
  engine: connector.engine,
  frozen: connector.frozen,
  run: (statement, columns, options) => through(() => connector.run(statement, columns, options)),
  catalog: (options) => through(() => connector.catalog(options)),
  dataVersion: () => connector.dataVersion(),
  close: () => connector.close(),
});
