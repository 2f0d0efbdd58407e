import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { SourceError } from '../source-error.ts';
import { parseIpv4, parseIpv6, type AddressBytes } from './address.ts';

/** A host as it was written, in the one form that is looked up or connected to. */
export type Host =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address'; readonly text: string; readonly bytes: AddressBytes };

/**
 * Reads a host: a name (international ones become punycode, a trailing dot goes) or an address in any of the forms that the system's
 * resolver would take for one. A zone (`fe80::1%eth0`) and what is neither is refused with a `SourceError`.
 */
export function parseHost(text: string): Host {
  const plain = text.trim().replace(/^\[(.*)\]$/, '$1');
  // what ends a host in a URL would be cut off without a word below
  if (/[\s/\\?#@]|\p{Cc}/u.test(plain)) throw malformed(text, 'a host has no such characters');
  if (plain.includes('%')) throw malformed(text, 'an address with a zone can only be link-local');
  if (plain.includes(':')) {
    const bytes = parseIpv6(plain);
    if (bytes === null) throw malformed(text, 'it is no IPv6 address');
    return { kind: 'address', text: addressText(bytes), bytes };
  }
  // full-width digits and dots become plain ones here, as they would on the way to the resolver
  const ascii = domainToASCII(plain.replace(/\.$/, ''));
  const last = ascii.split('.').at(-1) ?? '';
  if (/^(\d+|0x[0-9a-f]*)$/i.test(last)) {
    const bytes = parseIpv4(ascii);
    if (bytes === null) throw malformed(text, 'it is no IPv4 address');
    return { kind: 'address', text: addressText(bytes), bytes };
  }
  if (ascii === '' || ascii.length > 253 || !ascii.split('.').every((label) => /^[a-z0-9_-]{1,63}$/i.test(label))) {
    throw malformed(text, 'it is neither a name nor an address');
  }
  return { kind: 'name', name: ascii.toLowerCase() };
}

/** The bytes of an address as a resolver gives it; null where it is none. */
export function addressBytes(text: string): AddressBytes | null {
  switch (isIP(text)) {
    case 4:
      return parseIpv4(text);
    case 6:
      return parseIpv6(text);
    default:
      return null;
  }
}

/** An address as text that a socket takes: `10.0.0.1`, `fd00:0:0:0:0:0:0:1`. */
export function addressText(bytes: AddressBytes): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, i) => (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16)).join(
    ':',
  );
}

const malformed = (text: string, why: string): SourceError =>
  new SourceError('source.host-not-found', `“${text.slice(0, 100)}” cannot be used as a host: ${why}.`, {
    hint: 'Write a name such as db.example.com, or an address such as 192.0.2.10.',
  });
