import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unknownPath } from './unknown-path.ts';
import { openWeb } from './web.ts';

const html = '<!doctype html><script>light()</script><script src="/assets/app-Ab12_-Cd.js"></script>';
const script = `export const text = ${JSON.stringify('long '.repeat(500))};`;
const ready = 'body { color: red }';
let root: string;
let app: FastifyInstance;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lumiere-web-'));
  const folder = join(root, 'web');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(root, 'outside.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), html);
  writeFileSync(join(folder, 'assets', 'app-Ab12_-Cd.js'), script);
  writeFileSync(join(folder, 'assets', 'kit-Ef34_-Gh.css'), ready);
  writeFileSync(join(folder, 'assets', 'kit-Ef34_-Gh.css.gz'), gzipSync('made by the build'));
  writeFileSync(join(folder, 'icon.png'), Buffer.from([137, 80, 78, 71]));
  app = Fastify();
  app.setNotFoundHandler(unknownPath(openWeb(folder)));
});
afterAll(async () => {
  await app.close();
  rmSync(root, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('the web app', () => {
  test.each(['/', '/index.html', '/answers/ans_123', '/setup?token=x', '/deep/er/page'])(
    '%s is its page, asked for again each time',
    async (url) => {
      const reply = await get(url);
      expect(reply.body).toBe(html);
      expect(reply.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    },
  );

  test('its own inline script is allowed by hash and no other', async () => {
    const policy = String((await get('/')).headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/]{43}=';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  });

  test('a file with a hash in its name stays for ever, another does not', async () => {
    expect((await get('/assets/app-Ab12_-Cd.js')).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
    });
    expect((await get('/icon.png')).headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'image/png',
    });
  });

  test('text is compressed as the browser likes it', async () => {
    const url = '/assets/app-Ab12_-Cd.js';
    const br = await get(url, { 'accept-encoding': 'gzip, deflate, br' });
    expect(br.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(script);
    const gz = await get(url, { 'accept-encoding': 'gzip, br;q=0' });
    expect(gz.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(gz.rawPayload).toString()).toBe(script);
    const plain = await get(url);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['vary']).toBe('Accept-Encoding');
    expect((await get('/icon.png', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  });

  test('what the build compressed is used', async () => {
    expect(
      gunzipSync((await get('/assets/kit-Ef34_-Gh.css', { 'accept-encoding': 'gzip' })).rawPayload).toString(),
    ).toBe('made by the build');
  });

  test('a browser that has it is told so', async () => {
    const { etag } = (await get('/')).headers;
    const again = await get('/', { 'if-none-match': String(etag) });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

  test.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/assets/nothing.js',
    '/.env',
    '/etc/passwd.txt',
    '/constructor.js',
  ])('%s leads nowhere', async (url) => {
    const reply = await get(url);
    expect(reply.statusCode).toBe(404);
    expect(reply.body).not.toContain('secret');
  });

  test('an address of the API is never a page, and a page takes no POST', async () => {
    for (const url of ['/api/nothing', '/api', '/health/nothing', '/.well-known/nothing'])
      expect((await get(url)).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/' })).statusCode).toBe(404);
  });

  test('that was not built answers that there is nothing', async () => {
    const bare = Fastify();
    bare.setNotFoundHandler(unknownPath(openWeb(join(root, 'not there'))));
    expect((await bare.inject({ url: '/' })).statusCode).toBe(404);
    await bare.close();
  });
});
