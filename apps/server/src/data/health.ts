import { Breaker, type BreakerOptions, SourceError } from '@lumiere/connectors';
import { type ConnectionHealth, type ConnectionId, type HealthSpell, type Problem, problem } from '@lumiere/contract';
import type { Logger } from 'pino';
import type { Db } from '../db/db.ts';

/** How every source is doing: asked through a breaker of its own, so that one that is down is not waited for, and told from what it answers. */
export interface HealthWatch {
  /** Does work that needs the source of a connection; while it is down, rejects at once as it last did. */
  call<T>(connection: ConnectionId, work: () => Promise<T>): Promise<T>;
  /** Writes down what became of reading a source outside of any question: null where it went well. */
  note(connection: ConnectionId, wrong: Problem | null): void;
  now(connection: ConnectionId): ConnectionHealth;
  /** A page of how it was, newest first. */
  history(
    connection: ConnectionId,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly items: HealthSpell[]; readonly total: number }>;
  /** Takes up what was last known before this process was there, in one look. */
  restore(): Promise<void>;
  /** Begins anew: the connection was changed, and what was wrong with it may not be any more. */
  forget(connection: ConnectionId): void;
  /** Resolves when what happened so far is written. */
  settle(): Promise<void>;
}

interface Known {
  readonly breaker: Breaker;
  state: ConnectionHealth['state'];
  since: number | null;
  answered: number | null;
  failures: number;
  problem: Problem | null;
}

/** Spells are kept for this long. */
const keepMs = 90 * 86_400_000;

/** Refusals of a source that say nothing about its being there. */
const answers: ReadonlySet<string> = new Set([
  'source.permission',
  'source.exhausted',
  'source.busy',
  'source.crashed',
]);

/** Makes a watch that knows nothing yet; a change is written down a moment after it was seen. */
export function createHealthWatch({
  db,
  clock,
  log,
  breaker,
}: {
  readonly db: Db;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly breaker?: BreakerOptions;
}): HealthWatch {
  const known = new Map<ConnectionId, Known>();
  let writing: Promise<void> = Promise.resolve();

  const of = (id: ConnectionId): Known => {
    const there = known.get(id);
    if (there !== undefined) return there;
    const made: Known = {
      breaker: new Breaker({ clock: () => clock().getTime(), ...breaker }),
      state: 'unknown',
      since: null,
      answered: null,
      failures: 0,
      problem: null,
    };
    known.set(id, made);
    return made;
  };

  const turn = (id: ConnectionId, state: 'up' | 'down', wrong: Problem | null): void => {
    const one = of(id);
    const now = clock().getTime();
    const same = one.state === state && one.problem?.code === wrong?.code;
    if (one.state !== state) one.since = now;
    one.state = state;
    one.failures = state === 'up' ? 0 : one.failures + 1;
    one.problem = wrong;
    if (same) return;
    writing = writing
      .then(() => write(db, id, { state, problem: wrong, at: now }))
      .catch((error: unknown) => log.debug({ err: error, connection: id }, 'The health of a source was not written.'));
  };

  return {
    call: async (id, work) => {
      const one = of(id);
      try {
        const value = await one.breaker.call(work);
        one.answered = clock().getTime();
        turn(id, 'up', null);
        return value;
      } catch (error) {
        // it was asked again or not: what is told is what it last said of itself
        if (error instanceof SourceError && error.code.startsWith('source.') && !answers.has(error.code))
          turn(id, 'down', problem(error.code, error.message, error.hint === null ? {} : { hint: error.hint }));
        else if (error instanceof SourceError && (error.code === 'query.failed' || answers.has(error.code))) {
          one.answered = clock().getTime();
          turn(id, 'up', null);
        }
        throw error;
      }
    },
    note: (id, wrong) => {
      if (wrong === null) of(id).answered = clock().getTime();
      turn(id, wrong === null ? 'up' : 'down', wrong);
    },
    now: (id) => {
      const one = known.get(id);
      if (one === undefined) return { state: 'unknown', since: null, answeredAt: null, failures: 0, problem: null };
      return {
        state: one.state,
        since: iso(one.since),
        answeredAt: iso(one.answered),
        failures: one.failures,
        problem: one.problem,
      };
    },
    history: async (id, { limit, offset }) => {
      await writing;
      const mine = db.selectFrom('connection_health').where('connection_id', '=', id);
      const { total } = await mine.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      // one more before the page: a spell lasts until the next one begins
      const rows = await mine
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(limit + (offset > 0 ? 1 : 0))
        .offset(Math.max(0, offset - 1))
        .execute();
      const items = rows.map((row, i): HealthSpell => ({
        state: row.state,
        from: new Date(row.at).toISOString(),
        until: iso(rows[i - 1]?.at ?? null),
        // our own writing
        problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
      }));
      return { items: offset > 0 ? items.slice(1) : items, total: Number(total) };
    },
    restore: async () => {
      const latest = db.selectFrom('connection_health').select((eb) => eb.fn.max('seq').as('seq'));
      const rows = await db
        .selectFrom('connection_health')
        .selectAll()
        .where('seq', 'in', latest.groupBy('connection_id'))
        .execute();
      for (const row of rows) {
        if (known.has(row.connection_id)) continue;
        const one = of(row.connection_id);
        one.state = row.state;
        one.since = row.at;
        // our own writing
        one.problem = row.problem === null ? null : (JSON.parse(row.problem) as Problem);
      }
    },
    forget: (id) => void known.delete(id),
    settle: () => writing,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Adds a spell, unless the last one says the same: another process, or this one before it was restarted, saw it too. */
async function write(
  db: Db,
  id: ConnectionId,
  spell: { readonly state: 'up' | 'down'; readonly problem: Problem | null; readonly at: number },
): Promise<void> {
  const last = await db
    .selectFrom('connection_health')
    .select(['state', 'problem'])
    .where('connection_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const before = last === undefined || last.problem === null ? null : (JSON.parse(last.problem) as Problem);
  if (last?.state === spell.state && before?.code === spell.problem?.code) return;
  const text = spell.problem === null ? null : JSON.stringify(spell.problem);
  await db
    .insertInto('connection_health')
    .values({ connection_id: id, at: spell.at, state: spell.state, problem: text })
    .execute();
  await db
    .deleteFrom('connection_health')
    .where('connection_id', '=', id)
    .where('at', '<', spell.at - keepMs)
    .execute();
}
