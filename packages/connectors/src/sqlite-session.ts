import { constants, type DatabaseSync } from '@photostructure/sqlite';
import type { Scalar } from '@lumiere/contract';
import type { Encoded } from './connector.ts';
import { foundColumns } from './found-columns.ts';
import type { RunRequest, WireColumn } from './protocol.ts';
import { SourceError } from './source-error.ts';
import { cellWriter } from './sqlite-encode.ts';
import { sqliteFailure } from './sqlite-errors.ts';
import { resultType } from './sqlite-result-types.ts';
import { columnText, finish, missingDouble, tooLarge } from './wire.ts';

type Statement = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;
const cachedStatements = 200;

/** One open file with the statements it has prepared. */
export class SqliteSession {
  readonly database: InstanceType<typeof DatabaseSync>;
  readonly #prepared = new Map<string, Statement>();

  readonly engine: string;

  constructor(database: InstanceType<typeof DatabaseSync>, engine: string) {
    this.database = database;
    this.engine = engine;
  }

  /** Runs a statement row by row and encodes its result. Integers beyond 2^53 are read exactly. */
  run(request: RunRequest): Encoded {
    try {
      return request.columns === null ? this.#readAny(request) : this.#read(request, request.columns, false);
    } catch (error) {
      // the driver refuses an integer that no double holds; read as big integers, which is slower, it comes through
      if (error instanceof Error && /too large to be represented/i.test(error.message)) {
        try {
          return this.#read(request, request.columns ?? [], true);
        } catch (second) {
          throw sqliteFailure(second);
        }
      }
      throw sqliteFailure(error);
    }
  }

  /** Reads columns that nobody foretold: all their cells are needed before it can be said what they hold. */
  #readAny({ sql, parameters, maxRows, maxBytes }: RunRequest): Encoded {
    const statement = this.#prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true);
    const rows: (readonly unknown[])[] = [];
    let size = 0;
    let truncated = false;
    // arrays, as asked for above
    for (const row of statement.iterate(...parameters.map(bindable)) as Iterable<readonly unknown[]>) {
      if (rows.length >= maxRows) {
        truncated = true;
        break;
      }
      rows.push(row);
      for (const cell of row) size += typeof cell === 'string' || cell instanceof Uint8Array ? cell.length + 3 : 3;
      if (size > maxBytes) throw tooLarge(maxBytes);
    }
    const found = foundColumns(
      statement.columns().map(({ name, type }, c) => ({
        name: name ?? '',
        type: resultType(
          type,
          rows.map((row) => row[c]),
        ),
      })),
    );
    const texts = found.map((column, c) => {
      const write = cellWriter(column.type, column.key);
      const text = columnText(column);
      for (const row of rows) {
        const cell = row[c];
        const missing = cell === null || cell === undefined;
        text.text += `,${missing ? 'null' : write(cell)}`;
        text.doubles?.push(missing ? missingDouble : Number(cell) + 0);
      }
      return text;
    });
    return { ...finish(found, texts, maxBytes), rowCount: rows.length, truncated, found };
  }

  #read(request: RunRequest, columns: readonly WireColumn[], bigIntegers: boolean): Encoded {
    const { maxRows, maxBytes } = request;
    const statement = this.#prepare(request.sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(bigIntegers || columns.some((column) => column.type === 'text'));
    const writers = columns.map((column) => cellWriter(column.type, column.key));
    const texts = columns.map(columnText);
    let rowCount = 0;
    let size = 0;
    let truncated = false;
    // arrays, as asked for above
    for (const row of statement.iterate(...request.parameters.map(bindable)) as Iterable<readonly unknown[]>) {
      if (rowCount >= maxRows) {
        truncated = true;
        break;
      }
      if (rowCount === 0 && row.length !== columns.length) {
        throw new SourceError(
          'query.failed',
          `The source gave ${row.length} columns where ${columns.length} were expected.`,
        );
      }
      rowCount += 1;
      for (let c = 0; c < columns.length; c += 1) {
        const cell = row[c];
        const text = texts[c];
        const write = writers[c];
        if (text === undefined || write === undefined) continue;
        const json = cell === null || cell === undefined ? 'null' : write(cell);
        text.text += `,${json}`;
        text.doubles?.push(cell === null || cell === undefined ? missingDouble : Number(cell) + 0);
        size += json.length + 1;
      }
      if (size > maxBytes) throw tooLarge(maxBytes);
    }
    return { ...finish(columns, texts, maxBytes), rowCount, truncated, found: null };
  }

  /** The second line behind the compiler and the guard: nothing but reading. A second statement in the text is never run. */
  #checked(sql: string): Statement {
    this.database.setAuthorizer((action) => (allowed.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY));
    try {
      return this.database.prepare(sql);
    } finally {
      this.database.setAuthorizer(null);
    }
  }

  #prepare(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#checked(sql);
    this.#prepared.set(sql, statement);
    const oldest = this.#prepared.keys().next();
    if (this.#prepared.size > cachedStatements && oldest.done !== true) this.#prepared.delete(oldest.value);
    return statement;
  }
}

/** What a statement may do, by the numbers of SQLite's authorizer: select, read a column, call a function, recurse. */
const allowed: ReadonlySet<number> = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
]);

/** Whole numbers are bound as integers: as doubles they would turn integer arithmetic into arithmetic on doubles. */
function bindable(value: Scalar): string | number | bigint | null {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}
