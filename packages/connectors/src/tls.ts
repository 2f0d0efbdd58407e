import type { ConnectionOptions } from 'node:tls';
import { z } from 'zod';
import { SourceError } from './source-error.ts';

/** How a connection is encrypted, as PostgreSQL's `sslmode` says it. */
export const TlsMode = z.enum(['disable', 'allow', 'prefer', 'require', 'verify-full']);
export type TlsMode = z.infer<typeof TlsMode>;

/** One try at connecting: encrypted as told, or (null) not at all. */
export type TlsTry = { readonly verify: 'nothing' | 'issuer' | 'name'; readonly ca: string | null } | null;

/** The tries of a mode, the first one first. With a certificate authority given, `require` checks that it signed. */
export function tlsTries(mode: TlsMode, ca: string | null): readonly TlsTry[] {
  const lax: TlsTry = { verify: 'nothing', ca: null };
  switch (mode) {
    case 'disable':
      return [null];
    case 'allow':
      return [null, lax];
    case 'prefer':
      return [lax, null];
    case 'require':
      return [ca === null ? lax : { verify: 'issuer', ca }];
    case 'verify-full':
      return [{ verify: 'name', ca }];
  }
}

/** What node's TLS is told for a try. */
export function tlsOptions({ verify, ca }: NonNullable<TlsTry>): ConnectionOptions {
  return {
    rejectUnauthorized: verify !== 'nothing',
    ...(ca === null ? {} : { ca }),
    ...(verify === 'name' ? {} : { checkServerIdentity: () => undefined }),
  };
}

/** A failed handshake in words. */
export function tlsFailure(cause: unknown, host: string): SourceError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new SourceError('source.tls-wrong-name', `The certificate of ${host} was made for another name.`, {
      hint: 'Connect by the name in the certificate, or choose the TLS mode “require”, which does not compare names.',
      cause,
    });
  }
  if (untrusted.test(code)) {
    const why = /EXPIRED/.test(code) ? 'has expired' : 'is signed by nobody whom this server trusts';
    return new SourceError('source.tls-untrusted', `The certificate of ${host} ${why}.`, {
      hint: /EXPIRED/.test(code)
        ? 'Have the certificate of the data source renewed.'
        : 'Paste the certificate of the authority that signed it (PEM text).',
      cause,
    });
  }
  return new SourceError('source.tls-missing', `No encrypted connection with ${host} could be made.`, {
    hint: 'Check that the data source speaks TLS on this port, and the text of the certificate authority.',
    cause,
  });
}

const untrusted = /SELF_SIGNED|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH/;

/** True for what Node says of a certificate that it does not accept, or of a handshake that broke. */
export const isTlsError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|CERT_|INVALID_CA|ERR_OSSL)/.test(String(error.code));
