import type { ConnectionId, Principal } from '@lumiere/contract';
import type { DataPath } from './data-path.ts';

/** Longer than the sample takes on a small machine, shorter than proxies wait. */
const patienceMs = 30_000;

/**
 * Resolves when a connection that is being loaded is ready or failed, at once where none is; begins the loading where nobody has. Gives up
 * after `limitMs` or with the request: what is asked next then says that it is still being loaded.
 */
export async function whenLoaded(
  who: Principal,
  { sources, loader }: Pick<DataPath, 'sources' | 'loader'>,
  id: ConnectionId,
  { signal, limitMs = patienceMs }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<void> {
  const found = await sources.find(who.org, id);
  if (found.kind !== 'loading' || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(leave, limitMs);
    signal.addEventListener('abort', leave, { once: true });
    void loader.load(who.org, id).then(leave);
    function leave(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', leave);
      resolve();
    }
  });
}
