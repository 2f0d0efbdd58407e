import { availableParallelism } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdbCatalog } from '../duckdb-catalog.ts';
import { duckdbFailure } from '../duckdb-errors.ts';
import { DuckdbSession, stoppedError } from '../duckdb-session.ts';
import type { Limits, Request } from '../protocol.ts';
import { serveChild, type Answer } from '../serve-child.ts';
import { SourceError, unavailable } from '../source-error.ts';
import { Turns } from '../turns.ts';
import { literal } from './reading-sql.ts';
import { ServedTables } from './served-tables.ts';

/** The process that holds the datasets of one organization: DuckDB in memory over the Parquet files of one folder, and nothing else. */

let open: { readonly engine: string; readonly turns: Turns<DuckdbSession>; readonly tables: ServedTables } | null =
  null;

/** The part of the engine's memory in which tables may be kept; the rest is for queries. */
const hotShare = 0.5;

serveChild(async (request: Request, signal): Promise<Answer> => {
  switch (request.kind) {
    case 'ping':
      return { reply: open === null ? { kind: 'done' } : { kind: 'opened', engine: open.engine } };
    case 'open':
      return { reply: { kind: 'opened', engine: await openFolder(request.file, request.limits) } };
    case 'create':
      throw new SourceError('query.unsupported', 'Datasets are made by importing files.');
    case 'run':
      return withSession(signal, request.timeoutMs, async (session, tables, deadline) => {
        const { broken, note } = tables.mentioned(request.sql);
        if (broken !== null) throw damaged(broken);
        const { data, ...header } = await session.run(request, signal, deadline).catch((error: unknown) => {
          throw inWords(error);
        });
        note();
        return { reply: { kind: 'ran', ...header }, body: data };
      });
    case 'catalog':
      return withSession(signal, request.timeoutMs, async (session, tables, deadline) => {
        const read = (): ReturnType<typeof duckdbCatalog> =>
          duckdbCatalog(session.connection, request.samples, deadline);
        const catalog = await session.guarded(signal, deadline + 2000, read);
        const rows = new Map(tables.list.map((each) => [each.table, each.rows]));
        const known = catalog.tables.map((table) => ({
          ...table,
          kind: 'table' as const,
          rows: rows.get(table.name) ?? table.rows,
        }));
        return { reply: { kind: 'catalog', catalog: { tables: known } } };
      });
    case 'cancel':
      return { reply: { kind: 'done' } };
  }
});

async function openFolder(folder: string, limits: Limits): Promise<string> {
  try {
    const threads = Math.min(limits.threads, availableParallelism());
    const instance = await DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_unsigned_extensions: 'false',
      memory_limit: `${limits.memoryMb}MB`,
      threads: String(threads),
      ...(limits.tempFolder === null
        ? { temp_directory: '' }
        : { temp_directory: limits.tempFolder, max_temp_directory_size: `${limits.tempMb}MB` }),
    });
    const admin = await instance.connect();
    const sessions: DuckdbSession[] = [];
    for (let i = 0; i < threads; i += 1) sessions.push(new DuckdbSession(await instance.connect(), true));
    for (const { connection } of [...sessions, { connection: admin }]) await connection.run(`set time zone 'UTC'`);
    for (const statement of [
      `attach ':memory:' as hot`,
      `set allowed_directories = [${literal(folder)}]`,
      'set enable_external_access = false',
      'set lock_configuration = true',
    ]) {
      await admin.run(statement);
    }
    const tables = new ServedTables(admin, folder, limits.memoryMb * 1_048_576 * hotShare);
    await tables.refresh();
    const version = await admin.runAndReadAll('select version()');
    const engine = `DuckDB ${String(version.getRows()[0]?.[0]).replace(/^v/, '')}`;
    open = { engine, turns: new Turns(sessions), tables };
    return engine;
  } catch (error) {
    throw unavailable(duckdbFailure(error));
  }
}

/** As many queries at once as there are sessions; each sees the datasets as they are when it begins. */
async function withSession<T>(
  signal: AbortSignal,
  timeoutMs: number,
  work: (session: DuckdbSession, tables: ServedTables, deadline: number) => Promise<T>,
): Promise<T> {
  if (open === null) throw new SourceError('source.unavailable', 'No folder is open.');
  const { turns, tables } = open;
  const deadline = Date.now() + timeoutMs;
  const session = await turns.take(signal, deadline, stoppedError);
  try {
    await tables.refresh();
    return await work(session, tables, deadline);
  } finally {
    turns.give(session);
  }
}

/** A failure to read one of the files is about a dataset, not about a database. */
function inWords(error: unknown): unknown {
  if (!(error instanceof SourceError)) return error;
  const text = error.cause instanceof Error ? error.cause.message : '';
  return /parquet|snappy|zstd|thrift|magic bytes|IO Error/i.test(text) && !/out of memory/i.test(text)
    ? damaged('The files of a dataset are damaged or missing.', error)
    : error;
}

const damaged = (message: string, cause?: unknown): SourceError =>
  new SourceError('source.unavailable', message, {
    hint: 'Restore an earlier version of the dataset, or import its file again.',
    cause,
  });
