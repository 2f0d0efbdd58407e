import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpClient } from '../http/http-client.ts';
import { NetworkGuard } from '../network/guard.ts';
import type { SourceError } from '../source-error.ts';
import { certificates } from '../testing/certificates.ts';
import { type HttpPeer, paged, startPeer } from '../testing/http-peer.ts';
import { RestConfig } from './rest-config.ts';
import { type ReadResource, readResource } from './rest-resource.ts';
import { testRest } from './rest-test.ts';

const root = mkdtempSync(path.join(tmpdir(), 'lumiere-faults-'));
const file = path.join(root, 'records');
const { signal } = new AbortController();
let peer: HttpPeer;
let secure: HttpPeer;
beforeAll(async () => {
  [peer, secure] = await Promise.all([startPeer(), startPeer(certificates)]);
});
afterAll(() => {
  peer.close();
  secure.close();
  rmSync(root, { recursive: true });
});

const configOf = (of: object = {}): RestConfig =>
  RestConfig.parse({
    baseUrl: peer.url,
    resources: [{ name: 'things', path: '/things' }],
    requestsPerSecond: 100,
    ...of,
  });
async function read(config: RestConfig, network = new NetworkGuard()): Promise<ReadResource> {
  const client = httpClient(config, { network, signal, backOffMs: 5 });
  const [resource] = config.resources;
  if (resource === undefined) throw new Error('no resource');
  return readResource(config, resource, { client, file, progress: () => undefined });
}
const failure = (work: Promise<unknown>): Promise<SourceError> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    // everything here fails with a SourceError, or the expectation on its code does
    (error: unknown) => error as SourceError,
  );
const records = (): unknown[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

describe('trouble that may pass is met with patience, and no record is there twice', () => {
  test('an answer that breaks off, a failing and a busy server', async () => {
    let asked = 0;
    peer.at('/things', ({ query, raw }) => {
      asked += 1;
      if (query.get('offset') !== '0') return { body: [] };
      if (asked === 1) {
        raw.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        raw.write('[{"id":1},{"id":2},{"i');
        setTimeout(() => raw.destroy(), 20);
        return null;
      }
      if (asked === 2) return { status: 500 };
      if (asked === 3) return { status: 429, headers: { 'retry-after': '0' } };
      return { body: [{ id: 1 }, { id: 2 }] };
    });
    expect(await read(configOf({ paging: 'offset' }))).toMatchObject({ rows: 2, pages: 2, notes: [] });
    expect(records()).toEqual([{ id: 1 }, { id: 2 }]);
  });

  test('is waited for as long as the source asks, and told where that is too long', async () => {
    let first = 0;
    peer.at('/things', () => {
      if (first === 0) {
        first = Date.now();
        return { status: 503, headers: { 'retry-after': '1' } };
      }
      return { body: [{ waited: Date.now() - first }] };
    });
    await read(configOf());
    expect((records()[0] as { waited: number }).waited).toBeGreaterThanOrEqual(950);
    peer.at('/things', { status: 429, headers: { 'retry-after': '7200' } });
    expect((await failure(read(configOf()))).code).toBe('source.rate-limited');
  });

  test('requests come no faster than the connection says', async () => {
    paged(peer, '/things', 'offset', () => Array.from({ length: 5 }, (_, id) => ({ id })));
    const began = Date.now();
    await read(configOf({ paging: 'offset', pageSize: 1, requestsPerSecond: 20 }));
    expect(Date.now() - began).toBeGreaterThanOrEqual(240);
  });

  test('a server that never answers is given up in time', async () => {
    peer.at('/things', () => null);
    const client = httpClient(configOf({ timeoutSeconds: 1 }), { network: new NetworkGuard(), signal, tries: 1 });
    const error = await failure(client.get(`${peer.url}/things`, { maxBytes: 1 }, () => Promise.resolve()));
    expect(error).toMatchObject({ code: 'source.no-answer', message: expect.stringContaining('took too long') });
  });
});

describe('what is wrong is said precisely', () => {
  test.each([
    ['401', { status: 401 }, 'source.sign-in', /does not accept the sign-in/],
    ['403', { status: 403 }, 'source.permission', /does not permit \/things/],
    ['404', { status: 404 }, 'source.not-there', /has nothing at \/things/],
    ['400', { status: 400 }, 'source.unexpected', /refuses the request for \/things/],
    ['a web page', { body: '<!doctype html><p>Sign in' }, 'source.unexpected', /a web page instead of JSON/],
    ['text', { body: 'a,b\n1,2', headers: { 'content-type': 'text/csv' } }, 'source.unexpected', /but with text\/csv/],
    ['nothing', { body: '' }, 'source.unexpected', /answers with nothing/],
    ['half of it', { body: '[{"a":1},{"a"' }, 'source.unexpected', /cannot be read as JSON: The document ends/],
    ['a redirect to nowhere', { status: 302 }, 'source.unexpected', /without saying where/],
  ])('%s', async (_, reply, code, words) => {
    peer.at('/things', reply);
    const error = await failure(read(configOf()));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.hint).not.toBeNull();
  });

  test('records that are not where they should be, with what is there instead', async () => {
    peer.at('/things', { body: { result: { rows: [{ a: 1 }] }, count: 1 } });
    const resources = [{ name: 'things', path: '/things', records: 'data.items' }];
    const error = await failure(read(configOf({ resources })));
    expect(error.message).toContain('no list of records at data.items. The answer has result, count.');
    peer.at('/things', { body: { error: 'try later' } });
    expect((await failure(read(configOf({ paging: 'page' })))).message).toContain('holds no list of records');
  });
});

describe('pages that do not go on', () => {
  test('the same page again is no second page', async () => {
    peer.at('/things', { body: [{ id: 1 }, { id: 2 }] });
    expect((await failure(read(configOf({ paging: 'page' })))).code).toBe('source.repeats');
    peer.at('/things', { body: { items: [{ id: 1 }], next_cursor: 'again' } });
    expect((await failure(read(configOf({ paging: 'cursor' })))).code).toBe('source.repeats');
    const repeated = await testRest(configOf({ paging: 'offset' }), new NetworkGuard(), signal);
    expect(repeated.steps.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'source.repeats' } });
  });

  test('a link to another host is not followed with the key', async () => {
    peer.at('/things', { body: { results: [{ id: 1 }], next: 'https://evil.example/things' } });
    const error = await failure(read(configOf({ paging: 'next' })));
    expect(error.message).toContain('evil.example, which is not followed');
  });

  test('a cursor that is looked for in the wrong place is told, not taken for the end', async () => {
    peer.at('/things', { body: { data: [{ id: 1 }, { id: 2 }], meta: { cursor: 'x' } } });
    const { notes } = await read(configOf({ paging: 'cursor', pageSize: 2 }));
    expect(notes[0]?.message).toContain('names no cursor at next_cursor: there may be more records');
  });

  test('a cursor of many digits goes back as it came', async () => {
    const seen: (string | null)[] = [];
    peer.at('/things', ({ query }) => {
      seen.push(query.get('cursor'));
      const cursor = query.get('cursor') === null ? '12345678901234567890' : 'null';
      return {
        headers: { 'content-type': 'application/json' },
        body: `{"data":[{"id":${seen.length}}],"next_cursor":${cursor}}`,
      };
    });
    await read(configOf({ paging: 'cursor' }));
    expect(seen).toEqual([null, '12345678901234567890']);
  });

  test('data that move under the reading are read again, and said to have moved where they never rest', async () => {
    let rows = Array.from({ length: 4 }, (_, id) => ({ id }));
    let inserted = 0;
    const busy = (times: number) => {
      inserted = 0;
      rows = Array.from({ length: 4 }, (_, id) => ({ id }));
      peer.at('/things', ({ query }) => {
        const from = Number(query.get('offset'));
        const page = rows.slice(from, from + 2);
        // somebody adds a record in front while the pages are read
        if (from === 0 && inserted < times) rows = [{ id: 100 + (inserted += 1) }, ...rows];
        return { body: { data: page, total: rows.length } };
      });
    };
    busy(1);
    const once = await read(configOf({ paging: 'offset', pageSize: 2, totalPath: 'total' }));
    expect(once).toMatchObject({ rows: 5, notes: [] });
    expect(new Set(records().map((each) => (each as { id: number }).id)).size).toBe(5);
    busy(99);
    const never = await read(configOf({ paging: 'offset', pageSize: 2 }));
    expect(never.notes).toMatchObject([{ code: 'source.moved', severity: 'warning' }]);
    expect(never.notes[0]?.message).toContain('came twice');
  });
});

describe('a source cannot be used to reach others, or to fill this server', () => {
  test.each(['http://169.254.169.254/latest/meta-data', 'http://[::ffff:169.254.169.254]/', 'http://0.0.0.0/'])(
    'a redirect to %s',
    async (location) => {
      peer.at('/things', { status: 302, headers: { location } });
      expect((await failure(read(configOf()))).code).toBe('source.address-refused');
    },
  );

  test('private addresses where an administrator has closed them', async () => {
    const closed = new NetworkGuard({ allowPrivate: false });
    const tried = await testRest(configOf(), closed, signal);
    expect(tried.steps.find(({ state }) => state === 'failed')).toMatchObject({
      id: 'name',
      problem: { code: 'source.address-refused' },
    });
    expect((await failure(read(configOf(), closed))).code).toBe('source.address-refused');
  });

  test('a redirect to another origin takes no key along', async () => {
    const other = await startPeer();
    let got: unknown = 'nothing';
    other.at('/things', ({ headers }) => {
      got = [headers['x-api-key'], headers.authorization];
      return { body: [{ id: 1 }] };
    });
    peer.at('/things', { status: 302, headers: { location: `${other.url}/things` } });
    await read(configOf({ auth: 'header', secret: 'canary' }));
    expect(got).toEqual([undefined, undefined]);
    other.close();
  });

  test('a gzip bomb is given up at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, '[{"a":1},').fill('{"a":1},', 1));
    expect(bomb.length).toBeLessThan(100_000);
    peer.at('/things', { headers: { 'content-encoding': 'gzip' }, body: bomb });
    expect((await failure(read(configOf({ maxMegabytes: 2 })))).message).toContain('more than 2 MB');
  });

  test('a path is below the address, whatever it looks like', () => {
    for (const bad of ['//evil.example', 'https://evil.example/x', '\\\\evil', '/a#b'])
      expect(
        RestConfig.safeParse({ baseUrl: 'https://a.example', resources: [{ name: 'x', path: bad }] }).success,
      ).toBe(false);
    for (const bad of ['ftp://a', 'https://user:key@a.example', 'a.example', 'file:///etc/passwd'])
      expect(RestConfig.safeParse({ baseUrl: bad, resources: [{ name: 'x', path: '/' }] }).success).toBe(false);
  });
});

describe('signing in', () => {
  test('a key in a header, in the address, user and password', async () => {
    peer.at('/things', ({ headers, query }) => ({
      body: [{ header: headers['x-key'] ?? null, query: query.get('api_key'), basic: headers.authorization ?? null }],
    }));
    await read(configOf({ auth: 'header', keyName: 'X-Key', secret: 's3' }));
    expect(records()).toEqual([{ header: 's3', query: null, basic: null }]);
    await read(configOf({ auth: 'query', keyName: 'api_key', secret: 's3' }));
    expect(records()).toEqual([{ header: null, query: 's3', basic: null }]);
    await read(configOf({ auth: 'basic', user: 'ada', secret: 'pä' }));
    expect(records()).toEqual([
      { header: null, query: null, basic: `Basic ${Buffer.from('ada:pä').toString('base64')}` },
    ]);
  });

  test('OAuth 2: a token is got once, and anew when it is no longer taken', async () => {
    let given = 0;
    peer.at('/token', ({ headers, body }) =>
      headers.authorization === `Basic ${Buffer.from('client:s3').toString('base64')}` &&
      body === 'grant_type=client_credentials&scope=read'
        ? { body: { access_token: `t${(given += 1)}`, expires_in: 3600 } }
        : { status: 401 },
    );
    peer.at('/things', ({ headers, query }) => {
      const page = Number(query.get('page'));
      if (headers.authorization !== (page < 3 ? 'Bearer t1' : 'Bearer t2')) return { status: 401 };
      return { body: page > 3 ? [] : [{ id: page }] };
    });
    const oauth = { auth: 'oauth2', user: 'client', secret: 's3', tokenUrl: `${peer.url}/token`, scope: 'read' };
    expect(await read(configOf({ ...oauth, paging: 'page' }))).toMatchObject({ rows: 3 });
    expect(given).toBe(2);
    const wrong = await failure(read(configOf({ ...oauth, secret: 'no' })));
    expect(wrong).toMatchObject({
      code: 'source.sign-in',
      message: expect.stringContaining('gives this client no token'),
    });
  });
});

describe('encryption', () => {
  const toSecure = new NetworkGuard({ allowPrivate: true }, () => Promise.resolve(['127.0.0.1']));
  const https = (of: object = {}) => configOf({ baseUrl: secure.url.replace('127.0.0.1', 'db.test'), ...of });

  test('a certificate that nobody signed is not taken, one of the given authority is', async () => {
    secure.at('/things', { body: [{ id: 1 }] });
    const tried = await testRest(https(), toSecure, signal);
    expect(tried.steps.find(({ state }) => state === 'failed')).toMatchObject({
      id: 'tls',
      problem: { code: 'source.tls-untrusted' },
    });
    expect((await testRest(https({ ca: certificates.ca }), toSecure, signal)).ok).toBe(true);
    const other = https({ ca: certificates.ca, baseUrl: secure.url.replace('127.0.0.1', 'other.test') });
    expect((await failure(read(other, toSecure))).code).toBe('source.tls-wrong-name');
  });

  test('is not left for a redirect or a link without it', async () => {
    secure.at('/things', { status: 301, headers: { location: `${peer.url}/things` } });
    expect((await failure(read(https({ ca: certificates.ca }), toSecure))).code).toBe('source.tls-missing');
  });
});
