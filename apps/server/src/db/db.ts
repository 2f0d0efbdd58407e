import { AsyncLocalStorage } from 'node:async_hooks';
import { type DatabaseConnection, type Dialect, type Driver, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export type Engine = 'sqlite' | 'postgres';

/** What a store's function takes as its first argument: the database, or the transaction that it is called in. */
export type Queryable = Pick<
  Kysely<Tables>,
  'selectFrom' | 'selectNoFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'with' | 'fn' | 'getExecutor'
>;

/** The metadata database. Statements run at once, each durable when its promise resolves; those that belong together run in `transaction`. */
export interface Db extends Queryable {
  readonly engine: Engine;
  /** All or nothing. Inside, only `trx` may be used: the outer database throws, because on SQLite it would wait for ever. */
  transaction<T>(work: (trx: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The transaction that code runs in, with what waits for its commit. */
interface Scope {
  readonly after: (() => void)[];
}

const inside = new AsyncLocalStorage<Scope>();

/** Calls `work` once the transaction that this is called in is durable, never where it is rolled back; at once outside of one. */
export function afterCommit(work: () => void): void {
  const scope = inside.getStore();
  if (scope === undefined) work();
  else scope.after.push(work);
}

/** Wraps a dialect into the database that stores use. */
export function makeDb(engine: Engine, dialect: Dialect): Db {
  const kysely = new Kysely<Tables>({ dialect: guarded(dialect) });
  return {
    engine,
    fn: kysely.fn,
    selectFrom: kysely.selectFrom.bind(kysely),
    selectNoFrom: kysely.selectNoFrom.bind(kysely),
    insertInto: kysely.insertInto.bind(kysely),
    updateTable: kysely.updateTable.bind(kysely),
    deleteFrom: kysely.deleteFrom.bind(kysely),
    with: kysely.with.bind(kysely),
    getExecutor: () => kysely.getExecutor(),
    transaction: async (work) => {
      const scope: Scope = { after: [] };
      const result = await kysely.transaction().execute((trx) => inside.run(scope, () => work(trx)));
      for (const each of scope.after) each();
      return result;
    },
    close: () => kysely.destroy(),
  };
}

/** The same dialect with a driver that refuses a second connection inside a transaction. */
function guarded(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => new GuardedDriver(dialect.createDriver()),
  };
}

class GuardedDriver implements Driver {
  readonly #driver: Driver;
  constructor(driver: Driver) {
    this.#driver = driver;
  }
  init = () => this.#driver.init();
  acquireConnection(): Promise<DatabaseConnection> {
    if (inside.getStore() !== undefined)
      throw new Error('The outer database was used inside a transaction; pass `trx` on instead.');
    return this.#driver.acquireConnection();
  }
  beginTransaction: Driver['beginTransaction'] = (connection, settings) =>
    this.#driver.beginTransaction(connection, settings);
  commitTransaction: Driver['commitTransaction'] = (connection) => this.#driver.commitTransaction(connection);
  rollbackTransaction: Driver['rollbackTransaction'] = (connection) => this.#driver.rollbackTransaction(connection);
  releaseConnection: Driver['releaseConnection'] = (connection) => this.#driver.releaseConnection(connection);
  destroy = () => this.#driver.destroy();
}
