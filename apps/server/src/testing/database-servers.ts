import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** A database of its own on a real server, to be connected as a source. */
export interface SourceDatabase {
  readonly kind: 'postgres' | 'mysql';
  readonly config: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
  run(...statements: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** The servers that the tests have, by their environment variables. */
export const sourceServers = [
  { name: 'PostgreSQL', variable: 'LUMIERE_TEST_POSTGRES_URL', make: makePostgres },
  { name: 'MariaDB', variable: 'LUMIERE_TEST_MARIADB', make: makeMariadb },
].map(({ name, variable, make }) => {
  const url = process.env[variable];
  return { name, variable, make: url === undefined || url === '' ? null : () => make(new URL(url)) };
});

const freshName = (): string => `source_${randomBytes(6).toString('hex')}`;

const configOf = (url: URL, port: number, database: string): SourceDatabase['config'] => ({
  host: url.hostname,
  port: url.port === '' ? port : Number(url.port),
  database,
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
});

async function makePostgres(url: URL): Promise<SourceDatabase> {
  const database = freshName();
  const on = async (at: URL, statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: at.href });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await on(url, [`create database ${database}`]);
  const own = new URL(url);
  own.pathname = `/${database}`;
  return {
    kind: 'postgres',
    config: configOf(url, 5432, database),
    run: (...statements) => on(own, statements),
    remove: () => on(url, [`drop database ${database} with (force)`]),
  };
}

async function makeMariadb(url: URL): Promise<SourceDatabase> {
  const database = freshName();
  const on = async (name: string | null, statements: readonly string[]): Promise<void> => {
    const { database: _none, ...account } = configOf(url, 3306, '');
    const client = await createConnection({ ...account, ...(name === null ? {} : { database: name }) });
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await on(null, [`create database ${database}`]);
  return {
    kind: 'mysql',
    config: configOf(url, 3306, database),
    run: (...statements) => on(database, statements),
    remove: () => on(null, [`drop database ${database}`]),
  };
}

/** A proxy that can be closed (connections are refused), silent (they are taken and nothing is said), or open. */
export interface Proxy {
  readonly port: number;
  mode: 'open' | 'silent' | 'closed';
  /** Breaks what is connected now. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts one in front of a server. */
export async function startProxy(target: { readonly host: string; readonly port: number }): Promise<Proxy> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (proxy.mode === 'closed') client.resetAndDestroy();
    if (proxy.mode !== 'open') return;
    const upstream = connect(target);
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: Proxy = {
    // a listening TCP server has an address with a port
    port: (server.address() as AddressInfo).port,
    mode: 'open',
    cut: () => {
      for (const socket of open) socket.resetAndDestroy();
    },
    close: async () => {
      proxy.cut();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
