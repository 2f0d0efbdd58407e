import { isIP } from 'node:net';
import { dialects, type Dialect } from '@lumiere/sql';
import type { Connection, ConnectionOptions, FieldPacket } from 'mysql2';
import type { Encoded } from './connector.ts';
import { failureOf, scrubbed } from './failures.ts';
import { cellWriter, type MysqlCell } from './mysql-encode.ts';
import { typeOfField } from './mysql-types.ts';
import { derivedMerge } from './mysql-merging.ts';
import { mysqlFailure } from './mysql-errors.ts';
import type { SignIn } from './network-source.ts';
import type { RunRequest } from './protocol.ts';
import { resultSink } from './result-sink.ts';
import type { SourceSession } from './session-connector.ts';
import { SourceError } from './source-error.ts';
import { tooLarge } from './wire.ts';

/** Signs in to MySQL or MariaDB over a socket that is connected already. */
export async function openMysql(way: SignIn): Promise<MysqlSession> {
  const connection = await connect(way, way.socket);
  const session = new MysqlSession(connection, way);
  try {
    await session.greet();
    return session;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

async function connect({ config, place, tls }: SignIn, socket: SignIn['socket']): Promise<Connection> {
  const { default: driver } = await import('mysql2');
  const options: ConnectionOptions = {
    stream: socket,
    host: config.host,
    port: config.port,
    user: config.user,
    password: config.password,
    database: config.database,
    charset: 'utf8mb4',
    // the caller ends the socket when it takes too long
    connectTimeout: 0,
    multipleStatements: false,
    // a server that asks for a file of ours is not given one
    flags: ['-LOCAL_FILES'],
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    rowsAsArray: true,
    // names of columns must not become code
    disableEval: true,
    maxPreparedStatements: 16,
    ...(tls === null
      ? {}
      : {
          ssl: {
            rejectUnauthorized: tls.verify !== 'nothing',
            verifyIdentity: tls.verify === 'name',
            ...(tls.ca === null ? {} : { ca: tls.ca }),
          },
        }),
  };
  // the driver compares no addresses, and would take the name `localhost` in the place of one
  if (tls?.verify === 'name' && isIP(config.host) > 0) {
    throw new SourceError(
      'source.tls-wrong-name',
      'A certificate can only be compared with a name, and the host is an address.',
      {
        hint: 'Connect by the name in the certificate, or choose the TLS mode “require”.',
      },
    );
  }
  const connection = driver.createConnection(options);
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(mysqlFailure(scrubbed(error, [config.password]), place, error));
    connection.once('connect', () => {
      connection.off('error', failed);
      // what happens to an idle connection comes as an event; without a listener it would end the process
      connection.on('error', () => undefined);
      resolve(connection);
    });
    connection.once('error', failed);
    connection.on('error', () => undefined);
  });
}

/** A prepared statement with what the driver's types leave out. */
interface Prepared {
  readonly columns: readonly FieldPacket[];
  execute(parameters: readonly unknown[]): Command;
  close(): void;
}

interface Command {
  on(event: 'result', listener: (row: readonly (MysqlCell | null)[]) => void): void;
  on(event: 'fields', listener: (fields: readonly FieldPacket[] | undefined) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'end', listener: () => void): void;
}

interface Inside {
  readonly stream: NodeJS.ReadableStream;
  reset(done: (error: Error | null) => void): void;
}

interface Sink {
  fields(fields: readonly FieldPacket[]): void;
  row(cells: readonly (MysqlCell | null)[]): boolean;
}

/** A signed-in connection to MySQL or MariaDB. Each statement is prepared, so it is one, and runs in a read-only transaction. */
export class MysqlSession implements SourceSession {
  readonly #connection: Connection;
  readonly #inside: Inside;
  readonly #way: SignIn;
  #timeoutMs = 0;
  #merge: ReturnType<typeof derivedMerge> = derivedMerge('');
  #resets = true;
  engine = 'MySQL';
  dialect: Dialect = dialects.mysql;
  spoiled = false;

  constructor(connection: Connection, way: SignIn) {
    this.#connection = connection;
    // what the driver has but does not declare
    this.#inside = connection as unknown as Inside;
    this.#way = way;
  }

  get encrypted(): boolean {
    return this.#way.tls !== null;
  }

  /** Asks for the version, and whether the server can forget a session's state. */
  async greet(): Promise<void> {
    const [row] = await this.#rows('select version()');
    const version = asText(row?.[0] ?? null) ?? '';
    const maria = /mariadb/i.test(version);
    this.engine =
      `${maria ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(version.replace(/^5\.5\.5-/, ''))?.[0] ?? ''}`.trim();
    this.dialect = maria ? dialects.mariadb : dialects.mysql;
    await this.#simple('set @lumiere_state = 1');
    await this.#reset();
    const [state] = await this.#rows('select @lumiere_state');
    this.#resets = state?.[0] === null;
    await this.#prepareSession();
  }

  onBroken(broke: () => void): void {
    this.#connection.on('error', broke);
    this.#connection.on('end', broke);
  }

  async run(request: RunRequest): Promise<Encoded> {
    const sink = resultSink<MysqlCell>(request);
    await this.#query(request.sql, request.parameters, request.timeoutMs, request.maxBytes, {
      fields: (fields) =>
        sink.start(
          fields.map((field) => ({ name: field.name, type: typeOfField(field) })),
          ({ key, type }, i) => cellWriter(fields[i]?.columnType ?? 0, type, key),
        ),
      row: (cells) => sink.row(cells),
    });
    return sink.result();
  }

  readonly read = async (sql: string, timeoutMs: number): Promise<readonly (readonly (string | null)[])[]> => {
    const rows: (readonly (string | null)[])[] = [];
    try {
      await this.#query(sql, [], timeoutMs, 1_000_000_000, {
        fields: () => undefined,
        row: (cells) => rows.push(cells.map(asText)) > 0,
      });
      return rows;
    } finally {
      await this.#simple('rollback').catch(() => undefined);
    }
  };

  async #query(
    sql: string,
    parameters: RunRequest['parameters'],
    timeoutMs: number,
    maxBytes: number,
    sink: Sink,
  ): Promise<void> {
    try {
      await this.#limit(timeoutMs);
      await this.#plan(sql);
      await this.#simple('start transaction read only');
      const statement = await this.#prepare(sql);
      // what gives no rows is never run: a commit, a set, a select into a file
      if (statement.columns.length === 0) throw failureOf('no-rows', this.#way.place);
      // some that give rows write too, and end the transaction that forbids it: `analyze table`
      if (!reads(sql)) throw failureOf('writes', this.#way.place);
      await this.#rowsOf(statement, parameters, maxBytes, sink);
    } catch (error) {
      if (error instanceof SourceError) {
        this.spoiled ||= error.code === 'query.too-large';
        throw error;
      }
      throw this.#failed(error);
    }
  }

  #rowsOf(statement: Prepared, parameters: RunRequest['parameters'], maxBytes: number, sink: Sink): Promise<void> {
    return new Promise((resolve, reject) => {
      let over = false;
      let sinceRow = 0;
      const { stream } = this.#inside;
      // the driver keeps a row until it is whole: one must not grow beyond the cap
      const count = (chunk: Buffer): void => {
        sinceRow += chunk.length;
        if (sinceRow > maxBytes + 65_536) end(() => reject(tooLarge(maxBytes)));
      };
      const end = (then: () => void): void => {
        if (over) return;
        over = true;
        stream.off('data', count);
        this.#connection.off('error', broke);
        this.#connection.off('end', broke);
        then();
      };
      // a lost connection is told to the connection alone
      const broke = (error?: Error): void => end(() => reject(error ?? new Error('the connection ended')));
      this.#connection.on('error', broke);
      this.#connection.on('end', broke);
      const guarded = (work: () => boolean): void => {
        if (over) return;
        try {
          if (work()) return;
          this.spoiled = true;
          end(resolve);
        } catch (error) {
          end(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      stream.on('data', count);
      const command = statement.execute([...parameters]);
      command.on('fields', (fields) =>
        guarded(() => {
          sink.fields(fields ?? []);
          return true;
        }),
      );
      command.on('result', (row) => {
        sinceRow = 0;
        guarded(() => sink.row(row));
      });
      command.on('error', (error) => end(() => reject(error)));
      command.on('end', () => end(resolve));
    });
  }

  async clean(): Promise<void> {
    if (!this.#resets) throw new Error('this server cannot forget what a session holds');
    await this.#simple('rollback');
    await this.#reset();
    await this.#prepareSession();
  }

  async cancel(): Promise<void> {
    const id = this.#connection.threadId;
    const socket = await this.#way.redial();
    const timer = setTimeout(() => socket.destroy(), 2000);
    try {
      const second = await connect(this.#way, socket);
      await new Promise<void>((resolve) => {
        second.query(`kill query ${Number(id)}`, () => resolve());
      });
      second.destroy();
    } finally {
      clearTimeout(timer);
      socket.destroy();
    }
  }

  destroy(): void {
    this.#connection.destroy();
  }

  /** What the dialect relies on, and that nothing is written even outside of a transaction. */
  async #prepareSession(): Promise<void> {
    for (const sql of this.dialect.session) await this.#simple(sql);
    await this.#simple('set session transaction read only');
    this.#timeoutMs = 0;
    this.#merge = derivedMerge('');
  }

  /** Sets what the statement needs to be planned rightly. */
  async #plan(sql: string): Promise<void> {
    const merge = derivedMerge(sql);
    if (this.dialect.name !== 'mariadb' || merge === this.#merge) return;
    await this.#simple(`set optimizer_switch = 'derived_merge=${merge}'`);
    this.#merge = merge;
  }

  /** The time that the server gives a statement: seconds in MariaDB, milliseconds in MySQL. */
  async #limit(timeoutMs: number): Promise<void> {
    const limit = Math.max(1, Math.ceil(timeoutMs / 100) * 100);
    if (limit === this.#timeoutMs) return;
    await this.#simple(
      this.dialect.name === 'mariadb'
        ? `set max_statement_time = ${limit / 1000}`
        : `set max_execution_time = ${limit}`,
    );
    this.#timeoutMs = limit;
  }

  #failed(error: unknown): SourceError {
    return mysqlFailure(scrubbed(error, [this.#way.config.password]), this.#way.place, error);
  }

  async #simple(sql: string): Promise<void> {
    await this.#rows(sql);
  }

  #rows(sql: string): Promise<readonly (readonly (MysqlCell | null)[])[]> {
    return new Promise((resolve, reject) => {
      // rows come as arrays, as the connection was told
      this.#connection.query(sql, (error: Error | null, rows: unknown) =>
        error === null ? resolve(rows as (MysqlCell | null)[][]) : reject(this.#failed(error)),
      );
    });
  }

  #prepare(sql: string): Promise<Prepared> {
    return new Promise((resolve, reject) => {
      this.#connection.prepare(sql, (error: Error | null, statement: unknown) =>
        // the driver's own class, of which the types tell less
        error === null ? resolve(statement as Prepared) : reject(error),
      );
    });
  }

  #reset(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#inside.reset((error) => (error === null || error === undefined ? resolve() : reject(this.#failed(error))));
    });
  }
}

function asText(cell: MysqlCell | null): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('utf8');
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** Whether a statement begins as those do that only read. Comments that MySQL executes are no comments. */
function reads(sql: string): boolean {
  const bare = sql.replace(/^(?:\s|\(|--[ \t][^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*(?![!M])[\s\S]*?\*\/)*/, '');
  return /^(select|with|values|table|show|explain|describe|desc)\b/i.test(bare);
}
