import { isLoaded } from '@lumiere/connectors';
import type { ConnectionHealth, Problem } from '@lumiere/contract';
import type { ConnectionRow } from '../../data/connection-store.ts';
import { connectorOf } from '../../data/connector-of.ts';
import type { DataPath } from '../../data/data-path.ts';

/** How a source does now. One that is brought here is as its last load went, which a restart does not forget. */
export function healthNow(row: ConnectionRow, data: DataPath): ConnectionHealth {
  const known = data.health.now(row.id);
  if (!isLoaded(connectorOf(row.kind))) return known;
  const { failing, triedAt, loadedAt } = data.engines.loads.of(row).state;
  if (triedAt === null) return known;
  return {
    state: failing === null ? 'up' : 'down',
    since: iso(failing?.since ?? null) ?? known.since,
    answeredAt: iso(failing === null ? triedAt : loadedAt),
    failures: failing?.attempts ?? 0,
    problem: failing?.problem ?? null,
  };
}

/** What a person must know of the tables of a connection beside their rows. */
export const notesOn = (row: ConnectionRow, data: DataPath): Problem[] =>
  isLoaded(connectorOf(row.kind)) ? [...data.engines.loads.of(row).notes()] : [];

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
