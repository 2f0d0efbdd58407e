import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificates } from './certificates.ts';

/** What PostgreSQL's clients send to ask for encryption. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** A server in front of PostgreSQL that speaks TLS with the certificate of db.test, and tells how its connections came. */
export interface TlsFront {
  readonly port: number;
  readonly seen: { encrypted: number; plain: number };
  /** Whether connections without encryption are let through. */
  plain: boolean;
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function tlsFront(target: { readonly host: string; readonly port: number }): Promise<TlsFront> {
  const open = new Set<Socket>();
  const pass = (client: Socket): void => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  };
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', (first) => {
      if (first.equals(sslRequest)) {
        front.seen.encrypted += 1;
        client.write('S');
        pass(new TLSSocket(client, { isServer: true, cert: certificates.cert, key: certificates.key }));
      } else if (front.plain) {
        front.seen.plain += 1;
        client.pause();
        client.unshift(first);
        pass(client);
      } else client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front: TlsFront = {
    // a TCP server has an address of this form
    port: (server.address() as AddressInfo).port,
    seen: { encrypted: 0, plain: 0 },
    plain: true,
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return front;
}
