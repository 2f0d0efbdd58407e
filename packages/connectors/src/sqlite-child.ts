import { Worker } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Catalog } from '@lumiere/contract';
import type { Request } from './protocol.ts';
import { serveChild, type Answer } from './serve-child.ts';
import { SourceError, unavailable } from './source-error.ts';
import { sqliteCatalog } from './sqlite-catalog.ts';
import { sqliteFailure } from './sqlite-errors.ts';
import { SqliteSession } from './sqlite-session.ts';

/**
 * The process that holds one SQLite file, read-only. Its engine is synchronous, so nothing is heard while a query runs: whoever wants it
 * stopped kills the process.
 */

let session: SqliteSession | null = null;

serveChild((request: Request): Answer => {
  switch (request.kind) {
    case 'ping':
      return { reply: session === null ? { kind: 'done' } : { kind: 'opened', engine: session.engine } };
    case 'cancel':
      return { reply: { kind: 'done' } };
    case 'create':
      throw new SourceError('query.unsupported', 'SQLite files are only read.');
    case 'open':
      return { reply: { kind: 'opened', engine: openFile(request.file, request.limits.memoryMb) } };
    case 'run': {
      const { data, ...header } = opened().run(request);
      return { reply: { kind: 'ran', ...header }, body: data };
    }
    case 'catalog':
      return { reply: { kind: 'catalog', catalog: readCatalog(request.samples, Date.now() + request.timeoutMs) } };
  }
});
watchParent();

function opened(): SqliteSession {
  if (session === null) throw new SourceError('source.unavailable', 'No database is open.');
  return session;
}

function readCatalog(samples: boolean, deadline: number): Catalog {
  try {
    return sqliteCatalog(opened().database, samples, deadline);
  } catch (error) {
    throw sqliteFailure(error);
  }
}

function openFile(file: string, memoryMb: number): string {
  try {
    const database = new DatabaseSync(file, {
      readOnly: true,
      allowExtension: false,
      enableDoubleQuotedStringLiterals: false,
    });
    database.enableDefensive(true);
    database.exec(
      'pragma query_only = on; pragma trusted_schema = off; pragma temp_store = memory; pragma cell_size_check = on;',
    );
    // a soft bound on the page cache and sorters, and a hard one on all that the engine allocates
    database.exec(
      `pragma cache_size = -${Math.round((memoryMb * 1024) / 4)}; pragma hard_heap_limit = ${memoryMb * 1_048_576};`,
    );
    // reads the header, which opening alone does not
    database.prepare('select count(*) from sqlite_schema').get();
    const version = database.prepare('select sqlite_version() as version').get() as { readonly version: string };
    session = new SqliteSession(database, `SQLite ${version.version}`);
    return session.engine;
  } catch (error) {
    throw unavailable(sqliteFailure(error));
  }
}

/** Ends the process when its parent is gone, also in the middle of a query: this thread cannot look, so another one does. */
function watchParent(): void {
  const code = `const parent = ${process.ppid}; setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  // without the flags of this process: a loader of theirs would wait for this thread
  new Worker(code, { eval: true, env: {}, execArgv: [] }).unref();
}
