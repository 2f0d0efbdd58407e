import type { Upload } from '@lumiere/contract';
import { ApiError } from '../api-error.ts';
import type { Call } from '../call.ts';

/** What happens while a file is sent. */
export type SendNews =
  | { readonly kind: 'sent'; readonly sent: number; readonly perSecond: number | null }
  /** The server could not be reached; another attempt follows by itself. */
  | { readonly kind: 'waiting'; readonly error: ApiError }
  | { readonly kind: 'checking' };

export interface SendDeps {
  readonly call: Call;
  readonly signal: AbortSignal;
  readonly tell: (news: SendNews) => void;
  readonly now?: () => number;
  /** Ends after so many milliseconds, or sooner when the network is back. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const smallest = 256 * 1024;
/** A chunk takes about this long, so that progress moves and a break costs little. */
const chunkMs = 1200;
const longestPauseMs = 15_000;
/** The server says where to go on; when it says so again and again, nothing is gained by listening. */
const mostConflicts = 3;

/** Sends what the server does not have yet of a file, goes on by itself after a break, and has it checked at the end. */
export async function sendFile(file: Blob, upload: Upload, deps: SendDeps): Promise<Upload> {
  const { call, signal, tell, now = () => performance.now() } = deps;
  const params = { id: upload.id };
  let known = upload;
  let size = Math.min(upload.chunkBytes, 4 * smallest);
  let perSecond: number | null = null;
  let conflicts = 0;
  const lookAgain = async () => {
    known = await persistently(() => call('GET /api/v1/uploads/:id', { params }, { signal }), deps);
  };
  tell({ kind: 'sent', sent: known.received, perSecond });
  while (known.status === 'receiving' && known.received < file.size) {
    const offset = known.received;
    const began = now();
    try {
      known = await call(
        'PUT /api/v1/uploads/:id',
        { params, query: { offset } },
        { signal, octets: file.slice(offset, offset + size) },
      );
    } catch (error) {
      if (isConflict(error) && conflicts++ < mostConflicts) await lookAgain();
      else if (isPassing(error)) {
        await persistently(() => Promise.reject(error), deps, 1);
        await lookAgain();
      } else throw error;
      continue;
    }
    conflicts = 0;
    const ms = Math.max(1, now() - began);
    const speed = ((known.received - offset) / ms) * 1000;
    perSecond = perSecond === null ? speed : perSecond * 0.7 + speed * 0.3;
    size = Math.round(Math.max(smallest, Math.min(known.chunkBytes, size * 2, (perSecond * chunkMs) / 1000)));
    tell({ kind: 'sent', sent: known.received, perSecond });
  }
  if (known.status !== 'receiving') return known;
  tell({ kind: 'checking' });
  return persistently(() => call('POST /api/v1/uploads/:id/finish', { params, body: {} }, { signal }), deps);
}

/** Does something until the server answers; with `most` it stops, without complaint, after so many pauses. */
async function persistently<T>(attempt: () => Promise<T>, deps: SendDeps, most: 1): Promise<T | undefined>;
async function persistently<T>(attempt: () => Promise<T>, deps: SendDeps): Promise<T>;
async function persistently<T>(attempt: () => Promise<T>, deps: SendDeps, most = Infinity): Promise<T | undefined> {
  const { signal, tell, pause = pauseOrOnline } = deps;
  for (let failures = 0; failures < most; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) throw error;
      tell({ kind: 'waiting', error });
      const wait = Math.max((error.retryAfterSeconds ?? 0) * 1000, Math.min(longestPauseMs, 1000 * 2 ** failures));
      await pause(wait, signal);
    }
  }
  return undefined;
}

const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;

/** No answer, a proxy's answer, a server that restarts or has too much to do: it may be better in a moment. */
const isPassing = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  error.code !== 'server.storage' &&
  (error.code === 'network' || error.status === 429 || error.status >= 500);

function pauseOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new DOMException('The upload was stopped', 'AbortError'));
      else resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
