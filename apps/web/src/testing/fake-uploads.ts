import { json, refusal } from './fake-server.ts';

/** What can happen to a chunk: `lost` arrives but its reply does not, `forget` loses what was there before. */
export type ChunkFault = 'break' | 'unavailable' | 'lost' | 'forget' | 'refuse';

/** A server that takes one file in chunks, as the contract says, and fails at the chunks that it is told to. */
export function fakeUploads(of: { readonly faults?: ReadonlyMap<number, ChunkFault>; readonly gone?: boolean } = {}) {
  let content = new Uint8Array();
  let total = 0;
  let complete = false;
  let chunks = 0;
  let announced = 0;
  const view = () => ({
    id: `upl_0000000${announced}`,
    name: 'a.csv',
    bytes: total,
    received: content.length,
    chunkBytes: 1_000_000,
    maxChunkBytes: 4_000_000,
    status: complete ? 'complete' : 'receiving',
    sha256: null,
    same: [],
    tried: null,
    expiresAt: '2030-01-01T00:00:00Z',
  });
  const put = async (offset: number, body: Blob): Promise<Response> => {
    const fault = of.faults?.get(chunks++);
    if (fault === 'break') throw new TypeError('network');
    if (fault === 'unavailable') return refusal(503, 'server.unavailable');
    if (fault === 'refuse') return refusal(413, 'file.too-large');
    if (fault === 'forget') content = content.slice(0, content.length / 2);
    if (offset > content.length) return refusal(409, 'request.conflict');
    const bytes = new Uint8Array(await body.arrayBuffer());
    const next = new Uint8Array(offset + bytes.length);
    next.set(content.slice(0, offset));
    next.set(bytes, offset);
    if (next.length > content.length) content = next;
    if (fault === 'lost') throw new TypeError('network');
    return json(view());
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost');
    const method = init?.method ?? 'GET';
    if (method === 'POST' && url.pathname === '/api/v1/uploads') {
      announced += 1;
      content = new Uint8Array();
      const body = typeof init?.body === 'string' ? init.body : '{}';
      total = (JSON.parse(body) as { bytes: number }).bytes; // as the contract says
      return json(view(), 201);
    }
    if (method === 'PUT' && init?.body instanceof Blob) return put(Number(url.searchParams.get('offset')), init.body);
    if (method === 'POST' && url.pathname.endsWith('/finish')) {
      complete = content.length === total;
      return complete ? json(view()) : refusal(409, 'request.conflict');
    }
    if (method === 'GET' && of.gone === true && announced === 0) return refusal(404, 'request.not-found');
    return method === 'DELETE' ? json({ done: true }) : json(view());
  };
  return {
    fetch,
    content: () => content,
    chunks: () => chunks,
    announced: () => announced,
    /** As it is after an earlier visit: so much of a file is here already. */
    hold: (bytes: Uint8Array<ArrayBuffer>, of: number) => {
      content = bytes;
      total = of;
    },
  };
}
