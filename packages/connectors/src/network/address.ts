/** What an address is for: who may be behind it decides whether it may be connected to. */
export type AddressKind =
  | 'public'
  | 'private'
  | 'loopback'
  | 'link-local'
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'broadcast'
  | 'reserved';

/** The kinds behind which no data source can be, whatever an administrator allows. */
export const neverReached: ReadonlySet<AddressKind> = new Set([
  'link-local',
  'metadata',
  'unspecified',
  'multicast',
  'broadcast',
  'reserved',
]);

/** Four or sixteen bytes. */
export type AddressBytes = readonly number[];

/**
 * What kind of address the bytes are, by the registries of IANA (RFC 6890 and its successors). An IPv6 address that carries an IPv4 one
 * (mapped, compatible, NAT64, 6to4, Teredo) is what the carried one is.
 */
export function kindOfAddress(bytes: AddressBytes): AddressKind {
  return bytes.length === 4 ? kindOf4(bytes) : kindOf6(bytes);
}

function kindOf4(bytes: AddressBytes): AddressKind {
  if (metadata4.has(bytes.join('.'))) return 'metadata';
  return ranges4.find(([prefix, bits]) => within(bytes, prefix, bits))?.[2] ?? 'public';
}

function kindOf6(bytes: AddressBytes): AddressKind {
  if (bytes.every((byte) => byte === 0)) return 'unspecified';
  if (metadata6.some((address) => within(bytes, address, 128))) return 'metadata';
  const carried = carriedAddress(bytes);
  return carried ?? ranges6.find(([prefix, bits]) => within(bytes, prefix, bits))?.[2] ?? 'public';
}

/** The kind of an IPv4 address inside of an IPv6 one; null where there is none. */
function carriedAddress(bytes: AddressBytes): AddressKind | null {
  if (within(bytes, parsed6('::1'), 128)) return null;
  for (const prefix of ['::ffff:0:0', '::ffff:0:0:0', '::', '64:ff9b::']) {
    if (within(bytes, parsed6(prefix), 96)) return kindOf4(bytes.slice(12));
  }
  if (within(bytes, parsed6('2002::'), 16)) return kindOf4(bytes.slice(2, 6));
  // Teredo holds its server plainly and its client inverted; neither may be a forbidden one
  if (within(bytes, parsed6('2001::'), 32)) {
    const kinds = [kindOf4(bytes.slice(4, 8)), kindOf4(bytes.slice(12).map((byte) => byte ^ 0xff))];
    return kinds.find((kind) => neverReached.has(kind)) ?? kinds.find((kind) => kind !== 'public') ?? 'public';
  }
  return null;
}

/** Services of clouds that hand out credentials to whoever can reach them. */
const metadata4: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
]);

type Range = readonly [prefix: AddressBytes, bits: number, kind: AddressKind];

const ranges4: readonly Range[] = [
  [[255, 255, 255, 255], 32, 'broadcast'],
  [[0, 0, 0, 0], 8, 'unspecified'],
  [[127, 0, 0, 0], 8, 'loopback'],
  [[169, 254, 0, 0], 16, 'link-local'],
  [[224, 0, 0, 0], 4, 'multicast'],
  [[240, 0, 0, 0], 4, 'reserved'],
  [[10, 0, 0, 0], 8, 'private'],
  [[172, 16, 0, 0], 12, 'private'],
  [[192, 168, 0, 0], 16, 'private'],
  [[100, 64, 0, 0], 10, 'private'],
  [[198, 18, 0, 0], 15, 'private'],
  [[192, 0, 0, 0], 24, 'reserved'],
  [[192, 0, 2, 0], 24, 'reserved'],
  [[198, 51, 100, 0], 24, 'reserved'],
  [[203, 0, 113, 0], 24, 'reserved'],
  [[192, 88, 99, 0], 24, 'reserved'],
];

const metadata6: readonly AddressBytes[] = [parsed6('fd00:ec2::254'), parsed6('fd00:ec2::23'), parsed6('fd20:ce::254')];

const ranges6: readonly Range[] = [
  [parsed6('::1'), 128, 'loopback'],
  [parsed6('fe80::'), 10, 'link-local'],
  [parsed6('ff00::'), 8, 'multicast'],
  [parsed6('fc00::'), 7, 'private'],
  [parsed6('fec0::'), 10, 'private'],
  [parsed6('64:ff9b:1::'), 48, 'reserved'],
  [parsed6('100::'), 64, 'reserved'],
  [parsed6('2001:db8::'), 32, 'reserved'],
  [parsed6('5f00::'), 16, 'reserved'],
];

const within = (bytes: AddressBytes, prefix: AddressBytes, bits: number): boolean =>
  bytes.length === prefix.length &&
  bytes.every((byte, i) => {
    const left = Math.min(8, Math.max(0, bits - i * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((prefix[i] ?? 0) & mask);
  });

/** For the constants of this file, which are all well formed. */
function parsed6(text: string): AddressBytes {
  const bytes = parseIpv6(text);
  if (bytes === null) throw new Error(`${text} is no IPv6 address`);
  return bytes;
}

/**
 * The bytes of an IPv4 address as the C library reads it (`inet_aton`): one to four parts, each decimal, octal (`0177`) or hexadecimal
 * (`0x7f`), the last one filling what is left. Null where the text is no such number.
 */
export function parseIpv4(text: string): AddressBytes | null {
  const parts = text.split('.');
  if (parts.length > 4) return null;
  const numbers = parts.map((part) => {
    if (/^0x[0-9a-f]*$/i.test(part)) return part.length === 2 ? 0 : Number.parseInt(part, 16);
    if (/^0[0-7]*$/.test(part)) return Number.parseInt(part, 8);
    return /^[1-9]\d*$/.test(part) ? Number(part) : Number.NaN;
  });
  const last = numbers.at(-1) ?? Number.NaN;
  const leading = numbers.slice(0, -1);
  const filled = 4 - leading.length;
  if (!leading.every((number) => number <= 255) || !(last < 256 ** filled)) return null;
  const rest = Array.from({ length: filled }, (_, i) => Math.floor(last / 256 ** (filled - 1 - i)) % 256);
  return [...leading, ...rest];
}

/** The sixteen bytes of an IPv6 address without brackets and zone (RFC 4291, with an IPv4 tail where there is one); null for anything else. */
export function parseIpv6(text: string): AddressBytes | null {
  const tail = /^(.*:)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.exec(text);
  if (tail !== null) {
    const four = parseIpv4(tail[2] ?? '');
    if (four === null) return null;
    const [a = 0, b = 0, c = 0, d = 0] = four;
    return parseIpv6(`${tail[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], end = []] = groups;
  const missing = 8 - head.length - end.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => '0'), ...end];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.flatMap((group) => {
    const number = Number.parseInt(group, 16);
    return [number >> 8, number & 0xff];
  });
}
