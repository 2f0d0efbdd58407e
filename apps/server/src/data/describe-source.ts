import { type CatalogProgress, type Connector, SourceError } from '@lumiere/connectors';
import type { Catalog, ConnectionId, Problem } from '@lumiere/contract';
import type { Queryable } from '../db/db.ts';
import { makeModel, readModelText } from './model-thread.ts';
import { modelVersion } from './sources.ts';

const catalogMs = 120_000;

/** Row counts by table, as `connections.tables` keeps them. */
export type TableCounts = readonly (readonly [schema: string | null, name: string, rows: number | null])[];

/** What reading a source found: its tables, and the model that it is asked by. */
export interface Described {
  readonly catalog: Catalog;
  readonly tables: TableCounts;
  readonly yaml: string;
  readonly version: string;
  /** True where the model was made from the tables. */
  readonly made: boolean;
}

/** Reads the tables of a source. Samples cost a look at every column. */
export const readCatalog = (
  connector: Connector,
  samples: boolean,
  { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: CatalogProgress } = {},
): Promise<Catalog> =>
  connector.catalog({
    signal: AbortSignal.any([AbortSignal.timeout(catalogMs), ...(signal === undefined ? [] : [signal])]),
    samples,
    ...(progress === undefined ? {} : { progress }),
  });

export const countsOf = ({ tables }: Catalog): TableCounts =>
  tables.map(({ schema, name, rows }) => [schema, name, rows] as const);

/** Settles on the model of a source: the one given, or one made from its catalog. */
export async function describeCatalog(catalog: Catalog, name: string, given: string | null): Promise<Described> {
  if (given === null && catalog.tables.length === 0) throw new NoTablesError();
  const { yaml, model } =
    given === null ? await makeModel(catalog, name) : { yaml: given, model: await readModelText(given) };
  if (!model.ok) throw new ModelError(model.problems);
  return { catalog, tables: countsOf(catalog), yaml, version: modelVersion(yaml), made: given === null };
}

/** Keeps a model of a connection; one that is there already stays. */
export async function keepModel(
  trx: Queryable,
  connection: ConnectionId,
  { version, yaml }: Pick<Described, 'version' | 'yaml'>,
  now: number,
): Promise<void> {
  await trx
    .insertInto('models')
    .values({ connection_id: connection, version, yaml, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A source that can be read, and shows no tables. */
export class NoTablesError extends SourceError {
  constructor() {
    super('source.setup', 'It is connected, and shows no tables to its user.', {
      hint: 'Let its user read the tables, then read them again.',
    });
  }
}

/** A model that was given is not valid; all that is wrong with it is in `problems`. */
export class ModelError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join(' '));
    this.problems = problems;
  }
}
