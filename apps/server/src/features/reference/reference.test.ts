import { createLocalJWKSet, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '@lumiere/contract';
import { type TestServer, startTestServer } from '../../testing/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            operationId: string;
            security: object[];
            parameters: { name: string; in: string; required: boolean }[];
            requestBody?: object;
            responses: Record<string, object>;
          }
        >
      >
    >
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, { additionalProperties?: boolean; required?: string[] }>>;
  };
}
const load = async () => (await server.app.inject({ url: '/api/v1/openapi.json' })).json<Document>();

test('every route of the contract is described, under an id of its own', async () => {
  const { openapi, paths } = await load();
  expect(openapi).toBe('3.1.0');
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{([a-z]+)\}/g, ':$1')}`),
  );
  expect(described.sort()).toEqual(Object.keys(routes).sort());
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('what is sent may leave out defaults, what is answered has them; both refuse unknown keys', async () => {
  const { paths, components } = await load();
  const { AskRequestInput: sent, Answer: answered } = components.schemas;
  expect(sent).toMatchObject({ additionalProperties: false, required: ['connection', 'question'] });
  expect(answered?.required).toContain('missing');
  expect(paths['/api/v1/history']?.['get']?.parameters).toMatchObject([
    { name: 'limit', in: 'query', required: false },
    { name: 'offset', in: 'query', required: false },
    { name: 'search', in: 'query', required: false },
  ]);
  expect(paths['/api/v1/auth/login']?.['post']?.security).toEqual([]);
  expect(paths['/api/v1/auth/refresh']?.['post']?.security).toEqual([{ refresh: [] }]);
  expect(Object.keys(paths['/api/v1/setup']?.['post']?.responses ?? {})).toEqual(['201', 'default']);
});

test('every reference leads somewhere and nothing is there for nothing', async () => {
  const document = await load();
  const text = JSON.stringify(document);
  const referred = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target = '']) => target));
  for (const target of referred)
    expect(document.components.schemas[target.replace('#/components/schemas/', '')], target).toBeDefined();
  for (const id of Object.keys(document.components.schemas))
    expect(referred.has(`#/components/schemas/${id}`), id).toBe(true);
});

test('the page for people loads only what is ours', async () => {
  const page = await server.app.inject({ url: '/api/docs' });
  expect(page.headers['content-type']).toMatch(/^text\/html/);
  expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
  const files = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url);
  expect(files).toHaveLength(3);
  for (const url of files) {
    const file = await server.app.inject({ url });
    expect(file.statusCode).toBe(200);
    expect(file.headers['content-type']).toMatch(url.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
  }
  for (const url of ['/api/docs/package.json', '/api/docs/..%2f..%2fpackage.json', '/api/docs/__proto__'])
    expect((await server.app.inject({ url })).statusCode).toBe(404);
});

test('anybody can check our access tokens with the published keys', async () => {
  const person = await server.person(await server.organization());
  const set = (await server.app.inject({ url: '/.well-known/jwks.json' })).json<JSONWebKeySet>();
  const { payload } = await jwtVerify(person.token, createLocalJWKSet(set), {
    issuer: 'lumiere',
    audience: 'lumiere-api',
  });
  expect(payload.sub).toBe(person.user);
});
