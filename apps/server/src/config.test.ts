import { describe, expect, test } from 'vitest';
import { describeConfig, readConfig, settings } from './config.ts';

const project = '/srv/lumiere';
const strong = 'kT9vQ2xLw7RzB4mN8pYc1HsJ6dFg3AeU5oXi0bVt';
const read = (env: Record<string, string>) => readConfig(env, { project });
const words = (env: Record<string, string>): readonly string[] => {
  const checked = read(env);
  return checked.ok ? [] : checked.problems.map(({ message }) => message);
};

describe('configuration', () => {
  test('nothing has to be set in development', () => {
    const checked = read({});
    expect(checked.ok && checked.value).toMatchObject({
      environment: 'development',
      home: '/srv/lumiere/.lumiere',
      port: 3000,
      host: 'localhost',
      databaseUrl: null,
      publicUrl: null,
      secret: null,
      trustedProxies: [],
      allowedOrigins: [],
      logLevel: 'info',
      engines: 4,
      maxRows: 10_000,
      queryTimeoutSeconds: 30,
      accessMinutes: 60,
      refreshDays: 7,
    });
  });

  test('an empty setting counts as not set', () => {
    expect(read({ PORT: '', DATABASE_URL: '  ' })).toMatchObject({
      ok: true,
      value: { port: 3000, databaseUrl: null },
    });
  });

  test('every problem is told at once, each naming its setting', () => {
    const found = words({
      PORT: 'http',
      ENGINES: '0',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      LUMIERE_PUBLIC_URL: 'bi',
      LUMIERE_POTR: '1',
    });
    expect(found).toHaveLength(6);
    for (const name of ['PORT', 'ENGINES', 'LOG_LEVEL', 'DATABASE_URL', 'LUMIERE_PUBLIC_URL', 'LUMIERE_POTR']) {
      expect(found.filter((each) => each.startsWith(`${name} `))).toHaveLength(1);
    }
  });

  test.each([
    [{ PORT: '0' }, 'PORT is "0"; it must be a whole number from 1 to 65535.'],
    [{ PORT: '65536' }, 'PORT is "65536"; it must be a whole number from 1 to 65535.'],
    [{ PORT: '80.5' }, 'PORT is "80.5"; it must be a whole number from 1 to 65535.'],
    [{ HOST: 'my host' }, 'HOST is "my host"; it must be a host name or an IP address, such as 0.0.0.0.'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV is "prod"; it must be one of production, development, test.'],
    [
      { LUMIERE_PUBLIC_URL: 'https://a.example/path' },
      'LUMIERE_PUBLIC_URL has "https://a.example/path"; it must be an address without a path, such as https://bi.example.com.',
    ],
    [
      { LUMIERE_TRUSTED_PROXIES: '10.0.0.0/33' },
      'LUMIERE_TRUSTED_PROXIES has "10.0.0.0/33"; it must be an IP address or a network, such as 10.0.0.0/8.',
    ],
    [
      { LUMIERE_ALLOWED_ORIGINS: 'https://a.example,*' },
      'LUMIERE_ALLOWED_ORIGINS has "*"; it must be an address without a path, such as https://bi.example.com.',
    ],
    [{ LUMIERE_METRICS_TOKEN: 'short' }, 'LUMIERE_METRICS_TOKEN is too short; it must have 16 or more characters.'],
    [{ LUMIERE_HOEM: '/x' }, 'LUMIERE_HOEM is not a setting of Lumiere. Did you mean LUMIERE_HOME?'],
    [{ LUMIERE_ENTIRELY_DIFFERENT_THING: '1' }, 'LUMIERE_ENTIRELY_DIFFERENT_THING is not a setting of Lumiere.'],
  ])('%j is refused in words', (env, message) => {
    expect(words(env)).toEqual([message]);
  });

  test('an address with a password is not repeated when it is wrong', () => {
    expect(words({ DATABASE_URL: 'postgres://ada:hunter2@' }).join()).not.toContain('hunter2');
  });

  test('settings of the scripts around the server are none of its business', () => {
    expect(words({ LUMIERE_TEST_STRICT: '1', LUMIERE_DEEP_SCALE: '0.1', LUMIERE_SEED: '1' })).toEqual([]);
  });

  test('lists are split and trimmed', () => {
    expect(read({ LUMIERE_TRUSTED_PROXIES: '10.0.0.1, fd00::/8 ,' })).toMatchObject({
      value: { trustedProxies: ['10.0.0.1', 'fd00::/8'] },
    });
  });

  describe('in production', () => {
    const production = (secret?: string) =>
      words({ NODE_ENV: 'production', ...(secret === undefined ? {} : { LUMIERE_SECRET: secret }) });

    test('a missing secret stops the start with one sentence', () => {
      expect(production()).toEqual([expect.stringMatching(/^LUMIERE_SECRET is missing; .*openssl rand/)]);
    });
    test.each([
      'kT9vQ2xLw7',
      'a'.repeat(40),
      'changeme-changeme-changeme-changeme-123',
      'MySecretMySecretMySecretMySecret12345',
      'lumiere-0123456789-0123456789-0123456789',
    ])('the weak secret %j stops the start', (secret) => {
      expect(production(secret)).toHaveLength(1);
      expect(production(secret).join()).not.toContain(secret);
    });
    test('a strong secret is taken', () => {
      expect(production(strong)).toEqual([]);
    });
  });

  test('a weak secret is refused in development too, where it was set on purpose', () => {
    expect(words({ LUMIERE_SECRET: 'kT9vQ2xLw7' })).toHaveLength(1);
  });

  test('the description tells no secret', () => {
    const checked = read({
      LUMIERE_SECRET: strong,
      DATABASE_URL: 'postgres://ada:hunter2@db/lumiere',
      LUMIERE_METRICS_TOKEN: 'metrics-token-0123456789',
    });
    const text = JSON.stringify(checked.ok ? describeConfig(checked.value) : checked);
    for (const secret of [strong, 'hunter2', 'metrics-token']) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({
      LUMIERE_SECRET: 'set',
      DATABASE_URL: 'set',
      LUMIERE_METRICS_TOKEN: 'set',
      PORT: 3000,
    });
  });

  test('every setting has a default and a meaning for the README', () => {
    for (const { name, meaning, default: standard } of settings) {
      expect(name).toMatch(/^[A-Z][A-Z_]+$/);
      expect(meaning).toMatch(/\.$/);
      expect(standard).not.toBe('');
    }
    expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
  });
});
