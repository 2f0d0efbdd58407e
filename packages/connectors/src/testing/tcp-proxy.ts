import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How the proxy treats connections. `open` passes all; `silent` accepts and says nothing; `closed` refuses. */
export interface ProxyFault {
  readonly mode: 'open' | 'silent' | 'closed';
  /** Bytes from the server after which the connection is reset. */
  readonly resetAfter?: number;
  /** Milliseconds by which each piece from the server is late. */
  readonly delayMs?: number;
}

/** A proxy in front of a server, which can be made to fail as networks do. */
export interface TcpProxy {
  readonly port: number;
  fault: ProxyFault;
  close(): Promise<void>;
}

/** Starts one on a loopback port, a free one unless told which. */
export async function tcpProxy(target: { readonly host: string; readonly port: number }, port = 0): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined);
    client.once('close', () => open.delete(client));
    const { fault } = proxy;
    if (fault.mode === 'closed') {
      client.resetAndDestroy();
      return;
    }
    if (fault.mode === 'silent') {
      client.resume();
      return;
    }
    const upstream = connect(target);
    open.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.once('close', () => {
      open.delete(upstream);
      client.destroy();
    });
    client.once('close', () => upstream.destroy());
    client.pipe(upstream);
    let passed = 0;
    upstream.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      const send = (): void => {
        if (client.destroyed) return;
        const reset = proxy.fault.resetAfter;
        if (reset !== undefined && passed > reset) client.resetAndDestroy();
        else client.write(chunk);
      };
      const { delayMs } = proxy.fault;
      if (delayMs === undefined) send();
      else setTimeout(send, delayMs);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const proxy: TcpProxy = {
    // a TCP server has an address of this form
    port: (server.address() as AddressInfo).port,
    fault: { mode: 'open' },
    close: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
