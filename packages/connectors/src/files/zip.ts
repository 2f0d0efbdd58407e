import type { FileHandle } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { Readable } from 'node:stream';
import { SourceError } from '../source-error.ts';
import { fileLimits } from './limits.ts';

/** A file of an archive by the archive's own directory. */
export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

const broken = (why: string): SourceError =>
  new SourceError('file.unreadable', `The ZIP archive is damaged: ${why}.`, {
    hint: 'Pack the file again, or upload it unpacked.',
  });

const endBytes = 22;
const farthest = 65_535 + endBytes;

/**
 * The files of a ZIP archive (APPNOTE 6.3, without ZIP64), as its central directory lists them. Refuses encrypted ones, those that say they
 * unpack to more than they may, and names that would lead out of a folder, though nothing is ever written under an archive's names.
 */
export async function zipMembers(
  file: FileHandle,
  most: number = fileLimits.unpackedBytes,
): Promise<readonly ZipMember[]> {
  const { size: bytes } = await file.stat();
  const tail = await slice(file, Math.max(0, bytes - farthest), Math.min(bytes, farthest));
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== 0x06054b50) end -= 1;
  if (end < 0) throw broken('its directory is missing, so it was probably cut off');
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || length === 0xffffffff || start === 0xffffffff) {
    throw new SourceError(
      'file.unsupported',
      'The archive is in the ZIP64 form, for more than 4 GB, which is not read.',
      { hint: 'Upload the file gzipped or unpacked.' },
    );
  }
  if (count > fileLimits.members) {
    throw new SourceError(
      'file.too-large',
      `The archive holds ${count.toLocaleString('en')} files; at most ${fileLimits.members.toLocaleString('en')} are read.`,
    );
  }
  if (start + length > bytes) throw broken('its directory lies outside of it');
  const directory = await slice(file, start, length);
  const members: ZipMember[] = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
      throw broken('its directory cannot be read');
    const flags = directory.readUInt16LE(at + 8);
    const nameLength = directory.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    const raw = directory.subarray(at + 46, at + 46 + nameLength);
    const name = raw.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8');
    const mode = directory.readUInt32LE(at + 38) >>> 16;
    const member = {
      name,
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    at = next;
    if (/[/\\]$/.test(name)) continue;
    if ((flags & 1) !== 0) {
      throw new SourceError('file.unreadable', `The archive is encrypted (${shown(name)}).`, {
        hint: 'Unpack it with its password, and upload what is in it.',
      });
    }
    if (unsafe(name)) {
      throw new SourceError(
        'file.unreadable',
        `The archive holds a file with a path that leads out of its folder: ${shown(name)}.`,
        { hint: 'Such archives are made to do harm; do not unpack it.' },
      );
    }
    // a link instead of a file
    if ((mode & 0xf000) === 0xa000) continue;
    if (member.offset >= start) throw broken(`${shown(name)} lies outside of it`);
    members.push(member);
  }
  const total = members.reduce((sum, member) => sum + member.size, 0);
  if (total > most) throw tooLarge(most);
  for (const member of members) {
    if (member.size > fileLimits.ratioFrom && member.size > member.packed * fileLimits.ratio) throw bomb(member.name);
  }
  return members;
}

const unsafe = (name: string): boolean => /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name) || name.includes('\0');

const shown = (name: string): string => JSON.stringify(name.slice(0, 80));

/** What an archive says when it would unpack to too much. */
export const tooLarge = (most: number): SourceError =>
  new SourceError(
    'file.too-large',
    `The file unpacks to more than ${(most / 1024 ** 3).toFixed(0)} GB, the most that is read.`,
    { hint: 'Split it into several files.' },
  );

/** What an archive says that was made to fill disks. */
export const bomb = (name: string): SourceError =>
  new SourceError(
    'file.too-large',
    `${shown(name)} unpacks to more than ${fileLimits.ratio} times its size, as only files do that are made to fill a disk.`,
    { hint: 'If it is genuine, upload it unpacked.' },
  );

/** The unpacked bytes of a member, never more than its directory entry says. */
export async function zipStream(file: FileHandle, member: ZipMember): Promise<Readable> {
  const head = await slice(file, member.offset, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50)
    throw broken(`${shown(member.name)} is not where its directory says`);
  const start = member.offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  if (member.method !== 0 && member.method !== 8) {
    throw new SourceError(
      'file.unsupported',
      `${shown(member.name)} is packed by a method that is not read (${member.method}).`,
      { hint: 'Pack it again with the usual method, deflate.' },
    );
  }
  if (member.packed === 0) return Readable.from([]);
  const packed = Readable.from(pieces(file, start, start + member.packed), { objectMode: false });
  if (member.method === 0) return packed;
  const inflate = createInflateRaw();
  packed.on('error', (error) => inflate.destroy(error));
  return packed.pipe(inflate);
}

async function* pieces(file: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to;) {
    const piece = await slice(file, at, Math.min(1_048_576, to - at));
    if (piece.length === 0) throw broken('it ends too early');
    yield piece;
    at += piece.length;
  }
}

async function slice(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let have = 0;
  while (have < length) {
    const { bytesRead } = await file.read(buffer, have, length - have, from + have);
    if (bytesRead === 0) break;
    have += bytesRead;
  }
  return buffer.subarray(0, have);
}
