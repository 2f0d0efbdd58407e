import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Dialect } from '@lumiere/sql';
import type { Connector } from './connector.ts';
import type { EnginePool } from './engine-pool.ts';
import type { EngineTarget } from './engine-target.ts';
import { SourceError } from './source-error.ts';

const catalogMs = 120_000;

/**
 * A connector over a database file whose engine lives in a child of the pool. The file is opened once before it is given out. `copy` says that
 * nobody else writes it.
 */
export async function fileConnector(
  pool: EnginePool,
  target: EngineTarget,
  dialect: Dialect,
  copy = false,
): Promise<Connector> {
  const engine = await pool.open(target, new AbortController().signal);
  return {
    dialect,
    engine,
    // DuckDB locks a file that somebody writes; SQLite's may be written at any moment
    frozen: copy || target.kind === 'duckdb',
    async run(statement, columns, { signal, maxRows, maxBytes, timeoutMs }) {
      if (statement.dialect !== dialect.name)
        throw new Error(`a statement for ${statement.dialect} came to ${dialect.name}`);
      const { reply, body } = await pool.ask(
        target,
        {
          kind: 'run',
          sql: statement.sql,
          parameters: statement.parameters,
          columns: columns?.map(({ key, type }) => ({ key, type })) ?? null,
          maxRows,
          maxBytes,
          timeoutMs,
        },
        { signal, timeoutMs },
      );
      if (reply.kind !== 'ran') throw new Error(`a child answered ${reply.kind} to a query`);
      const { rowCount, truncated, hash, found } = reply;
      return { data: body, rowCount, truncated, hash, found };
    },
    async catalog({ signal, samples }) {
      const request = { kind: 'catalog', samples, timeoutMs: catalogMs / 2 } as const;
      const { reply } = await pool.ask(target, request, { signal, timeoutMs: catalogMs });
      if (reply.kind !== 'catalog') throw new Error(`a child answered ${reply.kind} to a catalog`);
      return reply.catalog;
    },
    dataVersion: async () => {
      try {
        return fileVersion(target.file);
      } catch (error) {
        throw error instanceof SourceError ? error : gone(error);
      }
    },
    // the children belong to the pool, which ends them when they have been idle
    close: () => Promise.resolve(),
  };
}

/**
 * Size and time of the file and of the log of changes beside it, hashed: another one whenever something may have been written. Asked two or
 * three times with every query, so synchronously: a microsecond or two each, where a promise costs a tenth of a millisecond.
 */
function fileVersion(file: string): string {
  const parts = [file, `${file}-wal`, `${file}.wal`].map((name) => {
    const found = statSync(name, { throwIfNoEntry: false });
    return found === undefined ? '-' : `${found.size} ${found.mtimeMs} ${found.ino}`;
  });
  if (parts[0] === '-') throw gone();
  return hash('sha256', parts.join('\n')).slice(0, 32);
}

const gone = (cause?: unknown): SourceError =>
  new SourceError('source.unavailable', 'The database file cannot be read: it does not exist or access is denied.', {
    cause,
  });
