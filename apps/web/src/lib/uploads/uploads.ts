import type { Upload } from '@lumiere/contract';
import { ApiError, isAbort } from '../api-error.ts';
import type { Call } from '../call.ts';
import { forgetUpload, rememberedUploads, rememberUpload, type UploadedDatabase } from './remembered.ts';
import type { FileTables } from './file-tables.ts';
import { sendFile, type SendDeps } from './send-file.ts';

/** A file on its way, as the page shows it. */
export interface UploadItem {
  /** Tells files apart on this machine: name, length and time of change. */
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** `interrupted`: part of it is at the server, and the page no longer has the file. */
  readonly phase: 'queued' | 'sending' | 'waiting' | 'checking' | 'paused' | 'interrupted' | 'done' | 'failed';
  readonly sent: number;
  readonly perSecond: number | null;
  readonly error: unknown;
  readonly id: string | null;
  /** Known once all of it is at the server. */
  readonly upload: Upload | null;
  /** The dataset that it was chosen for. */
  readonly dataset: string | null;
  /** What it is to be connected as; null for files whose rows are imported. */
  readonly database: UploadedDatabase | null;
  /** Its tables, where one of them was imported and the file kept for the others; else null. */
  readonly tables: FileTables | null;
}

/** The files of this tab: sent one after the other, whichever page is open. */
export interface Uploads {
  items(): readonly UploadItem[];
  subscribe(listener: () => void): () => void;
  add(files: readonly File[], dataset: string | null, database?: UploadedDatabase): void;
  pause(key: string): void;
  resume(key: string): void;
  /** Stops it, and discards what is at the server already. */
  discard(key: string): Promise<void>;
  /** Takes it off the list after it became a dataset, or is gone. */
  forget(id: string): void;
  /** Puts what the server kept of a file in its place, for the tables that are left. */
  keep(id: string, kept: Pick<Upload, 'id' | 'name' | 'bytes'>, tables: FileTables): void;
}

export const fileKey = (file: Pick<File, 'name' | 'size' | 'lastModified'>): string =>
  `${file.name}\n${file.size}\n${file.lastModified}`;

/** Keeps the files of a person; what was under way when the page was closed is remembered in `storage`. */
export function createUploads(call: Call, storage: Storage, owner: string, deps: Partial<SendDeps> = {}): Uploads {
  const listeners = new Set<() => void>();
  const files = new Map<string, File>();
  let running: { readonly key: string; readonly stop: AbortController } | null = null;
  let items: readonly UploadItem[] = rememberedUploads(storage, owner).map(
    ({ key, id, name, bytes, dataset, database, tables }) => ({
      ...fresh(key, name, bytes, dataset, database),
      tables,
      phase: 'interrupted' as const,
      id,
    }),
  );

  const set = (next: readonly UploadItem[]): void => {
    items = next;
    for (const listener of listeners) listener();
  };
  const change = (key: string, of: Partial<UploadItem>): void =>
    set(items.map((item) => (item.key === key ? { ...item, ...of } : item)));
  const find = (key: string): UploadItem | undefined => items.find((item) => item.key === key);
  const remove = (key: string): void => {
    files.delete(key);
    forgetUpload(storage, owner, key);
    set(items.filter((item) => item.key !== key));
  };

  function next(): void {
    if (running !== null) return;
    const item = items.find((each) => each.phase === 'queued');
    const file = item === undefined ? undefined : files.get(item.key);
    if (item === undefined || file === undefined) return;
    const stop = new AbortController();
    running = { key: item.key, stop };
    void send(item, file, stop.signal).finally(() => {
      running = null;
      next();
    });
  }

  async function send(
    { key, id, dataset, database, tables }: UploadItem,
    file: File,
    signal: AbortSignal,
  ): Promise<void> {
    change(key, { phase: 'sending', error: null, perSecond: null });
    try {
      const known = id === null ? null : await ask(id, signal);
      const body = { name: file.name, bytes: file.size };
      const start = known ?? (await call('POST /api/v1/uploads', { body }, { signal }));
      rememberUpload(storage, owner, {
        key,
        id: start.id,
        name: file.name,
        bytes: file.size,
        dataset,
        database,
        tables: start.id === id ? tables : null,
      });
      change(key, { id: start.id, sent: start.received });
      const upload = await sendFile(file, start, {
        ...deps,
        call,
        signal,
        tell: (news) => {
          if (news.kind === 'sent') change(key, { phase: 'sending', sent: news.sent, perSecond: news.perSecond });
          else if (news.kind === 'waiting') change(key, { phase: 'waiting', error: news.error });
          else change(key, { phase: 'checking', sent: file.size });
        },
      });
      files.delete(key);
      change(key, { phase: 'done', sent: file.size, upload });
    } catch (error) {
      if (isAbort(error)) return;
      change(key, { phase: 'failed', error });
    }
  }

  /** What the server has of it; null where that is gone and it has to begin anew. */
  async function ask(id: string, signal: AbortSignal): Promise<Upload | null> {
    try {
      return await call('GET /api/v1/uploads/:id', { params: { id } }, { signal });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  /** What the page was closed on may be complete, or gone. */
  async function lookAt({ key, id }: UploadItem): Promise<void> {
    if (id === null) return;
    try {
      const upload = await ask(id, new AbortController().signal);
      if (find(key)?.phase !== 'interrupted') return;
      if (upload === null || upload.status === 'importing') remove(key);
      else if (upload.status === 'complete') change(key, { phase: 'done', upload, sent: upload.bytes });
      else change(key, { sent: upload.received });
    } catch {
      // it stays as it is remembered; choosing the file asks again
    }
  }
  for (const item of items) void lookAt(item);

  return {
    items: () => items,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add: (chosen, dataset, database) => {
      for (const file of chosen) {
        const key = fileKey(file);
        const known = find(key);
        if (known !== undefined && files.has(key) && known.phase !== 'failed' && known.phase !== 'paused') continue;
        files.set(key, file);
        const item = { ...(known ?? fresh(key, file.name, file.size, dataset, null)), error: null };
        const use = { dataset: dataset ?? item.dataset, database: database ?? item.database };
        const wanted = { ...item, ...use, phase: 'queued' as const };
        set(known === undefined ? [...items, wanted] : items.map((each) => (each === known ? wanted : each)));
      }
      next();
    },
    pause: (key) => {
      change(key, { phase: 'paused', perSecond: null });
      if (running?.key === key) running.stop.abort();
    },
    resume: (key) => {
      change(key, { phase: 'queued', error: null });
      next();
    },
    discard: async (key) => {
      const id = find(key)?.id ?? null;
      if (running?.key === key) running.stop.abort();
      remove(key);
      if (id === null) return;
      await call('DELETE /api/v1/uploads/:id', { params: { id } }).catch((error: unknown) => {
        // one that is gone already is what was wanted
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
    },
    forget: (id) => {
      for (const item of items.filter((each) => each.id === id)) remove(item.key);
    },
    keep: (id, { id: kept, name, bytes }, tables) => {
      const before = items.find((each) => each.id === id);
      const key = before?.key ?? `${name}\n${bytes}\n${kept}`;
      files.delete(key);
      rememberUpload(storage, owner, { key, id: kept, name, bytes, dataset: null, database: null, tables });
      const item = { ...fresh(key, name, bytes, null, null), id: kept, tables, phase: 'done' as const, sent: bytes };
      set(before === undefined ? [...items, item] : items.map((each) => (each === before ? item : each)));
    },
  };
}

const fresh = (
  key: string,
  name: string,
  bytes: number,
  dataset: string | null,
  database: UploadedDatabase | null,
): UploadItem => ({
  key,
  name,
  bytes,
  phase: 'queued',
  sent: 0,
  perSecond: null,
  error: null,
  id: null,
  upload: null,
  dataset,
  database,
  tables: null,
});
