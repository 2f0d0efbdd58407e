import { SourceError } from './source-error.ts';
import { cancelled } from './stoppable.ts';

export interface SessionPoolOptions<Session> {
  /** Opens a session within the pool's own time limit; rejects with a `SourceError`. */
  readonly open: (signal: AbortSignal) => Promise<Session>;
  /** Ends a session at once; must not throw. */
  readonly destroy: (session: Session) => void;
  /** Most sessions at one time, those being opened included. */
  readonly max: number;
  /** Milliseconds after which a session that nobody uses is ended. */
  readonly idleMs: number;
}

/** A session that is held by one query. Exactly one of `give` and `drop` is called when it is over; another call does nothing. */
export interface Lease<Session> {
  readonly session: Session;
  /** Back into the pool, clean. */
  give(): void;
  /** Ended: what it was left in is not known. */
  drop(): void;
}

interface Waiting<Session> {
  readonly take: (lease: Lease<Session>) => void;
  readonly fail: (error: Error) => void;
}

/** Sessions of one source: opened when needed, up to a number, used again, ended when idle. First come, first served. */
export class SessionPool<Session> {
  readonly #options: SessionPoolOptions<Session>;
  readonly #idle: { readonly session: Session; readonly timer: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<Session>();
  readonly #waiting: Waiting<Session>[] = [];
  readonly #closing = new AbortController();
  #opening = 0;

  constructor(options: SessionPoolOptions<Session>) {
    this.#options = options;
  }

  /** How many sessions there are and who waits; all zero when nothing leaks. */
  get counts(): { readonly idle: number; readonly busy: number; readonly opening: number; readonly waiting: number } {
    return { idle: this.#idle.length, busy: this.#busy.size, opening: this.#opening, waiting: this.#waiting.length };
  }

  /** A session for the caller alone; waits for one until the deadline (milliseconds of the clock). Rejects with a `SourceError`. */
  take(signal: AbortSignal, deadline: number): Promise<Lease<Session>> {
    if (this.#closing.signal.aborted) return Promise.reject(closed());
    if (signal.aborted) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        const at = this.#waiting.indexOf(waiting);
        if (at >= 0) this.#waiting.splice(at, 1);
      };
      const waiting: Waiting<Session> = {
        take: (lease) => {
          leave();
          resolve(lease);
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const cancel = (): void => waiting.fail(cancelled());
      const timer = setTimeout(() => waiting.fail(busy()), Math.max(0, deadline - Date.now()));
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(waiting);
      this.#serve();
    });
  }

  /** Takes a session that broke while it was idle out of the pool. */
  forget(session: Session): void {
    const at = this.#idle.findIndex((each) => each.session === session);
    if (at < 0) return;
    const [gone] = this.#idle.splice(at, 1);
    clearTimeout(gone?.timer);
    this.#options.destroy(session);
    this.#serve();
  }

  /** Ends every session, those in use too, and fails who waits. */
  close(): void {
    this.#closing.abort();
    for (const { session, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      this.#options.destroy(session);
    }
    for (const session of this.#busy) this.#options.destroy(session);
    this.#busy.clear();
    for (const waiting of this.#waiting.splice(0)) waiting.fail(closed());
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const idle = this.#idle.pop();
      if (idle === undefined) break;
      clearTimeout(idle.timer);
      this.#hand(idle.session);
    }
    const room = this.#options.max - this.#busy.size - this.#opening - this.#idle.length;
    const wanted = this.#waiting.length - this.#opening;
    for (let i = 0; i < Math.min(room, wanted); i += 1) this.#openOne();
  }

  #openOne(): void {
    this.#opening += 1;
    this.#options.open(this.#closing.signal).then(
      (session) => {
        this.#opening -= 1;
        if (this.#closing.signal.aborted) this.#options.destroy(session);
        else this.#keep(session);
      },
      (error: unknown) => {
        this.#opening -= 1;
        // whoever waits longest is told; the others get their own try
        this.#waiting[0]?.fail(error instanceof Error ? error : new Error(String(error)));
        this.#serve();
      },
    );
  }

  #hand(session: Session): void {
    this.#busy.add(session);
    const release = (then: () => void) => (): void => {
      if (!this.#busy.delete(session)) return;
      then();
      this.#serve();
    };
    this.#waiting[0]?.take({
      session,
      give: release(() => this.#keep(session)),
      drop: release(() => this.#options.destroy(session)),
    });
  }

  #keep(session: Session): void {
    const timer = setTimeout(() => this.forget(session), this.#options.idleMs);
    timer.unref();
    this.#idle.push({ session, timer });
    this.#serve();
  }
}

const closed = (): SourceError => new SourceError('source.unavailable', 'The connection is being closed.');

const busy = (): SourceError =>
  new SourceError('source.busy', 'All connections to the data source are in use.', {
    hint: 'Try again in a moment, or allow this connection more of them.',
  });
