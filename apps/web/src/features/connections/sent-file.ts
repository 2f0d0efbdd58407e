import type { ConnectionDetail } from '@lumiere/contract';

/** A file as a connection's configuration shows it. */
export interface SentFile {
  readonly name: string;
  readonly bytes: number;
  readonly at: string;
}

/** The file that a configuration speaks of; null where it leads elsewhere. */
export function sentFileOf(config: ConnectionDetail['config']): SentFile | null {
  const { upload, name, bytes, at } = config ?? {};
  return typeof upload === 'string' && typeof name === 'string' && typeof bytes === 'number' && typeof at === 'string'
    ? { name, bytes, at }
    : null;
}
