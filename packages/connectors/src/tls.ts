import { X509Certificate } from 'node:crypto';
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

/** The text of a certificate authority as it is used, null for none; rejects what is no certificate. */
export function checkedAuthority(ca: string | null): string | null {
  if (ca === null || ca.trim() === '') return null;
  try {
    // Node passes over what it cannot read, and trusts the public authorities instead
    void new X509Certificate(ca);
    return ca;
  } catch (cause) {
    throw new SourceError('source.setup', 'The text of the certificate authority is no certificate.', {
      hint: 'Paste the whole PEM text, from BEGIN CERTIFICATE to END CERTIFICATE.',
      cause,
    });
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
  // drivers keep Node's code, or put one of their own in its place and leave only the text
  const code = cause instanceof Error ? `${'code' in cause ? String(cause.code) : ''} ${cause.message}` : '';
  if (/ERR_TLS_CERT_ALTNAME_INVALID|certificate's altnames/.test(code)) {
    return new SourceError('source.tls-wrong-name', `The certificate of ${host} was made for another name.`, {
      hint: 'Connect by the name in the certificate, or choose the TLS mode “require”, which does not compare names.',
      cause,
    });
  }
  if (untrusted.test(code)) {
    const expired = /expired/i.test(code);
    const why = expired ? 'has expired' : 'is signed by nobody whom this server trusts';
    return new SourceError('source.tls-untrusted', `The certificate of ${host} ${why}.`, {
      hint: expired
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

const untrusted =
  /SELF_SIGNED|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|self-signed|unable to (verify|get)|certificate has expired/;

/** True for what Node says of a certificate that it does not accept, or of a handshake that broke. */
export const isTlsError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|CERT_|INVALID_CA|ERR_OSSL)/.test(String(error.code));
