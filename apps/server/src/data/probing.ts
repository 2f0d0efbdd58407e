import { isLoaded } from '@lumiere/connectors';
import type { Deps } from '../deps.ts';
import { type ConnectionRow } from './connection-store.ts';
import { connectorOf, isFileKind } from './connector-of.ts';

/** How often a source is asked that nobody asked meanwhile. */
const probeMs = 5 * 60_000;
const atOnce = 4;

/** Asks sources now and then whether they are there, so that their health is known before somebody needs them. */
export interface Probing {
  /** Resolves when the round that began last has ended. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** Begins with a round, beside everything else. Files of this machine are not asked: to open them starts a process. */
export function startProbing({ db, data, clock, log }: Pick<Deps, 'db' | 'data' | 'clock' | 'log'>): Probing {
  let stopped = false;

  const probe = (row: ConnectionRow): Promise<void> =>
    data.health
      .call(row.id, async () => {
        const def = connectorOf(row.kind);
        // what is brought here by a schedule is asked by that
        if (isLoaded(def)) return;
        // signing in is asking; beside those that are open, which may be busy or broken
        const opened = await data.engines.openOnce(def, await data.engines.configOf(row));
        await opened.close();
      })
      // what was wrong is what the health says now
      .catch(() => undefined);

  const round = async (): Promise<void> => {
    const rows = await db.selectFrom('connections').selectAll().where('status', '=', 'ready').execute();
    const since = clock().getTime() - probeMs;
    const due = rows.filter(({ id, kind }) => {
      const { state, answeredAt } = data.health.now(id);
      const lately = state === 'up' && answeredAt !== null && Date.parse(answeredAt) > since;
      const def = connectorOf(kind);
      return !isFileKind(def) && !isLoaded(def) && !lately;
    });
    const work = async (): Promise<void> => {
      for (let row = due.shift(); row !== undefined && !stopped; row = due.shift()) await probe(row);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  };

  let running: Promise<void> = Promise.resolve();
  const begin = (): void => {
    running = running
      .then(round)
      .catch((error: unknown) => log.warn({ err: error }, 'The health of sources could not be looked at.'));
  };
  const timer = setInterval(begin, probeMs).unref();
  begin();
  return {
    settle: () => running,
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
