import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectors, NetworkGuard, type SourceError } from './index.ts';
import { certificates } from './testing/certificates.ts';
import { withServer } from './testing/database-url.ts';
import { cellsOf, columnsAs, easy, statement } from './testing/statement.ts';
import { tlsFront, type TlsFront } from './testing/tls-front.ts';
import type { TlsMode } from './tls.ts';

const network = new NetworkGuard({ allowPrivate: true }, () => Promise.resolve(['127.0.0.1']));

withServer('PostgreSQL over TLS', 'LUMIERE_TEST_POSTGRES_URL', 5432, (server) => {
  let front: TlsFront;
  beforeAll(async () => {
    front = await tlsFront(server);
  });
  beforeEach(() => {
    front.seen.encrypted = 0;
    front.seen.plain = 0;
    front.plain = true;
  });
  afterAll(() => front.close());

  const open = (host: string, tls: TlsMode, ca: string | null) =>
    connectors.postgres.connect({ ...server, host, port: front.port, tls, ca }, { network });

  test.each([
    ['db.test', 'disable', null, 'plain'],
    ['db.test', 'allow', null, 'plain'],
    ['db.test', 'prefer', null, 'encrypted'],
    ['other.test', 'prefer', null, 'encrypted'],
    ['db.test', 'require', null, 'encrypted'],
    ['other.test', 'require', certificates.ca, 'encrypted'],
    ['db.test', 'verify-full', certificates.ca, 'encrypted'],
  ] as const)('%s by %s is let in', async (host, tls, ca, way) => {
    const connector = await open(host, tls, ca);
    expect(await cellsOf(connector, 'select 1', ['integer'])).toEqual([[1]]);
    expect(front.seen).toEqual({ encrypted: 0, plain: 0, [way]: 1 });
    await connector.close();
  });

  test.each([
    ['db.test', 'verify-full', null, 'source.tls-untrusted'],
    ['other.test', 'verify-full', certificates.ca, 'source.tls-wrong-name'],
    ['127.0.0.1', 'verify-full', certificates.ca, 'source.tls-wrong-name'],
    ['db.test', 'verify-full', 'not a certificate', 'source.setup'],
  ] as const)('%s by %s is not trusted, and nothing is sent to it', async (host, tls, ca, code) => {
    const error = await open(host, tls, ca).then(
      () => null,
      (thrown: unknown) => thrown as SourceError,
    );
    expect(error?.code).toBe(code);
    expect(front.seen.plain).toBe(0);
    const report = await connectors.postgres.test(
      { ...server, host, port: front.port, tls, ca },
      { network },
      easy.signal,
    );
    expect(report.steps.find(({ state }) => state === 'failed')).toMatchObject({ id: 'tls', problem: { code } });
  });

  test('a cancel goes encrypted too, and reaches the query', async () => {
    front.plain = false;
    const connector = await open('db.test', 'verify-full', certificates.ca);
    const stop = new AbortController();
    const work = connector.run(statement('postgres', `select pg_sleep(20)::text as over_tls`), columnsAs('text'), {
      ...easy,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 200);
    await expect(work).rejects.toMatchObject({ code: 'query.cancelled' });
    const running = async (): Promise<unknown> =>
      (
        await cellsOf(
          connector,
          `select count(*) from pg_stat_activity where state = 'active' and query like '%as over' || '_tls%'`,
          ['integer'],
        )
      )[0]?.[0];
    await expect.poll(running, { timeout: 3000 }).toBe(0);
    expect(front.seen.plain).toBe(0);
    await connector.close();
  });
});
