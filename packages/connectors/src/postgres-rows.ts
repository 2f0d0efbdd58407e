import type { Socket } from 'node:net';
import type { Scalar } from '@lumiere/contract';
import type { Connection, Submittable } from 'pg';
import { failureOf, type Place } from './failures.ts';
import { tooLarge } from './wire.ts';

export interface PostgresField {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Takes rows as they come. It may throw, which ends the query; `false` says that it wants no more. */
export interface RowSink {
  fields(fields: readonly PostgresField[]): void;
  row(cells: readonly (string | null)[]): boolean;
}

interface Options {
  readonly text: string;
  readonly parameters: readonly Scalar[];
  readonly sink: RowSink;
  readonly place: Place;
  /** Bytes of one row beyond which it is not waited for. */
  readonly maxPending: number;
}

/** What the driver's connection can do, of which its types leave out the half. */
interface Wire {
  parse(query: { text: string; name: string; types: readonly number[] }): void;
  bind(config: { portal: string; statement: string; values: readonly (string | null)[]; binary: boolean }): void;
  describe(message: { type: 'S' | 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  flush(): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

/**
 * One statement by the extended protocol, which takes no second one. It is described before it is run: what gives no rows (a `commit`, a
 * `copy`, a `set`) is never executed. Rows go to the sink as they come; the server may compute them in parallel, as no cursor is used.
 */
export class PostgresRows implements Submittable {
  readonly #options: Options;
  readonly #result: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #failed: unknown = null;
  #wire: Wire | null = null;
  #synced = false;
  #sinceRow = 0;
  /** True where the sink had enough before the source came to its end. */
  stopped = false;

  constructor(options: Options) {
    this.#options = options;
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#result.catch(() => undefined);
  }

  /** Waits for the end, while no row on the stream may grow beyond the cap: the driver keeps a row until it is whole. */
  async done(stream: Socket): Promise<void> {
    const count = (chunk: Buffer): void => {
      this.#sinceRow += chunk.length;
      if (this.#sinceRow > this.#options.maxPending + 65_536) this.#reject(tooLarge(this.#options.maxPending));
    };
    // after the driver's own listener, so that its rows have been counted off
    stream.on('data', count);
    try {
      await this.#result;
    } finally {
      stream.off('data', count);
    }
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    this.#wire = wire;
    wire.parse({ text: this.#options.text, name: '', types: [] });
    wire.describe({ type: 'S', name: '' });
    // the driver listens to every message but this one
    const noRows = (): void => {
      this.#failed = failureOf('no-rows', this.#options.place);
      this.#end();
    };
    connection.once('noData', noRows);
    const forget = (): unknown => connection.off('noData', noRows);
    this.#result.then(forget, forget);
    wire.flush();
  }

  /** The statement has been described: now it is run. */
  handleRowDescription(message: { fields: readonly PostgresField[] }): void {
    this.#guarded(() => this.#options.sink.fields(message.fields));
    if (this.#failed === null) {
      const values = this.#options.parameters.map((value) => (value === null ? null : String(value)));
      this.#wire?.bind({ portal: '', statement: '', values, binary: false });
      this.#wire?.execute({ portal: '', rows: 0 });
    }
    this.#end();
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    this.#sinceRow = 0;
    if (this.#failed !== null || this.stopped) return;
    this.#guarded(() => {
      if (this.#options.sink.row(message.fields)) return;
      this.stopped = true;
      this.#resolve();
    });
  }

  #end(): void {
    if (this.#synced) return;
    this.#synced = true;
    this.#wire?.sync();
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed = error;
      this.#reject(error);
    }
  }

  handleCommandComplete(): void {
    // the end is told by handleReadyForQuery
  }

  handleEmptyQuery(): void {
    this.#failed ??= failureOf('no-rows', this.#options.place);
  }

  handlePortalSuspended(): void {
    // asked for without a number of rows, a portal is not suspended
  }

  handleCopyInResponse(connection: Connection): void {
    wireOf(connection).sendCopyFail('not permitted');
  }

  handleCopyData(): void {
    // described first, a copy is not run
  }

  handleError(error: Error): void {
    this.#end();
    this.#reject(this.#failed ?? error);
  }

  handleReadyForQuery(): void {
    if (this.#failed === null) this.#resolve();
    else this.#reject(this.#failed);
  }
}

// the driver's types do not tell all that it can do
const wireOf = (connection: Connection): Wire => connection as unknown as Wire;
