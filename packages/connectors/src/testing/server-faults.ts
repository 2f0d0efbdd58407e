import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Breaker, withBreaker } from '../breaker.ts';
import { formSchema } from '../config-form.ts';
import { NetworkGuard } from '../network/guard.ts';
import type { NetworkConfig, NetworkSource } from '../network-source.ts';
import type { SessionConnector } from '../session-connector.ts';
import { SourceError } from '../source-error.ts';
import { until } from './conformance.ts';
import { cellsOf, columnsAs, easy, statement } from './statement.ts';
import { tcpProxy, type TcpProxy } from './tcp-proxy.ts';

export interface FaultyServer {
  readonly name: string;
  readonly def: NetworkSource;
  readonly config: NetworkConfig;
  readonly rows: (count: number) => string;
  readonly slow: string;
  /** Ends the session that runs `slow` from the server's side. */
  readonly kill: () => Promise<void>;
  /** Makes a user of whom the server takes only so many connections. */
  readonly limited: (connections: number) => Promise<{ readonly user: string; readonly password: string }>;
  /** Holds a connection as that user, made without us; gives a way to let it go. */
  readonly occupy: (account: { readonly user: string; readonly password: string }) => Promise<() => Promise<void>>;
  /** Runs the script for a read-only user, under another name and password. */
  readonly script: (script: string, user: string, password: string) => Promise<void>;
  readonly reader: string;
  readonly dropUser: (user: string) => Promise<void>;
}

const network = new NetworkGuard();

/** What a source of a database server says when the server or the network fails, and that it recovers. */
export function serverFaults({
  name,
  def,
  config,
  rows,
  slow,
  kill,
  limited,
  occupy,
  script,
  reader,
  dropUser,
}: FaultyServer): void {
  describe(`${name} fails in words`, () => {
    let proxy: TcpProxy;
    let proxied: NetworkConfig;
    const users: string[] = [];
    beforeAll(async () => {
      proxy = await tcpProxy({ host: config.host, port: config.port });
      proxied = { ...config, host: '127.0.0.1', port: proxy.port };
    });
    afterAll(async () => {
      await proxy.close();
      for (const user of users) await dropUser(user);
    });
    afterEach(() => {
      proxy.fault = { mode: 'open' };
    });
    const failure = async (work: Promise<unknown>): Promise<SourceError> => {
      const error = await work.then(
        () => new Error('it did not fail'),
        (thrown: unknown) => thrown,
      );
      if (error instanceof SourceError) return error;
      throw error;
    };
    const run = (connector: SessionConnector, sql: string, timeoutMs = 20_000) =>
      connector.run(statement(connector.dialect.name, sql), columnsAs('text'), {
        ...easy,
        timeoutMs,
        maxRows: 1_000_000,
      });
    const open = (of: Partial<NetworkConfig> = {}): Promise<SessionConnector> =>
      def.connect({ ...proxied, ...of }, { network });

    test.each([
      [{ host: 'no-such-host.invalid' }, 'source.host-not-found', 'name'],
      [{ host: '169.254.169.254' }, 'source.address-refused', 'name'],
      [{ port: 1 }, 'source.refused', 'reach'],
      [{ tls: 'require' }, 'source.tls-missing', 'tls'],
      [{ tls: 'verify-full' }, 'source.tls-missing', 'tls'],
      [{ password: 'hunter2-secret' }, 'source.sign-in', 'sign-in'],
      [{ user: 'nobody_here', password: 'hunter2-secret' }, 'source.sign-in', 'sign-in'],
      [{ database: 'no_such_database' }, 'source.no-database', 'database'],
    ] as const)('%j: %s, and the test stops at %s', async (wrong, code, step) => {
      // verify-full compares names
      const made = {
        ...config,
        ...((wrong as { tls?: string }).tls === 'verify-full' ? { host: 'localhost' } : {}),
        ...wrong,
      };
      const error = await failure(def.connect(made, { network }));
      expect(error.code).toBe(code);
      const report = await def.test(made, { network }, easy.signal);
      expect(report.ok).toBe(false);
      expect(report.steps.find(({ state }) => state === 'failed')).toMatchObject({ id: step, problem: { code } });
      const at = report.steps.findIndex(({ id }) => id === step);
      expect(report.steps.slice(0, at).every(({ state }) => state === 'passed' || state === 'skipped')).toBe(true);
      expect(report.steps.slice(at + 1).every(({ state }) => state === 'skipped')).toBe(true);
      expect(
        JSON.stringify(report) + String(error.stack) + String((error.cause as Error | undefined)?.stack),
      ).not.toContain('hunter2');
    });

    test('a good connection passes its test, with the number of tables', async () => {
      const report = await def.test(config, { network }, easy.signal);
      expect(report.steps.map(({ id, state }) => [id, state])).toEqual([
        ['name', 'passed'],
        ['reach', 'passed'],
        ['tls', 'skipped'],
        ['sign-in', 'passed'],
        ['database', 'passed'],
        ['read-only', 'warning'],
        ['tables', 'passed'],
      ]);
      expect(report.tables).toBeGreaterThanOrEqual(3);
    });

    test('private addresses are refused where an administrator has closed them', async () => {
      const closed = new NetworkGuard({ allowPrivate: false });
      expect((await failure(def.connect(config, { network: closed }))).code).toBe('source.address-refused');
    });

    test('a black hole is told from silence within five seconds and a half', async () => {
      proxy.fault = { mode: 'silent' };
      const started = Date.now();
      const error = await failure(open());
      proxy.fault = { mode: 'open' };
      expect(error.code).toBe('source.no-answer');
      expect(Date.now() - started).toBeLessThan(5600);
    });

    test('a connection that is reset amid the rows is lost, and the next query gets a new one', async () => {
      const connector = await open({ maxConnections: 1 });
      proxy.fault = { mode: 'open', resetAfter: 100_000 };
      expect((await failure(run(connector, rows(500_000)))).code).toBe('source.lost');
      proxy.fault = { mode: 'open' };
      expect((await run(connector, rows(3))).rowCount).toBe(3);
      await until(() => Promise.resolve(connector.sessions.busy === 0));
      await connector.close();
    });

    test('a slow network is slow, and nothing is lost', async () => {
      proxy.fault = { mode: 'open', delayMs: 30 };
      const connector = await open();
      expect((await run(connector, rows(50_000))).rowCount).toBe(50_000);
      proxy.fault = { mode: 'open' };
      await connector.close();
    });

    test('a connection that goes silent amid a query ends with the time', async () => {
      const connector = await open({ maxConnections: 1 });
      await until(() => Promise.resolve(connector.sessions.idle === 1));
      const work = failure(run(connector, slow, 600));
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.fault = { mode: 'open', delayMs: 60_000 };
      expect((await work).code).toBe('query.timeout');
      proxy.fault = { mode: 'open' };
      await until(() => Promise.resolve(connector.sessions.busy === 0));
      expect((await run(connector, rows(1))).rowCount).toBe(1);
      await connector.close();
    });

    test('a session that the server kills is said to be so, and the next query works', async () => {
      const connector = await open();
      const work = failure(run(connector, slow));
      await new Promise((resolve) => setTimeout(resolve, 400));
      await kill();
      expect(['source.shutting-down', 'source.lost']).toContain((await work).code);
      expect((await run(connector, rows(1))).rowCount).toBe(1);
      await connector.close();
    });

    test('too many connections are said to be', async () => {
      const few = await limited(1);
      users.push(few.user);
      const letGo = await occupy(few);
      expect((await failure(open(few))).code).toBe('source.too-many-connections');
      await letGo();
    });

    test('what the user may not read is a lack of permission', async () => {
      const few = await limited(5);
      users.push(few.user);
      const connector = await open(few).catch((error: unknown) => error);
      const error =
        connector instanceof SourceError
          ? connector
          : await failure(run(connector as SessionConnector, 'select email from customers'));
      expect(error.code).toBe('source.permission');
    });

    test('the script makes a user who reads everything and writes nothing', async () => {
      const user = `${reader}_${Math.random().toString(36).slice(2, 8)}`;
      users.push(user);
      const made = def.readOnlyScript(config);
      expect(made).toContain('CHOOSE-A-PASSWORD');
      await script(made ?? '', user, 'read-0nly');
      const connector = await def.connect({ ...config, user, password: 'read-0nly' }, { network });
      const [count] = await cellsOf(connector, 'select count(*) from orders', ['integer']);
      expect(count).toEqual([3]);
      await connector.close();
      const report = await def.test({ ...config, user, password: 'read-0nly' }, { network }, easy.signal);
      expect(report.steps.find(({ id }) => id === 'read-only')).toMatchObject({ state: 'passed' });
    });

    test('a breaker opens while it is down, does not ask, and closes when it is back', async () => {
      const connector = await open({ maxConnections: 2 });
      const breaker = new Breaker({ failures: 2, retryMs: 300 });
      const guarded = withBreaker(connector, (work) => breaker.call(work));
      const ask = () =>
        guarded.run(statement(connector.dialect.name, rows(1)), columnsAs('integer'), { ...easy, timeoutMs: 3000 });
      expect((await ask()).rowCount).toBe(1);
      await proxy.close();
      while (breaker.health.state === 'up') await failure(ask());
      const started = performance.now();
      const error = await failure(ask());
      expect(performance.now() - started).toBeLessThan(50);
      expect(error.message).toMatch(/\(since \d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/);
      proxy = await tcpProxy({ host: config.host, port: config.port }, proxied.port);
      await until(
        async () =>
          (await ask().then(
            () => breaker.health.state,
            () => null,
          )) === 'up',
      );
      await connector.close();
    });

    test('fifty failures to open leave no session behind', async () => {
      const connector = await open({ maxConnections: 3 });
      const fail = (i: number): Promise<unknown> => {
        proxy.fault = i % 2 === 0 ? { mode: 'closed' } : { mode: 'open', resetAfter: 20 };
        return run(connector, rows(2), 3000).catch((error: unknown) => {
          if (!(error instanceof SourceError)) throw error;
        });
      };
      for (let i = 0; i < 10; i += 1) await Promise.all(Array.from({ length: 5 }, () => fail(i)));
      proxy.fault = { mode: 'open' };
      await until(() =>
        Promise.resolve(connector.sessions.busy + connector.sessions.opening + connector.sessions.waiting === 0),
      );
      expect((await run(connector, rows(2))).rowCount).toBe(2);
      await connector.close();
    });

    test('its form hides the secrets', () => {
      const schema = formSchema(def);
      expect(schema['properties']).toMatchObject({
        password: { writeOnly: true, format: 'password', title: 'Password', order: 5, group: 'account' },
        port: { default: def.defaultPort },
        tls: { enum: ['disable', 'allow', 'prefer', 'require', 'verify-full'] },
      });
      expect(schema).toMatchObject({ additionalProperties: false, required: ['host', 'database', 'user'] });
    });
  });
}
