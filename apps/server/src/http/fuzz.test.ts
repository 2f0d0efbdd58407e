import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProblemDocument, routes } from '@lumiere/contract';
import { newId } from '../ids.ts';
import { type Things, examples } from '../testing/examples.ts';
import { type TestPerson, type TestServer, startTestServer } from '../testing/server.ts';
import type { RouteName } from './types.ts';

let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer({ settings: { LUMIERE_PUBLIC_REQUESTS_PER_MINUTE: '1000000' } });
  ada = await server.person(await server.organization());
});
afterAll(() => server.close());

const things: Things = {
  connection: newId('con'),
  answer: newId('ans'),
  receipt: 'rcp_nowhere00000000' as Things['receipt'],
  job: newId('job'),
  schedule: newId('sch'),
  table: 'tbl_nowhere00000000' as Things['table'],
  upload: newId('upl'),
  dataset: newId('dst'),
};
const keys = Object.keys(routes) as RouteName[];

/** Any JSON, texts with every kind of character included. */
const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

/** A good body with one of its parts replaced by anything. */
const nearlyGood = (good: object): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...pathsOf(good)), anyJson).map(([path, value]) => replace(good, path, value));

test.each(keys)(
  '%s never fails through what it is sent',
  async (key) => {
    const good = examples[key].body(things);
    const [method = ''] = key.split(' ');
    const bodies = good === null ? anyJson : fc.oneof(anyJson, nearlyGood(good));
    await fc.assert(
      fc.asyncProperty(bodies, fc.boolean(), async (body, signedIn) => {
        const reply = await server.app.inject({
          method: method as 'POST',
          url: examples[key].url(things),
          headers: {
            'content-type': 'application/json',
            'x-lumiere': '1',
            ...(signedIn ? { authorization: `Bearer ${ada.token}` } : {}),
          },
          ...(method === 'GET' ? {} : { payload: JSON.stringify(body) }),
        });
        expect(reply.statusCode).toBeLessThan(500);
        if (reply.statusCode >= 400)
          expect(ProblemDocument.parse(reply.json()).requestId).toBe(reply.headers['x-request-id']);
      }),
      { numRuns: 25 },
    );
  },
  60_000,
);

test('no text in place of an id, in a query or in a path breaks anything', async () => {
  const word = fc.string({ unit: 'binary', maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), word, word, async (key, id, value) => {
      const [method = '', path = ''] = key.split(' ');
      // A lone surrogate cannot be sent at all.
      const url = `${path.replace(':id', safe(id) || 'x')}?${safe(value)}=${safe(id)}&limit=${safe(value)}`;
      const reply = await server.app.inject({
        method: method as 'GET',
        url,
        headers: { authorization: `Bearer ${ada.token}`, 'x-lumiere': '1' },
      });
      expect(reply.statusCode).toBeLessThan(500);
    }),
    { numRuns: 100 },
  );
}, 60_000);

const safe = (text: string): string => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    [...at, 'extra'],
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsOf(inner, [...at, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function replace(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((each: unknown, index) => (index === key ? replace(each, rest, by) : each));
  const record = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return { ...record, [key]: replace(record[key], rest, by) };
}
