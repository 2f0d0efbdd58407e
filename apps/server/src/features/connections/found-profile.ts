import { setTimeout as pause } from 'node:timers/promises';
import type { ProfileReading, TableProfile } from '@lumiere/contract';
import { tableOf } from '../../data/catalog-store.ts';
import type { ConnectionRow } from '../../data/connection-store.ts';
import type { TableProfileRow } from '../../data/table-profile-store.ts';
import { findByName } from '../../datasets/dataset-store.ts';
import { filesKind } from '../../datasets/files-connection.ts';
import { findProfile, onlyColumns } from '../../datasets/profile-store.ts';
import type { CatalogTables } from '../../db/catalog-tables.ts';
import type { Deps } from '../../deps.ts';

/** What was found in a table, as the JSON of the contract, and the columns that it speaks of. */
export interface FoundProfile {
  readonly columns: readonly string[];
  readonly json: string;
}

type Stored = CatalogTables['catalog_tables'];
type Found = NonNullable<TableProfile['found']>;

/** The stored profile of a table; of a dataset, that of its version in force. Null where there is none. */
export async function foundProfile(
  deps: Deps,
  row: ConnectionRow,
  stored: Stored,
  known: TableProfileRow | null,
  visible: ReadonlySet<string>,
): Promise<FoundProfile | null> {
  if (row.kind === filesKind) return ofDataset(deps, row, stored, visible);
  if (known === null || known.profile === null || known.computed_at === null) return null;
  const head = {
    computedAt: new Date(known.computed_at).toISOString(),
    readMs: known.read_ms ?? 0,
    // our own writing
    reading: JSON.parse(known.reading ?? '{}') as ProfileReading,
    changed: await changed(deps, row, stored, known),
  };
  const columns = (JSON.parse(known.columns ?? '[]') as string[]).map((name) => ({ name }));
  // whoever may see the table cannot be asked about columns that it no longer has
  const there = new Set(tableOf(stored.detail).columns.map(({ name }) => name));
  return {
    columns: columns.flatMap(({ name }) => (there.has(name) ? [name] : [])),
    json: written(
      head,
      onlyColumns(known.profile, columns, (column) => there.has(column)),
    ),
  };
}

const written = (head: Omit<Found, 'profile'>, profile: string): string =>
  `${JSON.stringify(head).slice(0, -1)},"profile":${profile}}`;

async function ofDataset(
  { db, files }: Deps,
  { org_id }: ConnectionRow,
  { name }: Stored,
  visible: ReadonlySet<string>,
): Promise<FoundProfile | null> {
  const dataset = await findByName(db, org_id, name);
  const inForce = files
    .datasets(org_id)
    .list()
    .find(({ id }) => id === dataset?.id);
  const version = inForce?.versions.find(({ id }) => id === inForce.current);
  const found = dataset === null || version === undefined ? null : await findProfile(db, dataset.id, version.id);
  if (found === null || version === undefined) return null;
  const { rows, columns } = version;
  const open = columns.filter((column) => visible.has(column.name));
  const head = {
    computedAt: new Date(found.computed_at).toISOString(),
    readMs: 0,
    reading: { how: 'all', rows, of: rows, hidden: columns.length - open.length },
    changed: null,
  } as const;
  return {
    columns: open.map((column) => column.name),
    json: written(
      head,
      onlyColumns(found.profile, columns, (column) => visible.has(column)),
    ),
  };
}

/** How long a file is waited for to say whether it changed; the catalog knows it too, only later. */
const patienceMs = 100;

async function changed(
  { data }: Deps,
  row: ConnectionRow,
  now: Stored,
  then: TableProfileRow,
): Promise<Found['changed']> {
  if (now.structure !== then.structure) return 'structure';
  if (now.content !== then.content) return 'rows';
  if (then.data_version === null) return null;
  const version = async (): Promise<string | null> => (await data.engines.open(row)).dataVersion();
  const current = await Promise.race([version().catch(() => null), pause(patienceMs, null)]);
  return current === null || current === then.data_version ? null : 'rows';
}
