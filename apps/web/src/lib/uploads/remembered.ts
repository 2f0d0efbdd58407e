import { type FileTables, readTables } from './file-tables.ts';

/** A database file: the kind of source that it is, and the connection whose file it is to replace. */
export interface UploadedDatabase {
  readonly kind: string;
  readonly connection: string | null;
}

/** A file that was under way, as far as another visit has to know it. */
interface RememberedUpload {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly dataset: string | null;
  readonly database: UploadedDatabase | null;
  /** Of a file that was kept when one of its tables was imported. */
  readonly tables: FileTables | null;
}

const place = (owner: string): string => `lumiere-uploads-${owner}`;

/** The files of a person that were under way when a page was closed. */
export function rememberedUploads(storage: Storage, owner: string): readonly RememberedUpload[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(place(owner)) ?? '[]');
    return Array.isArray(kept) ? kept.flatMap((each) => remembered(each) ?? []) : [];
  } catch {
    // without storage an upload lives as long as its page
    return [];
  }
}

export function rememberUpload(storage: Storage, owner: string, upload: RememberedUpload): void {
  write(storage, owner, [...rememberedUploads(storage, owner).filter(({ key }) => key !== upload.key), upload]);
}

export function forgetUpload(storage: Storage, owner: string, forgotten: string): void {
  write(
    storage,
    owner,
    rememberedUploads(storage, owner).filter(({ key }) => key !== forgotten),
  );
}

function write(storage: Storage, owner: string, uploads: readonly RememberedUpload[]): void {
  try {
    storage.setItem(place(owner), JSON.stringify(uploads));
  } catch {
    // full or forbidden: only a reload loses its place
  }
}

function remembered(value: unknown): RememberedUpload | null {
  if (typeof value !== 'object' || value === null) return null;
  const { key, id, name, bytes, dataset, database, tables } = value as Partial<Record<keyof RememberedUpload, unknown>>; // read below
  return typeof key === 'string' &&
    typeof id === 'string' &&
    typeof name === 'string' &&
    typeof bytes === 'number' &&
    (dataset === null || typeof dataset === 'string')
    ? { key, id, name, bytes, dataset, database: databaseOf(database), tables: readTables(tables) }
    : null;
}

function databaseOf(value: unknown): UploadedDatabase | null {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, connection } = value as Partial<Record<keyof UploadedDatabase, unknown>>; // read below
  return typeof kind === 'string' ? { kind, connection: typeof connection === 'string' ? connection : null } : null;
}
