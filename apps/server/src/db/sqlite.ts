import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { type Db, makeDb } from './db.ts';

/** Opens or creates the SQLite database in `file`. A commit is on the disk when it returns; another process waits up to five seconds. */
export function openSqlite(file: string): Db {
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  try {
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    database.exec('pragma temp_store = memory');
    // From here on waiting is ours: SQLite's own would hold up every request of this process.
    database.exec('pragma busy_timeout = 0');
  } catch (error) {
    database.close();
    throw error;
  }
  return makeDb('sqlite', dialect(new SqliteConnection(database)));
}

function dialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => new SqliteDriver(connection),
  };
}

/** One connection, lent to one borrower at a time. */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  #tail: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#tail;
    let release = (): void => undefined;
    this.#tail = new Promise((resolve) => (release = resolve));
    await before;
    this.#release = release;
    return this.#connection;
  }
  // Immediate: a transaction that reads first and writes later would otherwise fail as busy when another process wrote in between.
  beginTransaction = (connection: DatabaseConnection) => run(connection, 'begin immediate');
  commitTransaction = (connection: DatabaseConnection) => run(connection, 'commit');
  // A full disk may have rolled the transaction back already; a second rollback would hide the first error.
  rollbackTransaction = async (connection: DatabaseConnection) =>
    this.#connection.inTransaction() ? run(connection, 'rollback') : undefined;
  async releaseConnection(): Promise<void> {
    this.#release();
  }
  async destroy(): Promise<void> {
    this.#connection.close();
  }
}

async function run(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}

const cachedStatements = 200;
/** How long a statement waits for another process to finish its own. */
const patienceMs = 5000;
/** SQLITE_BUSY. */
const busy = 5;

/** What SQLite says for a result code, where that is all that is left of it. */
const codesByMessage: readonly (readonly [start: string, code: number])[] = [
  ['database is locked', busy],
  ['attempt to write a readonly database', 8],
  ['disk I/O error', 10],
  ['database or disk is full', 13],
  ['unable to open database file', 14],
  ['UNIQUE constraint failed', 2067],
];

/** The driver forgets the result code of a statement that writes and returns rows; whoever looks for it finds it here again. */
function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || 'errcode' in error) return error;
  const found = codesByMessage.find(([start]) => error.message.startsWith(start));
  return found === undefined ? error : Object.assign(error, { errcode: found[1] });
}

const isBusy = (error: unknown): boolean => {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === busy;
};

class SqliteConnection implements DatabaseConnection {
  readonly #database: InstanceType<typeof DatabaseSync>;
  /** Prepared statements by their text, the least recently used first. */
  readonly #statements = new Map<string, { readonly statement: StatementSyncInstance; readonly reads: boolean }>();
  constructor(database: InstanceType<typeof DatabaseSync>) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    for (const value of parameters) refuseUnbindable(value);
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return this.#execute<R>(sql, parameters);
      } catch (thrown) {
        const error = withCode(thrown);
        // Another process writes. Inside a transaction the file is ours already, so this is about a statement that stands alone or begins one.
        if (!isBusy(error) || Date.now() > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
      }
    }
  }

  #execute<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const { statement, reads } = this.#prepare(sql);
    // The row type is what the caller's query says: SQLite has no other.
    if (reads) return { rows: statement.all(...parameters) as R[] };
    const { changes } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  streamQuery(): never {
    throw new Error('The metadata database does not stream; read a page at a time.');
  }

  inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): { readonly statement: StatementSyncInstance; readonly reads: boolean } {
    const known = this.#statements.get(sql);
    if (known !== undefined) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    this.#statements.set(sql, prepared);
    const oldest = this.#statements.keys().next();
    if (this.#statements.size > cachedStatements && oldest.done !== true) this.#statements.delete(oldest.value);
    return prepared;
  }
}

/** SQLite would bind these as something else without a word, and PostgreSQL would not take them. */
function refuseUnbindable(value: unknown): void {
  const fine =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Uint8Array;
  if (!fine)
    throw new TypeError(
      `A ${value instanceof Date ? 'Date' : typeof value} cannot be stored; use milliseconds, 0 and 1, text or null.`,
    );
}
