/** The server ended before it replied in full. */
export class Gone extends Error {}

export interface Reply {
  readonly status: number;
  // what the server says is what the tests are about
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly body: any;
}

/** Sends requests to a server of this machine; a reply is an object where it is JSON, and null otherwise. */
export type Client = (route: string, body?: object | Buffer) => Promise<Reply>;

/** A client that acts by an API key. */
export const clientOf =
  (port: number, key: string): Client =>
  async (route, body) => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const bytes = Buffer.isBuffer(body);
    const type = body === undefined ? {} : { 'content-type': bytes ? 'application/octet-stream' : 'application/json' };
    try {
      const reply = await fetch(`http://localhost:${port}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, ...type },
        ...(body === undefined ? {} : { body: bytes ? new Uint8Array(body) : JSON.stringify(body) }),
      });
      const text = await reply.text();
      const json = reply.headers.get('content-type')?.includes('json') === true;
      return { status: reply.status, body: json ? JSON.parse(text) : null };
    } catch (error) {
      throw new Gone(`${route}: the server is gone`, { cause: error });
    }
  };
