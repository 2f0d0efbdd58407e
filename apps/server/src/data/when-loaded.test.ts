import { expect, test, vi } from 'vitest';
import type { ConnectionId, Principal } from '@lumiere/contract';
import type { DataPath } from './data-path.ts';
import { whenLoaded } from './when-loaded.ts';

const id = 'con_sample' as ConnectionId;
const who = { org: 'org_one' } as Principal;

function path(kind: 'loading' | 'none', load: () => Promise<void>): Pick<DataPath, 'sources' | 'loader'> {
  // only what is asked of them here
  return {
    sources: { find: async () => (kind === 'none' ? { kind } : { kind, reason: 'It is still being loaded.' }) },
    loader: { load },
  } as unknown as Pick<DataPath, 'sources' | 'loader'>;
}

const never = () => new Promise<void>(() => undefined);

test('a connection that is not being loaded keeps nobody', async () => {
  const load = vi.fn(never);
  await whenLoaded(who, path('none', load), id, { signal: new AbortController().signal });
  expect(load).not.toHaveBeenCalled();
});

test('the end of the loading ends the wait', async () => {
  let done = (): void => undefined;
  const loaded = new Promise<void>((resolve) => (done = resolve));
  const waited = whenLoaded(
    who,
    path('loading', () => loaded),
    id,
    { signal: new AbortController().signal },
  );
  expect(
    await Promise.race([waited.then(() => 'over'), new Promise((resolve) => setTimeout(resolve, 20, 'waits'))]),
  ).toBe('waits');
  done();
  await waited;
});

test('a request that goes away stops waiting', async () => {
  const leaving = new AbortController();
  const waited = whenLoaded(who, path('loading', never), id, { signal: leaving.signal });
  leaving.abort();
  await waited;
});

test('nobody waits longer than the limit', async () => {
  await whenLoaded(who, path('loading', never), id, { signal: new AbortController().signal, limitMs: 20 });
});
