import type { Encoded } from '@lumiere/connectors';

/** A finished result as it is kept: its bytes are passed on unread. */
export interface Finished {
  readonly encoded: Encoded;
  readonly asOf: string;
  readonly dataVersion: string;
}

/** The version of data that changed while they were read, or of a source that cannot tell. */
export const unknownVersion = 'unknown';

export interface ResultCache {
  get(key: string): Finished | null;
  /** Keeps a result; `group` names what it can be dropped by. */
  put(key: string, group: string, value: Finished): void;
  /** Drops everything of a group at once. */
  drop(group: string): void;
  readonly bytes: number;
  readonly size: number;
}

interface Entry {
  readonly value: Finished;
  readonly group: string;
  readonly bytes: number;
  readonly until: number;
}

/** What an entry costs beside its key and data, roughly. */
const overhead = 512;

/**
 * Finished results, the least recently used of which go first once they take more than `maxBytes`, each for `ttlMs` at most. With a
 * budget of 0 it keeps nothing. `now` gives milliseconds that never run backwards.
 */
export function createResultCache(options: { maxBytes: number; ttlMs: number; now?: () => number }): ResultCache {
  const { maxBytes, ttlMs, now = () => performance.now() } = options;
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const remove = (key: string, entry: Entry): void => {
    entries.delete(key);
    bytes -= entry.bytes;
  };
  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (entry.until <= now()) {
        remove(key, entry);
        return null;
      }
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put: (key, group, value) => {
      const size = value.encoded.data.byteLength + 2 * key.length + overhead;
      const before = entries.get(key);
      if (before !== undefined) remove(key, before);
      // one result may not push out most of the others
      if (size > maxBytes / 4) return;
      entries.set(key, {
        value: { ...value, encoded: { ...value.encoded, data: ownBytes(value.encoded.data) } },
        group,
        bytes: size,
        until: now() + ttlMs,
      });
      bytes += size;
      for (const [oldest, entry] of entries) {
        if (bytes <= maxBytes) break;
        remove(oldest, entry);
      }
    },
    drop: (group) => {
      for (const [key, entry] of entries) if (entry.group === group) remove(key, entry);
    },
    get bytes() {
      return bytes;
    },
    get size() {
      return entries.size;
    },
  };
}

/** Bytes that are a small part of a larger buffer would keep all of it alive. */
function ownBytes(data: Uint8Array): Uint8Array {
  return data.buffer.byteLength > 2 * data.byteLength ? data.slice() : data;
}
