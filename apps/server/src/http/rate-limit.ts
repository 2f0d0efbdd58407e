import type { FastifyRequest } from 'fastify';
import type { Deps } from '../deps.ts';
import { type Refusal, refuse } from './types.ts';

/** A bucket of requests that fills again evenly over a minute. */
interface Bucket {
  left: number;
  at: number;
}

/** One table of buckets per configuration, so that two servers in one process (tests) do not share theirs. */
const tables = new WeakMap<object, Map<string, Bucket>>();
const addressesKept = 20_000;
const minute = 60_000;

/** The refusal with Retry-After where this address sent more than its requests of a minute; null where it may go on. */
export function rateLimited(
  request: FastifyRequest,
  { config, clock }: Pick<Deps, 'config' | 'clock'>,
): Refusal | null {
  const perMinute = config.publicRequestsPerMinute;
  const table = tables.get(config) ?? new Map<string, Bucket>();
  tables.set(config, table);
  const now = clock().getTime();
  const address = network(request.ip);
  const before = table.get(address);
  const left =
    before === undefined ? perMinute : Math.min(perMinute, before.left + ((now - before.at) * perMinute) / minute);
  table.delete(address);
  table.set(address, { left: left < 1 ? left : left - 1, at: now });
  const oldest = table.keys().next();
  if (table.size > addressesKept && oldest.done !== true) table.delete(oldest.value);
  if (left >= 1) return null;
  const seconds = Math.max(1, Math.ceil(((1 - left) * minute) / perMinute / 1000));
  return refuse(
    'request.rate-limited',
    `This address sent more than ${perMinute} requests within a minute. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    {
      headers: { 'retry-after': String(seconds) },
    },
  );
}

/** An IPv6 customer has a whole /64: its addresses count as one. */
export function network(address: string): string {
  if (!address.includes(':') || /^::ffff:\d+\./i.test(address)) return address;
  const [head = '', tail] = address.split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...middle, ...right].slice(0, 4).join(':')}::/64`;
}
