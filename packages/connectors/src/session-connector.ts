import type { Catalog } from '@lumiere/contract';
import type { Dialect } from '@lumiere/sql';
import type { CatalogProgress, Connector, Encoded } from './connector.ts';
import type { RunRequest } from './protocol.ts';
import { SessionPool, type Lease } from './session-pool.ts';
import { SourceError } from './source-error.ts';
import { stoppable } from './stoppable.ts';

/** Gives the rows of a statement of our own, cells as text; for reading catalogs. */
export type ReadRows = (sql: string, timeoutMs: number) => Promise<readonly (readonly (string | null)[])[]>;

/** One signed-in connection to a database. It does one thing at a time, each in a read-only transaction. Failures are `SourceError`s. */
export interface SourceSession {
  /** `PostgreSQL 16.2`. */
  readonly engine: string;
  /** What this very server speaks. */
  readonly dialect: Dialect;
  readonly encrypted: boolean;
  run(request: RunRequest): Promise<Encoded>;
  readonly read: ReadRows;
  /** Ends the transaction and forgets everything that a statement may have left in the session. */
  clean(): Promise<void>;
  /** Asks the source, on a connection of its own, to stop what this session is doing. Ends within two seconds, come what may. */
  cancel(): Promise<void>;
  destroy(): void;
  /** True where rows are still under way that nobody wants, so that it cannot be used again. */
  readonly spoiled: boolean;
}

export interface SessionSource<Session extends SourceSession> {
  readonly maxSessions: number;
  readonly open: (signal: AbortSignal, broke: (session: Session) => void) => Promise<Session>;
  readonly catalog: (
    read: ReadRows,
    samples: boolean,
    deadline: number,
    progress?: CatalogProgress,
  ) => Promise<Catalog>;
}

/** A connector whose sessions can be counted, for health and tests. */
export interface SessionConnector extends Connector {
  readonly sessions: SessionPool<SourceSession>['counts'];
}

const idleMs = 60_000;
const catalogMs = 120_000;
const samplesMs = 60_000;
const cleanMs = 5000;
const openMs = 30_000;
/** How much longer than the source's own timer ours waits: the source's words are the better ones, and its session stays usable. */
const graceMs = 750;

/** A connector over sessions of a database server. Opens one before it is given out. */
export async function sessionConnector<Session extends SourceSession>(
  source: SessionSource<Session>,
): Promise<SessionConnector> {
  const pool: SessionPool<Session> = new SessionPool<Session>({
    open: (signal) => source.open(signal, (session) => pool.forget(session)),
    destroy: (session) => session.destroy(),
    max: source.maxSessions,
    idleMs,
  });

  /** Does work on a session of its own; stopped early, the source is told so, and the session is not used again. */
  const onSession = async <T>(
    { signal, timeoutMs, late }: { signal: AbortSignal; timeoutMs: number; late: () => Error },
    work: (session: Session, leftMs: number) => Promise<T>,
  ): Promise<T> => {
    const deadline = Date.now() + timeoutMs;
    const lease = await pool.take(signal, deadline);
    let settled = false;
    const done = work(lease.session, Math.max(1, deadline - Date.now())).finally(() => (settled = true));
    try {
      return await stoppable(done, { signal, timeoutMs: deadline - Date.now() + graceMs, late });
    } finally {
      // after the answer, so that nobody waits for it
      void (settled && !lease.session.spoiled ? cleaned(lease) : stopped(lease));
    }
  };

  const first = await pool.take(new AbortController().signal, Date.now() + openMs).catch((error: unknown) => {
    pool.close();
    throw error;
  });
  const { engine, dialect } = first.session;
  first.give();

  return {
    dialect,
    engine,
    frozen: false,
    run(statement, columns, { signal, maxRows, maxBytes, timeoutMs }) {
      if (statement.dialect !== dialect.name)
        throw new Error(`a statement for ${statement.dialect} came to ${dialect.name}`);
      const request = {
        sql: statement.sql,
        parameters: statement.parameters,
        columns: columns?.map(({ key, type }) => ({ key, type })) ?? null,
        maxRows,
        maxBytes,
      };
      return onSession({ signal, timeoutMs, late: tooLong }, (session, leftMs) =>
        session.run({ ...request, timeoutMs: leftMs }),
      );
    },
    catalog: ({ signal, samples, progress }) =>
      onSession({ signal, timeoutMs: catalogMs, late: tooLong }, (session) =>
        source.catalog(session.read, samples, Date.now() + samplesMs, progress),
      ),
    dataVersion: () => Promise.resolve(null),
    close: () => Promise.resolve(pool.close()),
    get sessions() {
      return pool.counts;
    },
  };
}

const tooLong = (): SourceError =>
  new SourceError('query.timeout', 'The query took too long and was stopped.', {
    hint: 'Ask for a shorter period or fewer groups.',
  });

async function cleaned({ session, give, drop }: Lease<SourceSession>): Promise<void> {
  const { signal } = new AbortController();
  await stoppable(session.clean(), { signal, timeoutMs: cleanMs, late: tooLong }).then(give, drop);
}

/** A cancel that comes late must not hit a later query: the session ends with it. */
async function stopped({ session, drop }: Lease<SourceSession>): Promise<void> {
  await session.cancel().catch(() => undefined);
  drop();
}
