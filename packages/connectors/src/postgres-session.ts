import { isIP, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { dialects, type Dialect } from '@lumiere/sql';
import type { Client } from 'pg';
import type { Encoded } from './connector.ts';
import { scrubbed } from './failures.ts';
import type { SignIn } from './network-source.ts';
import { postgresFailure } from './postgres-errors.ts';
import { PostgresRows, type RowSink } from './postgres-rows.ts';
import { collectingSink, encodingSink } from './postgres-sinks.ts';
import type { RunRequest } from './protocol.ts';
import type { SourceSession } from './session-connector.ts';
import { SourceError } from './source-error.ts';
import { tlsOptions, type TlsTry } from './tls.ts';

/** Signs in to PostgreSQL over a socket that is connected already. */
export async function openPostgres(way: SignIn): Promise<PostgresSession> {
  const { config, place, socket, tls } = way;
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: config.host,
    port: config.port,
    user: config.user,
    password: config.password,
    database: config.database,
    application_name: 'Lumiere',
    ssl: tls === null ? false : tlsOptions(tls),
    stream: () => connected(socket),
  });
  const failed = (error: unknown): SourceError => postgresFailure(scrubbed(error, [config.password]), place, error);
  // what happens to an idle connection comes as an event; without a listener it would end the process
  client.on('error', () => undefined);
  try {
    await client.connect();
    const session = new PostgresSession(client, way, failed);
    await session.greet();
    return session;
  } catch (error) {
    throw error instanceof SourceError ? error : failed(error);
  }
}

/** The driver connects its socket itself; ours is connected, to an address that was checked, and only says so. */
function connected(socket: Socket): Socket {
  socket.connect = () => {
    queueMicrotask(() => socket.emit('connect'));
    return socket;
  };
  return socket;
}

/** The parts of the driver's client that its types leave out. */
interface Inside {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly stream: Socket };
}

/** A signed-in connection to PostgreSQL. Each statement runs alone in a read-only transaction that is always rolled back. */
export class PostgresSession implements SourceSession {
  readonly #client: Client;
  readonly #inside: Inside;
  readonly #way: SignIn;
  readonly #failed: (error: unknown) => SourceError;
  readonly dialect: Dialect = dialects.postgres;
  engine = 'PostgreSQL';
  spoiled = false;

  constructor(client: Client, way: SignIn, failed: (error: unknown) => SourceError) {
    this.#client = client;
    // fields that the driver has but does not declare
    this.#inside = client as unknown as Inside;
    this.#way = way;
    this.#failed = failed;
  }

  get encrypted(): boolean {
    return this.#way.tls !== null;
  }

  /** Asks for the version. */
  async greet(): Promise<void> {
    const [row] = await this.read(`select current_setting('server_version')`, 5000);
    this.engine = `PostgreSQL ${(row?.[0] ?? '').split(' ')[0]}`;
    await this.clean();
  }

  onBroken(broke: () => void): void {
    this.#client.on('error', broke);
    this.#client.on('end', broke);
  }

  async run(request: RunRequest): Promise<Encoded> {
    const sink = encodingSink(request);
    await this.#query(request.sql, request.parameters, request.timeoutMs, sink, request.maxBytes);
    return sink.result();
  }

  readonly read = async (sql: string, timeoutMs: number): Promise<readonly (readonly (string | null)[])[]> => {
    const sink = collectingSink();
    try {
      await this.#query(sql, [], timeoutMs, sink, 1_000_000_000);
      return sink.rows;
    } finally {
      // the next statement of a catalog begins afresh, also after one that failed
      await this.#client.query('rollback').catch(() => undefined);
    }
  };

  async #query(
    text: string,
    parameters: RunRequest['parameters'],
    timeoutMs: number,
    sink: RowSink,
    maxBytes: number,
  ): Promise<void> {
    try {
      await this.#client.query(begin(this.dialect, timeoutMs));
      const rows = new PostgresRows({ text, parameters, sink, place: this.#way.place, maxPending: maxBytes });
      this.#client.query(rows);
      await rows.done(this.#inside.connection.stream);
      if (rows.stopped) this.spoiled = true;
    } catch (error) {
      if (error instanceof SourceError) {
        this.spoiled ||= error.code === 'query.too-large';
        throw error;
      }
      throw this.#failed(error);
    }
  }

  async clean(): Promise<void> {
    // roles, settings, temporary tables, locks, listeners, cursors: nothing of one query reaches the next
    await this.#client.query('rollback');
    await this.#client.query('discard all');
  }

  async cancel(): Promise<void> {
    const { processID, secretKey } = this.#inside;
    if (processID === null || secretKey === null) return;
    const { config, tls, redial } = this.#way;
    const socket = await redial();
    await sendCancel(socket, config.host, tls, cancelMessage(processID, secretKey));
  }

  destroy(): void {
    this.#inside.connection.stream.destroy();
  }
}

/**
 * Begins a transaction that cannot write: it takes its snapshot here, after which PostgreSQL refuses to make it read-write. What the dialect
 * relies on is set anew each time, whatever a role or an earlier statement set, and lasts until the transaction ends.
 */
function begin(dialect: Dialect, timeoutMs: number): string {
  const timeout = Math.max(1, Math.round(timeoutMs));
  const limits = {
    statement_timeout: timeout,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: timeout + 60_000,
  };
  const calls = Object.entries(limits).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  return ['begin transaction read only', ...dialect.session, `select ${calls.join(', ')}`].join('; ');
}

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

function cancelMessage(processId: number, secretKey: number): Buffer {
  const message = Buffer.alloc(16);
  message.writeInt32BE(16, 0);
  message.writeInt32BE(80_877_102, 4);
  message.writeInt32BE(processId, 8);
  message.writeInt32BE(secretKey, 12);
  return message;
}

/** Sends the request to cancel, encrypted where the session is: its key must not be read on the way. PostgreSQL answers by closing. */
function sendCancel(socket: Socket, host: string, tls: TlsTry, message: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), 2000);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.on('error', () => socket.destroy());
    if (tls === null) {
      socket.end(message);
      socket.resume();
      return;
    }
    socket.once('data', (answer) => {
      if (answer.toString('latin1') !== 'S') {
        socket.destroy();
        return;
      }
      const secure = tlsConnect(
        { socket, host, ...(isIP(host) > 0 ? {} : { servername: host }), ...tlsOptions(tls) },
        () => {
          secure.end(message);
          secure.resume();
        },
      );
      secure.on('error', () => socket.destroy());
      secure.once('close', () => socket.destroy());
    });
    socket.write(sslRequest);
  });
}
