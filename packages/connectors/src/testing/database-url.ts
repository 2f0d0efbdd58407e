import { describe } from 'vitest';
import { networkConfig, type NetworkConfig } from '../network-source.ts';

/** The server that a suite is given by its environment variable, as a connection; null where there is none. */
export function serverOf(variable: string, port: number): NetworkConfig | null {
  const text = process.env[variable];
  if (text === undefined || text === '') return null;
  const url = new URL(text);
  return networkConfig(port).parse({
    host: url.hostname,
    port: url.port === '' ? port : Number(url.port),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1) || 'mysql',
  });
}

/** Runs tests against a server that the environment names; skips them with the reason where it names none, unless none may be skipped. */
export function withServer(name: string, variable: string, port: number, tests: (server: NetworkConfig) => void): void {
  const server = serverOf(variable, port);
  if (server !== null) tests(server);
  else if (process.env['LUMIERE_TEST_STRICT'] === '1') {
    describe(name, () => {
      throw new Error(`${variable} is not set, and LUMIERE_TEST_STRICT=1 allows no skipping.`);
    });
  } else
    describe.skip(`${name} (skipped: ${variable} is not set)`, () => {
      // vitest wants a body
    });
}
