import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindOfAddress, parseIpv4, parseIpv6, type AddressBytes } from './address.ts';
import { addressBytes, addressText, parseHost } from './host.ts';

const byte = fc.integer({ min: 0, max: 255 });
const four = fc.tuple(byte, byte, byte, byte);
const sixteen = fc.array(byte, { minLength: 16, maxLength: 16 });
const kind = (text: string): string => {
  const host = parseHost(text);
  return host.kind === 'address' ? kindOfAddress(host.bytes) : `name ${host.name}`;
};

/** Node's own ranges, as the oracle. */
const blocked = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['198.18.0.0', 15],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['0.0.0.0', 8],
  ['224.0.0.0', 3],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['192.88.99.0', 24],
  ['168.63.129.16', 32],
] as const)
  blocked.addSubnet(net, bits, 'ipv4');

describe('every address has one kind', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['9.255.255.255', 'public'],
    ['11.0.0.0', 'public'],
    ['10.255.255.255', 'private'],
    ['172.15.255.255', 'public'],
    ['172.16.0.0', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', 'public'],
    ['100.64.0.1', 'private'],
    ['100.100.100.200', 'metadata'],
    ['127.0.0.53', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['169.254.1.1', 'link-local'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['192.0.0.192', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fe80::1', 'link-local'],
    ['febf:ffff::1', 'link-local'],
    ['fec0::1', 'private'],
    ['fc00::1', 'private'],
    ['fdff::1', 'private'],
    ['fd00:ec2::254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['ff02::1', 'multicast'],
    ['2001:4860:4860::8888', 'public'],
    ['2001:db8::1', 'reserved'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::ffff:a9fe:a9fe', 'metadata'],
    ['::ffff:0:169.254.169.254', 'metadata'],
    ['::169.254.169.254', 'metadata'],
    ['64:ff9b::169.254.169.254', 'metadata'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b:1::1', 'reserved'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['2002:0a00:0001::1', 'private'],
    ['2001:0:a9fe:a9fe::1', 'metadata'],
    ['[::ffff:127.0.0.1]', 'loopback'],
  ])('%s is %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
  });

  test('an IPv4 address is public exactly where Node’s own ranges say so', () => {
    const near = fc.constantFrom(9, 10, 11, 100, 127, 168, 169, 172, 192, 198, 203, 223, 224, 240, 255, 0);
    fc.assert(
      fc.property(fc.oneof(four, fc.tuple(near, byte, byte, byte)), (bytes) => {
        const text = bytes.join('.');
        const local = blocked.check(text, 'ipv4') || text === '100.100.100.200';
        expect(kindOfAddress(bytes) === 'public').toBe(!local);
      }),
      { numRuns: 3000 },
    );
  });

  test('an IPv4 address inside of an IPv6 one is what it is outside', () => {
    fc.assert(
      fc.property(four, fc.constantFrom('::ffff:', '64:ff9b::', '::ffff:0:', '2002:'), (bytes, prefix) => {
        const [a, b, c, d] = bytes;
        const text =
          prefix === '2002:'
            ? `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::7`
            : `${prefix}${bytes.join('.')}`;
        expect(kind(text)).toBe(kindOfAddress(bytes));
      }),
    );
  });
});

describe('hosts are read as the system would read them', () => {
  test.each([
    ['0x7f.1', 'loopback'],
    ['0x7f000001', 'loopback'],
    ['017700000001', 'loopback'],
    ['2130706433', 'loopback'],
    ['127.1', 'loopback'],
    ['0251.0376.0251.0376', 'metadata'],
    ['0xA9FEA9FE', 'metadata'],
    ['2852039166', 'metadata'],
    ['169.254.43518', 'metadata'],
    ['１６９.２５４.１６９.２５４', 'metadata'],
    ['169。254。169。254', 'metadata'],
    ['127.0.0.1.', 'loopback'],
    ['0', 'unspecified'],
  ])('%s is %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
  });

  test.each([
    ['DB.Example.COM.', 'name db.example.com'],
    ['bücher.example', 'name xn--bcher-kva.example'],
    ['my_db', 'name my_db'],
    ['  db  ', 'name db'],
    ['1.2.3.com', 'name 1.2.3.com'],
  ])('%s is %s', (text, expected) => {
    expect(kind(text)).toBe(expected);
  });

  test.each([
    'fe80::1%eth0',
    '127.0.0.1%lo',
    '256.1.1.1',
    '1.2.3.4.5',
    '08.1.1.1',
    '1::2::3',
    ':::1',
    'a b',
    '',
    '.',
    'x'.repeat(64),
    'host/path',
    'user@host',
    'db:5432',
    '0x100000000',
    'a..b',
    'db\u0000.example',
  ])('%j is refused', (text) => {
    expect(() => parseHost(text)).toThrow(/cannot be used as a host/);
  });

  const forms = (bytes: AddressBytes): fc.Arbitrary<string> => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes;
    const digits = (n: number): fc.Arbitrary<string> =>
      fc.constantFrom(`${n}`, `0x${n.toString(16)}`, `0${n.toString(8)}`);
    const parts = [
      [a, b, c, d],
      [a, b, c * 256 + d],
      [a, b * 65_536 + c * 256 + d],
      [((a * 256 + b) * 256 + c) * 256 + d],
    ];
    return fc.constantFrom(...parts).chain((numbers) => fc.tuple(...numbers.map(digits)).map((each) => each.join('.')));
  };

  test('decimal, octal, hexadecimal and short forms all mean the same address', () => {
    fc.assert(
      fc.property(
        four.chain((bytes) => fc.tuple(fc.constant(bytes), forms(bytes))),
        ([bytes, text]) => {
          expect(parseIpv4(text)).toEqual(bytes);
        },
      ),
    );
  });

  test('printing and parsing are inverse', () => {
    fc.assert(
      fc.property(fc.oneof(four, sixteen), (bytes) => {
        expect(addressBytes(addressText(bytes))).toEqual(bytes);
      }),
    );
  });

  test('every way to shorten an IPv6 address means the same', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 0, 1, 0xfe80), { minLength: 8, maxLength: 8 }),
        fc.nat(7),
        (groups, at) => {
          const full = groups.map((group) => group.toString(16));
          const zeros = full.slice(at).findIndex((group) => group !== '0');
          const end = zeros < 0 ? 8 : at + zeros;
          if (end === at) return;
          const short = `${full.slice(0, at).join(':')}::${full.slice(end).join(':')}`;
          expect(parseIpv6(short)).toEqual(parseIpv6(full.join(':')));
          expect(parseIpv6(short)).not.toBeNull();
        },
      ),
    );
  });
});
