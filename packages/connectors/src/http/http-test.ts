import { isIP } from 'node:net';
import type { NetworkGuard } from '../network/guard.ts';
import type { SourceError } from '../source-error.ts';
import type { TestStepId, TestSteps } from '../test-report.ts';
import type { HttpConfig } from './http-config.ts';

/** What a test of a source over HTTP goes through. */
export const httpSteps: readonly TestStepId[] = ['name', 'reach', 'tls', 'sign-in', 'resource', 'records', 'page-two'];

const connectMs = 5000;

/** The first two steps: the host is known, and something listens. Rejects with a `SourceError`; `at` says where. */
export async function testReach(
  steps: TestSteps,
  address: string,
  network: NetworkGuard,
  signal: AbortSignal,
  at: (step: TestStepId) => void,
): Promise<void> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const limits = { signal, timeoutMs: connectMs };
  at('name');
  const addresses = await network.addresses(host, limits);
  steps.passed('name', isIP(host) > 0 ? `${host} is an address.` : `${host} is ${addresses.join(', ')}.`);
  at('reach');
  const socket = await network.dial(host, port, limits);
  socket.destroy();
  steps.passed('reach', `Port ${port} answers at ${socket.remoteAddress ?? addresses[0] ?? host}.`);
}

/** The steps that an answer of success proves. */
export function testAnswered(steps: TestSteps, address: string, { auth }: HttpConfig): void {
  testEncrypted(steps, address, auth !== 'none');
  if (auth === 'none') steps.skipped('sign-in', 'It is asked without a sign-in.');
  else steps.passed('sign-in', 'The sign-in is accepted.');
}

function testEncrypted(steps: TestSteps, address: string, signedIn: boolean): void {
  if (address.startsWith('https:'))
    steps.passed('tls', 'The connection is encrypted, and the certificate is that of this host.');
  else if (signedIn)
    steps.warning(
      'tls',
      'The connection is not encrypted: whoever is between can read the key.',
      'Use an address that begins with https://.',
    );
  else steps.skipped('tls', 'The connection is not encrypted, as the address says.');
}

/** Says at which step the first answer failed, and what of the steps before it holds. */
export function failedAnswer(steps: TestSteps, error: SourceError, address: string, config: HttpConfig): void {
  const failed = stepOf(error);
  if (failed !== 'tls') testEncrypted(steps, address, config.auth !== 'none');
  if (failed !== 'tls' && failed !== 'sign-in') {
    if (config.auth === 'none') steps.skipped('sign-in', 'It is asked without a sign-in.');
    else steps.passed('sign-in', 'Nothing is wrong with the sign-in so far.');
  }
  if (failed === 'records') steps.passed('resource', 'There is an answer.');
  steps.failed(failed, error);
}

function stepOf({ code }: SourceError): TestStepId {
  if (code.startsWith('source.tls') || code === 'source.setup') return 'tls';
  if (code === 'source.sign-in' || code === 'source.permission') return 'sign-in';
  return code === 'source.unexpected' || code === 'source.exhausted' || code.startsWith('file.')
    ? 'records'
    : 'resource';
}
