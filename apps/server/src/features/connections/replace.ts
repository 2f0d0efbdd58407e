import { type ConnectionReplacement, type Model, type SchemaChange } from '@lumiere/contract';
import { SourceError, isLoaded } from '@lumiere/connectors';
import { usesOf } from '../../data/catalog-changes.ts';
import { compareCatalog } from '../../data/catalog-store.ts';
import type { ConnectionRow } from '../../data/connection-store.ts';
import { readCatalog } from '../../data/describe-source.ts';
import { type Settings, testProblems, testSettings } from '../../data/new-config.ts';
import type { Deps } from '../../deps.ts';
import { impactOf } from './detail.ts';

/** Changes that are named. */
const named = 200;

/** What another configuration would mean for a connection; nothing is changed. */
export async function replacement(
  { db, data, clock }: Deps,
  row: ConnectionRow,
  settings: Settings,
  signal: AbortSignal,
): Promise<ConnectionReplacement> {
  const [test, impact] = [await testSettings(data.engines, settings, signal), await impactOf(db, row)];
  const shown = { ok: test.ok, steps: [...test.steps], tables: test.tables };
  if (testProblems(test).length > 0) return { test: shown, changes: [], changeCount: 0, impact };
  const found = await data.sources.find(row.org_id, row.id);
  const model: Model | null = found.kind === 'source' ? found.source.model : null;
  // what is brought here is not here yet: its tables are known when it has been read
  if (isLoaded(settings.def)) return { test: shown, changes: [], changeCount: 0, impact };
  const connector = await data.engines.openOnce(settings.def, settings.config);
  try {
    const catalog = await readCatalog(connector, false, { signal });
    const { changes } = await compareCatalog(db, row.id, catalog, usesOf(model), clock().getTime());
    // what breaks something comes first
    const sorted: readonly SchemaChange[] = [...changes].sort((a, b) => b.breaks.length - a.breaks.length);
    return { test: shown, changes: sorted.slice(0, named), changeCount: changes.length, impact };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { test: { ...shown, ok: false }, changes: [], changeCount: 0, impact };
  } finally {
    await connector.close();
  }
}
