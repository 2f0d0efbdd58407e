import { isIP, type Socket } from 'node:net';
import type { Catalog } from '@lumiere/contract';
import type { Dialect } from '@lumiere/sql';
import { z } from 'zod';
import { field } from './config-form.ts';
import type { CatalogProgress, ConnectorDef, ConnectorDeps } from './connector.ts';
import { failureOf, type Place } from './failures.ts';
import { tableWords } from './file-source.ts';
import type { NetworkGuard } from './network/guard.ts';
import { sessionConnector, type ReadRows, type SessionConnector, type SourceSession } from './session-connector.ts';
import { SourceError } from './source-error.ts';
import { TestSteps, type TestReport, type TestStepId } from './test-report.ts';
import { TlsMode, checkedAuthority, tlsTries, type TlsTry } from './tls.ts';

/** The fields of a connection to a database server; `port` is the kind's own where none is given. */
export const networkConfig = (port: number) =>
  z.strictObject({
    host: field(z.string().trim().min(1).max(253), {
      title: 'Host',
      description: 'Name or address of the database server',
      order: 1,
      group: 'place',
    }),
    port: field(z.number().int().min(1).max(65_535).default(port), {
      title: 'Port',
      description: `Usually ${port}`,
      order: 2,
      group: 'place',
    }),
    database: field(z.string().min(1).max(200), {
      title: 'Database',
      description: 'Name of the database; case counts',
      order: 3,
      group: 'place',
    }),
    user: field(z.string().min(1).max(200), {
      title: 'User',
      description: 'Best one who can only read: a script makes one',
      order: 4,
      group: 'account',
    }),
    password: field(z.string().max(1000).default(''), {
      title: 'Password',
      description: 'Kept encrypted; never shown again',
      order: 5,
      group: 'account',
    }),
    tls: field(TlsMode.default('prefer'), {
      title: 'TLS',
      description:
        'disable: never encrypted. allow: only if demanded. prefer: if offered. require: always. verify-full: always, and the certificate must be trusted and made for this host',
      order: 6,
      group: 'encryption',
    }),
    ca: field(z.string().max(100_000).nullable().default(null), {
      title: 'Certificate authority',
      description: 'Certificate (PEM) of the authority that signed the server’s; empty for the public ones',
      order: 7,
      group: 'encryption',
      multiline: true,
    }),
    maxConnections: field(z.number().int().min(1).max(100).default(5), {
      title: 'Connections',
      description: 'Most connections to the database at one time',
      order: 8,
      group: 'advanced',
    }),
  });
export type NetworkConfig = z.infer<ReturnType<typeof networkConfig>>;

/** What one try at signing in gets: a connected socket to a checked address. */
export interface SignIn {
  readonly config: NetworkConfig;
  readonly place: Place;
  readonly socket: Socket;
  readonly tls: TlsTry;
  /** Another connected socket to the same address, for cancelling. */
  readonly redial: () => Promise<Socket>;
}

/** What a kind of database server brings; the rest is common to all. */
export interface NetworkDriver<Session extends SourceSession> {
  readonly kind: string;
  readonly title: string;
  readonly docs: string;
  readonly dialect: Dialect;
  readonly defaultPort: number;
  /** Signs in on the socket; rejects with a `SourceError`. The socket is destroyed by the caller where it fails. */
  readonly signIn: (way: SignIn) => Promise<Session>;
  /** Calls back when the session's connection is gone. */
  readonly onBroken: (session: Session, broke: () => void) => void;
  readonly catalog: (
    read: ReadRows,
    samples: boolean,
    deadline: number,
    progress?: CatalogProgress,
  ) => Promise<Catalog>;
  /** What the user could write; null where nothing. */
  readonly writable: (read: ReadRows) => Promise<string | null>;
  readonly readOnlyScript: (config: Partial<NetworkConfig>) => string;
}

/** Needs no engine of ours, and so asks for none. */
export interface NetworkSource extends ConnectorDef<NetworkConfig> {
  connect(config: NetworkConfig, deps: Pick<ConnectorDeps, 'network'>): Promise<SessionConnector>;
  test(config: NetworkConfig, deps: Pick<ConnectorDeps, 'network'>, signal: AbortSignal): Promise<TestReport>;
}

/** Milliseconds for everything up to a signed-in session: looking up, connecting, encrypting, signing in. */
const connectMs = 5000;

/** A connector def of a database server, with the test of a connection that all of them share. */
export function networkSource<Session extends SourceSession>(driver: NetworkDriver<Session>): NetworkSource {
  const { kind, title, docs, dialect, defaultPort, readOnlyScript } = driver;
  return {
    kind,
    title,
    docs,
    dialect,
    defaultPort,
    readOnlyScript,
    config: networkConfig(defaultPort),
    secrets: ['password'],
    connect: (config, { network }) =>
      sessionConnector<Session>({
        maxSessions: config.maxConnections,
        open: async (signal, broke) => {
          const session = await openSession(driver, config, network, signal);
          driver.onBroken(session, () => broke(session));
          return session;
        },
        catalog: driver.catalog,
      }),
    test: (config, { network }, signal) => testSource(driver, config, network, signal),
  };
}

/** Opens a session as the TLS mode says: encrypted or not, one after the other where it allows both. */
export async function openSession<Session extends SourceSession>(
  driver: NetworkDriver<Session>,
  config: NetworkConfig,
  network: NetworkGuard,
  signal: AbortSignal,
): Promise<Session> {
  const place: Place = { ...config, title: driver.title };
  const deadline = Date.now() + connectMs;
  const tries = tlsTries(config.tls, checkedAuthority(config.ca));
  let first: SourceError | null = null;
  for (const tls of tries) {
    try {
      return await trySession(driver, { config, place, tls }, network, signal, deadline);
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // nothing but encryption is a reason to go on, with it or without
      const other = tls === null ? demandsTls.has(error.code) : error.code.startsWith('source.tls');
      // where a server without TLS was tried with it, what it said before is what is wrong
      if (!other) throw error;
      first = first === null || error.code !== 'source.tls-missing' ? error : first;
    }
  }
  throw first ?? new Error('a TLS mode without a try');
}

/** What a server says that demands TLS; some only deny the user. */
const demandsTls: ReadonlySet<string> = new Set(['source.tls-required', 'source.sign-in']);

async function trySession<Session extends SourceSession>(
  driver: NetworkDriver<Session>,
  way: Pick<SignIn, 'config' | 'place' | 'tls'>,
  network: NetworkGuard,
  signal: AbortSignal,
  deadline: number,
): Promise<Session> {
  const { host, port } = way.config;
  const socket = await network.dial(host, port, { signal, timeoutMs: deadline - Date.now() });
  const address = socket.remoteAddress ?? host;
  // a cancel goes to the same server of several, at an address that was checked
  const redial = (): Promise<Socket> =>
    network.dial(address, port, { signal: AbortSignal.timeout(2000), timeoutMs: 2000 });
  let over: 'time' | 'cancel' | null = null;
  const end = (why: 'time' | 'cancel') => (): void => {
    over = why;
    socket.destroy();
  };
  const timer = setTimeout(end('time'), Math.max(1, deadline - Date.now()));
  const cancel = end('cancel');
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await driver.signIn({ ...way, socket, redial });
  } catch (error) {
    socket.destroy();
    throw over === 'time' ? failureOf('silent', way.place, error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

const order: readonly TestStepId[] = ['name', 'reach', 'tls', 'sign-in', 'database', 'read-only', 'tables'];

async function testSource<Session extends SourceSession>(
  driver: NetworkDriver<Session>,
  config: NetworkConfig,
  network: NetworkGuard,
  signal: AbortSignal,
): Promise<TestReport> {
  const steps = new TestSteps();
  let at: TestStepId = 'name';
  let session: Session | null = null;
  try {
    const { host, port, user, database, tls } = config;
    const limits = { signal, timeoutMs: connectMs };
    const addresses = await network.addresses(host, limits);
    steps.passed('name', isIP(host) > 0 ? `${host} is an address.` : `${host} is ${addresses.join(', ')}.`);

    at = 'reach';
    const socket = await network.dial(host, port, limits);
    steps.passed('reach', `Port ${port} answers at ${socket.remoteAddress ?? host}.`);
    socket.destroy();

    at = 'sign-in';
    const opened = await openSession(driver, config, network, signal);
    session = opened;
    if (opened.encrypted)
      steps.passed(
        'tls',
        tls === 'verify-full'
          ? 'The connection is encrypted, and the certificate is that of this host.'
          : 'The connection is encrypted.',
      );
    else steps.skipped('tls', `The connection is not encrypted, which “${tls}” permits.`);
    steps.passed('sign-in', `${opened.engine} accepts the user ${user}.`);
    steps.passed('database', `The database ${database} is open.`);

    at = 'read-only';
    const writable = await driver.writable(opened.read);
    if (writable === null) steps.passed('read-only', `${user} can only read.`);
    else {
      steps.warning(
        'read-only',
        `${user} could write: ${writable}. Lumiere opens read-only transactions only, but a user who cannot write is safer.`,
        'Let an administrator run the script for a read-only user, and connect as that one.',
      );
    }

    at = 'tables';
    const { tables } = await driver.catalog(opened.read, false, Date.now() + 30_000);
    if (tables.length > 0) steps.passed('tables', tableWords(tables.length));
    else steps.warning('tables', tableWords(0), `Grant ${user} the right to read tables, or choose another database.`);
    return steps.report(order, tables.length);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    failedStep(steps, at, error);
    return steps.report(order);
  } finally {
    session?.destroy();
  }
}

/** Signing in goes through three steps; the code says which one failed, and so which ones did not. */
function failedStep(steps: TestSteps, at: TestStepId, error: SourceError): void {
  const failed: TestStepId =
    at !== 'sign-in'
      ? at
      : error.code.startsWith('source.tls') || error.code === 'source.setup'
        ? 'tls'
        : error.code === 'source.no-database'
          ? 'database'
          : 'sign-in';
  if (failed === 'sign-in' || failed === 'database') steps.passed('tls', 'Nothing is wrong with the encryption.');
  if (failed === 'database') steps.passed('sign-in', 'User and password are accepted.');
  steps.failed(failed, error);
}
