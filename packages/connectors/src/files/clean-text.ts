import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type Encoding, problem, type Problem } from '@lumiere/contract';
import { SourceError } from '../source-error.ts';
import { ByteScan, detectEncoding } from './encoding.ts';

/** A text file in UTF-8 without NUL characters. */
export interface CleanText {
  readonly path: string;
  readonly encoding: Encoding;
  /** The first characters. */
  readonly head: string;
  readonly warnings: readonly Problem[];
}

const piece = 1_048_576;
const headChars = 1_000_000;

/** A text file as the engine reads it: itself where it is UTF-8 already, else rewritten into `staging`. */
export async function cleanText(
  file: string,
  chosen: Encoding | null,
  staging: string,
  took: (bytes: number) => void,
): Promise<CleanText> {
  const scan = new ByteScan();
  let bytes = 0;
  for await (const part of createReadStream(file, { highWaterMark: piece })) {
    // without an encoding a stream gives buffers
    scan.take(part as Buffer);
    bytes += (part as Buffer).length;
    took(bytes);
  }
  const seen = scan.end();
  const found = detectEncoding(seen);
  const encoding = chosen ?? found.encoding;
  if (!encoding.startsWith('utf-16') && seen.nuls > Math.max(1000, bytes / 20)) {
    throw new SourceError('file.unsupported', 'The file is not text: it is full of NUL characters.', {
      hint: 'Export the table as CSV, JSON, Excel or Parquet.',
    });
  }
  const warnings: Problem[] = [];
  if (chosen === null && !found.sure && found.encoding !== 'utf-8') {
    warnings.push(
      problem('file.guessed', `The text is not UTF-8; it is read as ${encoding}.`, {
        severity: 'info',
        path: 'layout.encoding',
        hint: 'Choose another encoding if letters look wrong.',
      }),
    );
  }
  if (encoding === 'utf-8' && seen.validUtf8 && seen.nuls === 0) {
    return { path: file, encoding, head: await headText(file), warnings };
  }
  const target = path.join(staging, 'text');
  const damage = await rewrite(file, target, encoding);
  if (seen.nuls > 0 && damage.nuls > 0) {
    warnings.push(
      problem('file.repaired', `${plural(damage.nuls, 'NUL character was', 'NUL characters were')} left out.`, {
        severity: 'warning',
        path: 'layout.encoding',
      }),
    );
  }
  if (damage.replaced > 0) {
    warnings.push(
      problem(
        'file.repaired',
        `${plural(damage.replaced, 'character is', 'characters are')} damaged and stand as \ufffd.`,
        { severity: 'warning', path: 'layout.encoding', hint: 'Choose another encoding if letters look wrong.' },
      ),
    );
  }
  return { path: target, encoding, head: await headText(target), warnings };
}

const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

async function rewrite(
  file: string,
  target: string,
  encoding: Encoding,
): Promise<{ readonly nuls: number; readonly replaced: number }> {
  const decoder = new TextDecoder(encoding);
  const out = await open(target, 'w');
  let [nuls, replaced] = [0, 0];
  const put = async (text: string): Promise<void> => {
    let clean = text;
    if (clean.includes('\0')) {
      nuls += clean.split('\0').length - 1;
      clean = clean.replaceAll('\0', '');
    }
    if (clean.includes('\ufffd')) replaced += clean.split('\ufffd').length - 1;
    await out.write(clean);
  };
  try {
    for await (const part of createReadStream(file, { highWaterMark: piece }))
      await put(decoder.decode(part as Buffer, { stream: true }));
    await put(decoder.decode());
  } finally {
    await out.close();
  }
  return { nuls, replaced };
}

async function headText(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(headChars);
    const { bytesRead } = await handle.read(buffer, 0, headChars, 0);
    // a character cut off at the end is left out, and a mark at the beginning
    return new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead), { stream: true });
  } finally {
    await handle.close();
  }
}
