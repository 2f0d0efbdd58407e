import { DuckDBInstance, StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Scalar } from '@lumiere/contract';
import type { Encoded } from './connector.ts';
import { neutralType } from './duckdb-catalog.ts';
import { foundColumns } from './found-columns.ts';
import type { Limits, RunRequest } from './protocol.ts';
import { columnWriter } from './duckdb-encode.ts';
import { duckdbFailure } from './duckdb-errors.ts';
import { SourceError } from './source-error.ts';
import { columnText, finish, tooLarge } from './wire.ts';

const cachedStatements = 200;

/** One connection with the statements it has prepared; it runs one query at a time. */
export class DuckdbSession {
  readonly connection: DuckDBConnection;
  readonly #readsOnly: boolean;
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();

  /** `readsOnly` is for engines whose files are not opened read-only by themselves. */
  constructor(connection: DuckDBConnection, readsOnly = false) {
    this.connection = connection;
    this.#readsOnly = readsOnly;
  }

  /** Runs a statement and encodes its result; ends early when the signal is aborted or the time is over. */
  async run(request: RunRequest, signal: AbortSignal, deadline: number): Promise<Encoded> {
    return this.guarded(signal, deadline, async () => {
      const prepared = await this.#prepare(request.sql);
      prepared.clearBindings();
      request.parameters.forEach((value, i) => bind(prepared, i + 1, value));
      const result = await prepared.run();
      const found =
        request.columns === null
          ? foundColumns(
              result.columnNames().map((name, i) => ({ name, type: neutralType(String(result.columnType(i))) })),
            )
          : null;
      const columns = request.columns ?? found ?? [];
      if (result.columnCount !== columns.length) {
        throw new SourceError(
          'query.failed',
          `The source gave ${result.columnCount} columns where ${columns.length} were expected.`,
        );
      }
      const writers = columns.map((column, i) => columnWriter(result.columnType(i), column.type, column.key));
      const texts = columns.map(columnText);
      let rowCount = 0;
      let truncated = false;
      for (;;) {
        const chunk = await result.fetchChunk();
        const rows = chunk?.rowCount ?? 0;
        if (chunk === null || rows === 0) break;
        const taken = Math.min(rows, request.maxRows - rowCount);
        if (taken > 0)
          writers.forEach((writer, i) =>
            writer.append(chunk, i, taken, texts[i] ?? columnText({ key: '', type: 'text' })),
          );
        rowCount += taken;
        if (texts.reduce((sum, column) => sum + column.text.length, 0) > request.maxBytes)
          throw tooLarge(request.maxBytes);
        if (taken < rows) {
          truncated = true;
          break;
        }
      }
      return { ...finish(columns, texts, request.maxBytes), rowCount, truncated, found };
    });
  }

  /** Runs `work` on the connection; what the signal or the deadline interrupts fails as that, not as the engine's own error. */
  async guarded<T>(signal: AbortSignal, deadline: number, work: () => Promise<T>): Promise<T> {
    let stopped: 'cancelled' | 'timeout' | null = signal.aborted
      ? 'cancelled'
      : Date.now() >= deadline
        ? 'timeout'
        : null;
    if (stopped !== null) throw stoppedError(stopped);
    let again: NodeJS.Timeout | null = null;
    const stop = (why: 'cancelled' | 'timeout') => (): void => {
      stopped ??= why;
      this.connection.interrupt();
      // one that comes before the query has begun is lost, so it is repeated until the query ends
      again ??= setInterval(() => this.connection.interrupt(), 5);
    };
    const cancel = stop('cancelled');
    const timer = deadline === Infinity ? null : setTimeout(stop('timeout'), deadline - Date.now());
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const value = await work();
      if (stopped !== null) throw stoppedError(stopped);
      return value;
    } catch (error) {
      throw stopped === null ? duckdbFailure(error) : stoppedError(stopped);
    } finally {
      if (timer !== null) clearTimeout(timer);
      if (again !== null) clearInterval(again);
      signal.removeEventListener('abort', cancel);
    }
  }

  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const prepared = await this.connection.prepare(sql);
    // what the guard lets through only reads; should it ever err, nothing is written here
    if (this.#readsOnly && prepared.statementType !== StatementType.SELECT) {
      prepared.destroySync();
      throw new SourceError('sql.refused', 'Only statements that read are run.');
    }
    this.#prepared.set(sql, prepared);
    const oldest = this.#prepared.keys().next();
    if (this.#prepared.size > cachedStatements && oldest.done !== true) {
      this.#prepared.get(oldest.value)?.destroySync();
      this.#prepared.delete(oldest.value);
    }
    return prepared;
  }
}

/** The problem of a query that was stopped from outside. */
export function stoppedError(why: 'cancelled' | 'timeout'): SourceError {
  return why === 'cancelled'
    ? new SourceError('query.cancelled', 'The query was cancelled.')
    : new SourceError('query.timeout', 'The query took longer than it may.', {
        hint: 'Ask for a shorter period, fewer groups or a coarser grain.',
      });
}

function bind(statement: DuckDBPreparedStatement, position: number, value: Scalar): void {
  if (value === null) statement.bindNull(position);
  else if (typeof value === 'boolean') statement.bindBoolean(position, value);
  else if (typeof value === 'string') statement.bindVarchar(position, value);
  else if (Number.isSafeInteger(value)) statement.bindBigInt(position, BigInt(value));
  else statement.bindDouble(position, value);
}

/**
 * Opens a database file hardened: no other file, no network, no extension from elsewhere, no setting changed afterwards. `writable` is
 * for making a new file by our own statements; the file itself is reachable by its connection only.
 */
export async function openDuckdb(
  file: string,
  limits: Limits,
  writable: boolean,
): Promise<{ instance: DuckDBInstance; sessions: DuckdbSession[] }> {
  const instance = await DuckDBInstance.create(file, {
    access_mode: writable ? 'READ_WRITE' : 'READ_ONLY',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    memory_limit: `${limits.memoryMb}MB`,
    threads: String(limits.threads),
    ...(limits.tempFolder === null
      ? { temp_directory: '' }
      : { temp_directory: limits.tempFolder, max_temp_directory_size: `${limits.tempMb}MB` }),
    // after the folder for spilling, which it would refuse
    enable_external_access: 'false',
  });
  const sessions: DuckdbSession[] = [];
  for (let i = 0; i < Math.max(1, limits.threads); i += 1) sessions.push(new DuckdbSession(await instance.connect()));
  for (const session of sessions) {
    await session.connection.run(`set time zone 'UTC'`);
  }
  await sessions[0]?.connection.run('set lock_configuration = true');
  return { instance, sessions };
}
