import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DuckDBInstance } from '@duckdb/node-api';
import { duckdbCatalog } from './duckdb-catalog.ts';
import { duckdbFailure } from './duckdb-errors.ts';
import { openDuckdb, stoppedError, type DuckdbSession } from './duckdb-session.ts';
import type { Limits, Request } from './protocol.ts';
import { serveChild, type Answer } from './serve-child.ts';
import { SourceError, unavailable } from './source-error.ts';
import { Turns } from './turns.ts';

/** The process that holds DuckDB: one database file, read-only, hardened. */

const never = new AbortController().signal;
let open: {
  readonly engine: string;
  readonly instance: DuckDBInstance;
  readonly turns: Turns<DuckdbSession>;
} | null = null;

serveChild(async (request: Request, signal): Promise<Answer> => {
  switch (request.kind) {
    case 'ping':
      return { reply: open === null ? { kind: 'done' } : { kind: 'opened', engine: open.engine } };
    case 'open':
      return { reply: { kind: 'opened', engine: await openFile(request.file, request.limits) } };
    case 'create':
      await create(request.file, request.statements, request.limits, signal);
      return { reply: { kind: 'done' } };
    case 'run':
      return withSession(signal, request.timeoutMs, async (session, deadline) => {
        const { data, ...header } = await session.run(request, signal, deadline);
        return { reply: { kind: 'ran', ...header }, body: data };
      });
    case 'catalog':
      return withSession(signal, request.timeoutMs, async (session, deadline) => {
        const read = (): ReturnType<typeof duckdbCatalog> =>
          duckdbCatalog(session.connection, request.samples, deadline);
        return { reply: { kind: 'catalog', catalog: await session.guarded(signal, deadline + 2000, read) } };
      });
    case 'cancel':
      return { reply: { kind: 'done' } };
  }
});

async function openFile(file: string, limits: Limits): Promise<string> {
  try {
    const cores = Math.min(limits.threads, availableParallelism());
    const { instance, sessions } = await openDuckdb(file, { ...limits, threads: cores }, false);
    const version = await sessions[0]?.connection.runAndReadAll('select version()');
    const engine = `DuckDB ${String(version?.getRows()[0]?.[0]).replace(/^v/, '')}`;
    open = { engine, instance, turns: new Turns(sessions) };
    return engine;
  } catch (error) {
    throw unavailable(duckdbFailure(error));
  }
}

/** As many queries at once as there are sessions, one for each core; the others wait, and their waiting counts as time. */
async function withSession<T>(
  signal: AbortSignal,
  timeoutMs: number,
  work: (session: DuckdbSession, deadline: number) => Promise<T>,
): Promise<T> {
  if (open === null) throw new SourceError('source.unavailable', 'No database is open.');
  const deadline = Date.now() + timeoutMs;
  const session = await open.turns.take(signal, deadline, stoppedError);
  try {
    return await work(session, deadline);
  } finally {
    open.turns.give(session);
  }
}

async function create(file: string, statements: readonly string[], limits: Limits, signal: AbortSignal): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  try {
    const { instance, sessions } = await openDuckdb(draft, limits, true);
    const [session] = sessions;
    for (const statement of statements) {
      await session?.guarded(signal, Infinity, async () => session.connection.run(statement));
    }
    await session?.guarded(never, Infinity, async () => session.connection.run('checkpoint'));
    for (const each of sessions) each.connection.closeSync();
    instance.closeSync();
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw duckdbFailure(error);
  } finally {
    await rm(`${draft}.wal`, { force: true });
  }
}
