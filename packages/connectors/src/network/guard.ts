import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { SourceError } from '../source-error.ts';
import { stoppable } from '../stoppable.ts';
import { kindOfAddress, neverReached, type AddressKind } from './address.ts';
import { addressBytes, parseHost } from './host.ts';

/** What an administrator decides about outgoing connections. */
export interface NetworkPolicy {
  /** Whether private and loopback addresses may be reached: yes where Lumiere stands beside its databases. */
  readonly allowPrivate: boolean;
}

/** Gives every address of a name. */
export type LookUp = (name: string) => Promise<readonly string[]>;

export interface DialOptions {
  readonly signal: AbortSignal;
  /** Milliseconds for looking up and connecting together. */
  readonly timeoutMs: number;
}

/**
 * The one way out: every connection to a database, an API or a file passes here. A name is looked up once, every one of its addresses is
 * checked, and the socket goes to a checked address, so that a second answer of the name server cannot lead elsewhere.
 */
export class NetworkGuard {
  readonly policy: NetworkPolicy;
  readonly #lookUp: LookUp;

  constructor(policy: NetworkPolicy = { allowPrivate: true }, lookUp: LookUp = systemLookUp) {
    this.policy = policy;
    this.#lookUp = lookUp;
  }

  /** The addresses of a host, all of them permitted; rejects with a `SourceError` where one is not, or where there is none. */
  async addresses(host: string, { signal, timeoutMs }: DialOptions): Promise<readonly string[]> {
    const read = parseHost(host);
    if (read.kind === 'address') {
      this.#check(host, read.text, read.bytes);
      return [read.text];
    }
    const slow = (): SourceError =>
      new SourceError('source.host-not-found', `The name server did not say where ${host} is.`, {
        hint: 'Check the network of the server that Lumiere runs on.',
      });
    const found = await stoppable(this.#lookUp(read.name), { signal, timeoutMs, late: slow }).catch(
      (error: unknown) => {
        throw error instanceof SourceError ? error : unknownName(host, error);
      },
    );
    if (found.length === 0) throw unknownName(host);
    for (const address of found) {
      const bytes = addressBytes(address);
      if (bytes === null) throw unknownName(host);
      this.#check(host, address, bytes);
    }
    return found;
  }

  /** A connected socket to a checked address of the host; tries them one after the other. Rejects with a `SourceError`. */
  async dial(host: string, port: number, options: DialOptions): Promise<Socket> {
    const deadline = Date.now() + options.timeoutMs;
    const addresses = await this.addresses(host, options);
    let failed: SourceError | null = null;
    for (const [i, address] of addresses.entries()) {
      // a black hole among several addresses must leave time for the others
      const timeoutMs = Math.max(1, (deadline - Date.now()) / (addresses.length - i));
      try {
        return await open(address, port, host, { signal: options.signal, timeoutMs });
      } catch (error) {
        if (!(error instanceof SourceError) || error.code === 'query.cancelled') throw error;
        failed = failed === null || error.code === 'source.refused' ? error : failed;
      }
    }
    throw failed ?? unknownName(host);
  }

  #check(host: string, address: string, bytes: readonly number[]): void {
    const kind = kindOfAddress(bytes);
    const local = kind === 'private' || kind === 'loopback';
    if (!neverReached.has(kind) && (this.policy.allowPrivate || !local)) return;
    const leads = host === address ? `${address} is` : `${host} leads to ${address},`;
    throw new SourceError('source.address-refused', `${leads} ${kindWords[kind]}. Lumiere does not connect to it.`, {
      hint: local
        ? 'An administrator of the server has closed private networks to connections.'
        : 'Name the host of the data source itself.',
    });
  }
}

const kindWords: Record<AddressKind, string> = {
  public: 'a public address',
  private: 'an address of a private network',
  loopback: 'this server itself',
  'link-local': 'a link-local address',
  metadata: 'a metadata service of a cloud, which hands out credentials',
  unspecified: 'no address of any host',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  reserved: 'a reserved address, behind which there is no host',
};

const systemLookUp: LookUp = async (name) =>
  (await lookup(name, { all: true, verbatim: true })).map(({ address }) => address);

const unknownName = (host: string, cause?: unknown): SourceError =>
  new SourceError('source.host-not-found', `There is no host with the name ${host}.`, {
    hint: 'Check the spelling, and whether the server that Lumiere runs on can look the name up.',
    cause,
  });

function open(address: string, port: number, host: string, options: DialOptions): Promise<Socket> {
  const socket = connect({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  const connected = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => reject(unreached(host, port, error)));
  });
  const late = (): SourceError =>
    new SourceError('source.no-answer', `${host} did not answer on port ${port}.`, {
      hint: 'A firewall may be in between, or the host is down. Check host and port, and allow the address of this server.',
    });
  return stoppable(connected, { ...options, late }).then(
    () => {
      // until its user listens, a socket that fails must not end the process
      socket.on('error', () => undefined);
      return socket;
    },
    (error: unknown) => {
      // a socket that is given up may still fail; nobody is interested
      socket.on('error', () => undefined);
      socket.destroy();
      throw error;
    },
  );
}

function unreached(host: string, port: number, cause: NodeJS.ErrnoException): SourceError {
  if (cause.code === 'ECONNREFUSED') {
    return new SourceError('source.refused', `${host} refuses connections on port ${port}.`, {
      hint: 'Nothing listens there: check the port, whether the database runs, and whether it listens on this address.',
      cause,
    });
  }
  return new SourceError('source.no-answer', `${host} cannot be reached on port ${port}.`, {
    hint: 'Check host and port, the network between, and firewalls.',
    cause,
  });
}
