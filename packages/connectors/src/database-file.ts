import { open } from 'node:fs/promises';
import { SourceError } from './source-error.ts';

/** Engines whose databases are single files. */
export type DatabaseFileKind = 'sqlite' | 'duckdb';

const titles: Readonly<Record<DatabaseFileKind, string>> = {
  sqlite: 'an SQLite database',
  duckdb: 'a DuckDB database',
};

/**
 * Looks at the first bytes of a database file, as no engine would say it so plainly, and gives what it is in words. Rejects with a
 * `SourceError` what is no database of that kind. Of a copy, beside which nothing else lies, it also rejects what is not whole by itself.
 */
export async function checkDatabaseFile(kind: DatabaseFileKind, file: string, copy: boolean): Promise<string> {
  const { head, bytes } = await readHead(file);
  const found = kindOf(head);
  if (found === null) throw unknown(kind, head);
  if (found !== kind)
    throw new SourceError('file.unsupported', `The file is ${titles[found]}, not ${titles[kind]}.`, {
      hint: `Connect it as ${titles[found]}.`,
    });
  return kind === 'sqlite' ? sqliteWords(head, bytes, copy) : duckdbWords(head, bytes, copy);
}

/** Both engines say what they need to in the first hundred bytes; DuckDB's counts lie in the first three blocks of 4 KB. */
const headBytes = 3 * 4096;

async function readHead(file: string): Promise<{ readonly head: Buffer; readonly bytes: number }> {
  try {
    const handle = await open(file, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return { head: buffer.subarray(0, bytesRead), bytes: (await handle.stat()).size };
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new SourceError(
      'source.unavailable',
      'The database file cannot be opened: it does not exist or may not be read.',
      { cause },
    );
  }
}

function kindOf(head: Buffer): DatabaseFileKind | null {
  if (head.toString('latin1', 0, 16) === 'SQLite format 3\0') return 'sqlite';
  return head.toString('latin1', 8, 12) === 'DUCK' ? 'duckdb' : null;
}

function unknown(kind: DatabaseFileKind, head: Buffer): SourceError {
  if (head.length === 0) return new SourceError('file.unreadable', 'The file is empty.');
  if (head.toString('latin1', 0, 40).includes('This file contains an SQLite 2'))
    return new SourceError('file.unsupported', 'The file is a database of SQLite 2, which is not read.', {
      hint: 'Convert it with the tools of SQLite 3.',
    });
  // every byte of a text is one that can be typed, or part of a letter beyond them
  const text = head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
  return text
    ? new SourceError('file.unsupported', `The file is text, not ${titles[kind]}, whatever it is called.`, {
        hint: 'A table as text, such as CSV or JSON, is imported under Files.',
      })
    : new SourceError('file.unsupported', `The file is not ${titles[kind]}, or it is encrypted as a whole.`, {
        hint: 'Choose the database file itself; one that is encrypted has to be decrypted first.',
      });
}

/** See https://www.sqlite.org/fileformat2.html, 1.3: the database header. */
function sqliteWords(head: Buffer, bytes: number, copy: boolean): string {
  if (head.length < 100) throw cutOff(bytes, 100);
  if (copy && (head[18] === 2 || head[19] === 2))
    throw new SourceError(
      'file.unsupported',
      'The database is in WAL mode: its latest changes may lie in a second file beside it, which did not come along, so rows could be missing.',
      { hint: `Make a whole copy with: sqlite3 your-file "vacuum into 'copy.sqlite'"  and send that one.` },
    );
  const pageBytes = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
  // written by versions before 3.7.0 it may be stale, and then the one who wrote says so
  const counted = head.readUInt32BE(24) === head.readUInt32BE(92) ? head.readUInt32BE(28) : 0;
  if (copy && bytes < counted * pageBytes) throw cutOff(bytes, counted * pageBytes);
  return 'The file is an SQLite database.';
}

/** See `MainHeader` and `DatabaseHeader` of DuckDB's storage: a checksum before each, a version, flags, and who wrote it. */
function duckdbWords(head: Buffer, bytes: number, copy: boolean): string {
  if (head.length < headBytes) throw cutOff(bytes, headBytes);
  if ((head.readUInt32LE(20) & 1) === 1)
    throw new SourceError('file.unsupported', 'The DuckDB database is encrypted.', {
      hint: 'Copy it into one that is not: attach both in DuckDB, and run copy from database.',
    });
  const library = head.toString('latin1', 52, 84).replaceAll('\0', '');
  // the newer of two headers that are written in turn counts
  const at = head.readBigUInt64LE(4096 + 8) > head.readBigUInt64LE(8192 + 8) ? 4096 : 8192;
  const blockBytes = Number(head.readBigUInt64LE(at + 40)) || 262_144;
  if (copy && (bytes - headBytes) % blockBytes !== 0)
    throw cutOff(bytes, headBytes + Math.ceil((bytes - headBytes) / blockBytes) * blockBytes);
  return /^v\d+\.\d+/.test(library)
    ? `The file is a DuckDB database, written by ${library}.`
    : 'The file is a DuckDB database.';
}

const cutOff = (bytes: number, least: number): SourceError =>
  new SourceError(
    'file.unreadable',
    `The file is cut off: it has ${bytes.toLocaleString('en')} bytes and should have ${least.toLocaleString('en')}.`,
    { hint: 'Copy it again while no program has it open.' },
  );
