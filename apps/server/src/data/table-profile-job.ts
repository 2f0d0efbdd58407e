import { type ReadProfile, type TaskOptions, connectors } from '@lumiere/connectors';
import {
  CatalogTableId,
  type CatalogTable,
  type Checked,
  type DataProfile,
  ConnectionId,
  type Principal,
  type Problem,
  type ProfileReading,
  UserId,
  fail,
  pass,
  problem,
} from '@lumiere/contract';
import { z } from 'zod';
import { findMember } from '../auth/principal-store.ts';
import { findByName } from '../datasets/dataset-store.ts';
import { filesKind } from '../datasets/files-connection.ts';
import { profileCurrent } from '../datasets/profile-job.ts';
import { problemOf } from '../datasets/source-failure.ts';
import type { Deps } from '../deps.ts';
import { type Job, done, failed, tryAgain } from '../jobs/job.ts';
import { openSource } from '../run-query.ts';
import { findTable } from './catalog-search.ts';
import { tableOf } from './catalog-store.ts';
import { type ConnectionRow, findConnection } from './connection-store.ts';
import { type OpenTable, openTable } from './profile-access.ts';
import { readRows } from './read-rows.ts';
import { lookOf } from './table-look.ts';
import { putTableProfile } from './table-profile-store.ts';

const Payload = z.strictObject({ connection: ConnectionId, table: CatalogTableId, by: UserId });
type Payload = z.infer<typeof Payload>;

/** Looks at a table of a source for somebody: reads what that person may see of it, and keeps what was found. */
export const tableProfile: Job<Payload> & { readonly name: 'table-profile' } = {
  name: 'table-profile',
  title: 'Look at a table',
  payload: Payload,
  limitMs: 10 * 60_000,
  run: async ({ connection, table, by }, deps, { id: job, org, signal, progress }) => {
    const { db, data, clock } = deps;
    const row = org === null ? null : await findConnection(db, org, connection);
    if (org === null || row === null) return done('The connection is no longer there.');
    const who = await findMember(db, org, by);
    if (who === null) return failed(problem('permission.denied', 'Whoever asked for it is no longer a member.'));
    const opened = await openSource(who, data, connection);
    if (!opened.ok) return failed(...several(opened.problems));
    const open = openTable(lookOf(connection, who, opened.value.sight), table);
    if (!open.ok) return failed(...several(open.problems));
    const stored = await findTable(db, connection, table);
    if (stored === null) return failed(problem('request.not-found', 'The table is no longer there.'));
    progress(null, 'Reading rows');
    const of: TaskOptions = {
      signal,
      progress: ({ done: at, total }) => progress(total === null ? null : at / total, 'Looking at the columns'),
    };
    try {
      if (row.kind === filesKind) return await lookAtDataset(stored.name, row, deps, of);
      const looked = await lookAt({ row, who, open: open.value, catalog: tableOf(stored.detail) }, deps, of);
      if (!looked.ok) return failed(...several(looked.problems));
      const { reading, readMs, version } = looked.value;
      const profile = reading.hidden === 0 ? looked.value.profile : ofSomeColumns(looked.value.profile);
      await db.transaction((trx) =>
        putTableProfile(trx, {
          connection_id: connection,
          table_id: table,
          job_id: job,
          computed_at: clock().getTime(),
          read_ms: Math.round(readMs),
          reading: JSON.stringify(reading),
          columns: JSON.stringify(profile.columns.map(({ name }) => name)),
          structure: stored.structure,
          content: stored.content,
          data_version: version,
          profile: JSON.stringify(profile),
        }),
      );
      return done(wordsOf(reading));
    } catch (error) {
      const found = problemOf(error);
      if (found === null) throw error;
      return signal.aborted ? tryAgain(found) : failed(aboutTable(found));
    }
  },
};

interface Task {
  readonly row: ConnectionRow;
  readonly who: Principal;
  readonly open: OpenTable;
  readonly catalog: CatalogTable;
}

interface Looked extends Pick<ReadProfile, 'profile'> {
  readonly reading: ProfileReading;
  readonly readMs: number;
  readonly version: string | null;
}

async function lookAt({ row, who, open, catalog }: Task, deps: Deps, of: TaskOptions): Promise<Checked<Looked>> {
  const { table, fields } = open;
  const { data, files } = deps;
  const hidden = catalog.columns.filter(({ name }) => !fields.some(({ column }) => column === name)).length;
  const began = performance.now();
  if (row.kind === connectors.duckdb.kind) {
    const connector = await data.engines.open(row);
    const version = await connector.dataVersion();
    const { file } = connectors.duckdb.config.parse(await data.engines.configOf(row));
    const at = { file, schema: catalog.schema, table: catalog.name };
    const columns = hidden === 0 ? null : fields.map(({ column }) => column);
    const { profile, of: all } = await files.profiles.ofFile(at, columns, of);
    const how = profile.rows === all ? 'all' : 'sample';
    const reading = { how, rows: profile.rows, of: all, hidden } as const;
    return pass({ profile, reading, version, readMs: performance.now() - began });
  }
  const estimate = catalog.rows;
  const read = await readRows({ connection: row.id, table, fields, estimate }, who, data, of.signal);
  if (!read.ok) return fail(...read.problems);
  const readMs = performance.now() - began;
  const { data: cells, version, how, rows, of: all } = read.value;
  const native = new Map(catalog.columns.map(({ name, nativeType }) => [name, nativeType]));
  const columns = fields.map(({ column, type }) => ({ name: column, type, native: native.get(column) ?? type }));
  const { profile } = await files.profiles.ofRows({ data: cells, columns, whole: how === 'all' }, of);
  return pass({ profile, reading: { how, rows, of: all, hidden }, version, readMs });
}

async function lookAtDataset(name: string, { org_id: org }: ConnectionRow, deps: Deps, of: TaskOptions) {
  const dataset = await findByName(deps.db, org, name);
  if (dataset === null) return failed(problem('request.not-found', 'The dataset is no longer there.'));
  const reason = await profileCurrent(dataset.id, org, deps, of);
  return reason === null ? done() : failed(problem('query.failed', reason));
}

/** Rows that are alike in the columns that were looked at may differ in the hidden ones, their key among them: nothing is said of repeats. */
function ofSomeColumns(profile: DataProfile): DataProfile {
  const { rows, duplicateRows, columns, issues } = profile;
  if (duplicateRows === null) return profile;
  const mean = columns.reduce((sum, column) => sum + column.quality, 0) / Math.max(1, columns.length);
  return {
    ...profile,
    duplicateRows: null,
    quality: rows === 0 ? 0 : (mean * (rows - profile.emptyRows)) / rows,
    issues: issues.filter(({ flag }) => flag !== 'duplicate-rows'),
  };
}

/** What was looked at, without a count: who reads of jobs may not be one who may see every row. */
const wordsOf = ({ how }: ProfileReading): string =>
  how === 'all' ? 'All rows' : how === 'sample' ? 'A sample of the rows' : 'The first rows';

/** The words of the child that reads files, for a table. */
const aboutTable = (found: Problem): Problem =>
  found.code === 'file.too-large' || found.code === 'file.unreadable'
    ? problem('query.failed', 'The rows of this table could not be looked at.', { hint: found.message })
    : found;

const several = ([first, ...rest]: readonly Problem[]): [Problem, ...Problem[]] => [
  first ?? problem('query.failed', 'The table could not be looked at.'),
  ...rest,
];
