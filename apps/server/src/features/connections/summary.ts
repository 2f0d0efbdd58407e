import type { ConnectionSummary, Principal } from '@lumiere/contract';
import { type ConnectionRow, isEmpty } from '../../data/connection-store.ts';
import { keptFile } from '../../data/kept-files.ts';
import type { DataPath } from '../../data/data-path.ts';
import { physical } from '../../data/sources.ts';
import { openSource } from '../../run-query.ts';
import { healthNow, notesOn } from './health-now.ts';

/** A connection as a list shows it. Rows are counted only for people from whom no rule hides any. */
export async function summary(row: ConnectionRow, who: Principal, data: DataPath): Promise<ConnectionSummary> {
  const opened = row.status === 'ready' ? await openSource(who, data, row.id) : null;
  const base = {
    id: row.id,
    name: row.name,
    kind: row.kind,
    dialect: data.engines.dialectOf(row.kind),
    sample: row.sample === 1,
    health: healthNow(row, data),
    notes: notesOn(row, data),
    empty: isEmpty(row),
    // a file that was sent is as of then
    asOf:
      row.loaded_at === null ? (keptFile(JSON.parse(row.config))?.at ?? null) : new Date(row.loaded_at).toISOString(),
  };
  if (opened === null) return { ...base, tables: 0, rows: null, status: row.status, reason: row.reason };
  if (!opened.ok)
    return { ...base, tables: 0, rows: null, status: 'failed', reason: opened.problems[0]?.message ?? null };
  const { source, sight } = opened.value;
  const physicals = new Map(
    [...sight.view.tables.values()].map(({ source: { schema, name } }) => [
      physical(schema, name),
      source.rows.get(physical(schema, name)) ?? null,
    ]),
  );
  const counts = [...physicals.values()];
  const rows =
    sight.policy.tables.size > 0 || counts.includes(null)
      ? null
      : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return { ...base, tables: sight.view.tables.size, rows, status: 'ready', reason: null };
}
