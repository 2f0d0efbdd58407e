import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Problem } from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import { detect } from './detect.ts';
import { fileLimits } from './limits.ts';
import { bomb, tooLarge, zipMembers, zipStream } from './zip.ts';

/** A file as it is without its packing. */
export interface Unpacked {
  readonly path: string;
  /** What it is called inside of its archive, or the name it came with. */
  readonly name: string;
  readonly packed: 'none' | 'gzip' | 'zip';
  readonly member: string | null;
  /** Files of the archive that could be taken instead. */
  readonly members: readonly string[];
  readonly kind: 'text' | 'parquet' | 'xlsx' | 'xls';
  readonly warnings: readonly Problem[];
}

/** Takes a file out of its packing, into `staging` where it is packed. Archives that would fill the disk are refused while they unpack. */
export async function unpack(
  file: string,
  name: string,
  member: string | null,
  staging: string,
  took: (bytes: number) => void,
): Promise<Unpacked> {
  const handle = await open(file, 'r');
  try {
    const kind = detect(await headOf(handle), name).kind;
    const plain = { path: file, name, packed: 'none', member: null, members: [], warnings: [] } as const;
    if (kind === 'gzip') {
      const target = path.join(staging, 'unpacked');
      const inner = name.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
      const { size } = await handle.stat();
      const gunzip = createGunzip();
      const source = createReadStream(file);
      source.on('error', (error) => gunzip.destroy(error));
      await pour(source.pipe(gunzip), target, { name: inner, packed: size, took });
      const kindInside = await inside(target, inner);
      return { ...plain, path: target, name: inner, packed: 'gzip', kind: kindInside };
    }
    if (kind === 'zip') return await unzip(handle, { file, name, member, staging, took });
    return { ...plain, kind: kind === 'ole' ? 'xls' : kind };
  } finally {
    await handle.close();
  }
}

async function unzip(
  handle: FileHandle,
  of: {
    readonly file: string;
    readonly name: string;
    readonly member: string | null;
    readonly staging: string;
    readonly took: (bytes: number) => void;
  },
): Promise<Unpacked> {
  const all = await zipMembers(handle);
  const plain = { path: of.file, name: of.name, packed: 'none', member: null, members: [], warnings: [] } as const;
  if (all.some((each) => each.name === 'xl/workbook.xml')) {
    await zipMembers(handle, fileLimits.workbookUnpacked);
    return { ...plain, kind: 'xlsx' };
  }
  if (all.some((each) => each.name === 'xl/workbook.bin')) {
    throw new SourceError('file.unsupported', 'The file is a binary workbook (.xlsb), which is not read.', {
      hint: 'Save it as .xlsx.',
    });
  }
  if (all.some((each) => each.name === 'mimetype') && all.some((each) => each.name === 'content.xml')) {
    throw new SourceError('file.unsupported', 'The file is an OpenDocument table, which is not read.', {
      hint: 'Save it as .xlsx or CSV.',
    });
  }
  // what systems put beside files, and nobody means
  const files = all.filter(
    ({ name, size }) => size > 0 && !/(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(name),
  );
  const members = files.map((each) => each.name);
  const wanted = of.member === null ? likeliest(files) : files.filter((each) => each.name === of.member);
  const target = path.join(of.staging, 'unpacked');
  const refused: SourceError[] = [];
  for (const each of wanted) {
    const { name, packed, size: most } = each;
    await pour(await zipStream(handle, each), target, { name, packed, most, took: of.took });
    try {
      const kind = await inside(target, name);
      const warnings = of.member === null ? choice(members, name) : [];
      return { path: target, name: path.posix.basename(name), packed: 'zip', member: name, members, kind, warnings };
    } catch (error) {
      // no table: another file of the archive may be one
      if (!(error instanceof SourceError)) throw error;
      refused.push(error);
    }
  }
  const [why] = refused;
  if (why !== undefined) throw why;
  if (of.member === null) throw new SourceError('file.unreadable', 'The archive holds no file with anything in it.');
  throw new SourceError('file.plan', `The archive holds no file called ${JSON.stringify(of.member)}.`, {
    hint: `It holds ${members.slice(0, 5).join(', ')}.`,
  });
}

/** Files of an archive that are unpacked to see whether they are tables, before somebody has to choose. */
const mostTried = 5;

/** The files that are most likely the table, likeliest first: by what they are called, and the larger before the smaller. */
function likeliest<T extends { readonly name: string; readonly size: number }>(files: readonly T[]): readonly T[] {
  const rank = ({ name }: T): number =>
    /\.(csv|tsv|tab|json|ndjson|jsonl|xlsx|xlsm|xls|parquet|pq)$/i.test(name) ? 0 : /\.(txt|dat)$/i.test(name) ? 1 : 2;
  return files.toSorted((a, b) => rank(a) - rank(b) || b.size - a.size).slice(0, mostTried);
}

const choice = (members: readonly string[], taken: string): readonly Problem[] =>
  members.length === 1
    ? []
    : [
        problem('file.guessed', `The archive holds ${members.length} files; ${taken} is read.`, {
          severity: 'info',
          path: 'member',
          hint: 'Choose another one if it is not the table.',
        }),
      ];

async function inside(file: string, name: string): Promise<Unpacked['kind']> {
  const handle = await open(file, 'r');
  try {
    const { kind } = detect(await headOf(handle), name);
    if (kind === 'gzip') throw nested();
    if (kind === 'ole') return 'xls';
    if (kind !== 'zip') return kind;
    if ((await zipMembers(handle, fileLimits.workbookUnpacked)).some((each) => each.name === 'xl/workbook.xml'))
      return 'xlsx';
    throw nested();
  } finally {
    await handle.close();
  }
}

const nested = (): SourceError =>
  new SourceError('file.unsupported', 'The file is an archive within an archive, which is not unpacked.', {
    hint: 'Unpack it once, and upload what is in it.',
  });

async function pour(
  stream: Readable,
  target: string,
  of: {
    readonly name: string;
    readonly packed: number;
    readonly most?: number;
    readonly took: (bytes: number) => void;
  },
): Promise<void> {
  const out = await open(target, 'w');
  let bytes = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > fileLimits.unpackedBytes) throw tooLarge(fileLimits.unpackedBytes);
      if (bytes > fileLimits.ratioFrom && bytes > of.packed * fileLimits.ratio) throw bomb(of.name);
      if (of.most !== undefined && bytes > of.most) {
        throw new SourceError(
          'file.unreadable',
          `${JSON.stringify(of.name)} unpacks to more than its archive says; the archive is damaged or forged.`,
        );
      }
      await out.write(piece);
      of.took(bytes);
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError('file.unreadable', 'The file is packed, and damaged: it cannot be unpacked to its end.', {
      hint: 'Upload it again; the transfer may have been cut off.',
      cause: error,
    });
  } finally {
    stream.destroy();
    await out.close();
  }
}

/** The first bytes of a file. */
export async function headOf(handle: FileHandle, bytes = 4096): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}

/** SHA-256 of a file, lower-case hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1_048_576 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
