import { isAscii, isUtf8 } from 'node:buffer';
import type { Encoding } from '@lumiere/contract';

/** What a pass over a text file's bytes found. */
export interface BytesSeen {
  readonly validUtf8: boolean;
  readonly nuls: number;
  /** The first bytes. */
  readonly head: Buffer;
  /** Pieces with bytes beyond ASCII, to tell encodings apart by. */
  readonly foreign: Buffer;
}

/** Collects what `BytesSeen` needs from bytes that arrive in pieces. */
export class ByteScan {
  #valid = true;
  #nuls = 0;
  #head = Buffer.alloc(0);
  #foreign: Buffer[] = [];
  #foreignBytes = 0;
  #tail = Buffer.alloc(0);

  take(piece: Buffer): void {
    if (this.#head.length < 65_536)
      this.#head = Buffer.concat([this.#head, piece.subarray(0, 65_536 - this.#head.length)]);
    for (let at = piece.indexOf(0); at >= 0; at = piece.indexOf(0, at + 1)) {
      this.#nuls += 1;
      // half of UTF-16 is NULs; their number does not matter any more
      if (this.#nuls > 100_000) break;
    }
    if (this.#valid) {
      const whole = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
      const rest = unfinished(whole);
      this.#valid = isUtf8(whole.subarray(0, whole.length - rest));
      this.#tail = Buffer.from(whole.subarray(whole.length - rest));
    }
    // whether there is any is known a hundred times quicker than where
    if (this.#foreignBytes < 262_144 && !isAscii(piece)) {
      const first = piece.findIndex((byte) => byte > 127);
      if (first >= 0) {
        const part = Buffer.from(piece.subarray(first, first + 32_768));
        this.#foreign.push(part);
        this.#foreignBytes += part.length;
      }
    }
  }

  end(): BytesSeen {
    return {
      validUtf8: this.#valid && this.#tail.length === 0,
      nuls: this.#nuls,
      head: this.#head,
      foreign: Buffer.concat(this.#foreign),
    };
  }
}

/** How many bytes at the end begin a character of UTF-8 that is not complete. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The encoding of a text, and whether that is certain. */
export function detectEncoding({ validUtf8, head, foreign, nuls }: BytesSeen): {
  readonly encoding: Encoding;
  readonly sure: boolean;
} {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', sure: true };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', sure: true };
  if (nuls > 0) {
    const found = utf16(head);
    if (found !== null) return { encoding: found, sure: true };
  }
  if (validUtf8) return { encoding: 'utf-8', sure: true };
  if (mostlyUtf8(foreign)) return { encoding: 'utf-8', sure: false };
  return { encoding: byLetters(foreign), sure: false };
}

/** UTF-16 without a mark: of a table's characters (digits, delimiters, line ends) most have a NUL for their other half. */
function utf16(head: Buffer): Encoding | null {
  const length = Math.min(4096, head.length & ~1);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even += 1;
    if (head[i + 1] === 0) odd += 1;
  }
  const share = length / 2;
  if (odd > share * 0.3 && even < share * 0.05) return 'utf-16le';
  if (even > share * 0.3 && odd < share * 0.05) return 'utf-16be';
  return null;
}

/** UTF-8 with a few damaged bytes is still UTF-8: accents of other encodings hardly ever make a valid sequence. */
function mostlyUtf8(foreign: Buffer): boolean {
  const text = foreign.toString('utf8');
  const damaged = text.split('\ufffd').length - 1;
  let valid = 0;
  for (const letter of text) if (letter > '\u007f' && letter !== '\ufffd') valid += 1;
  return valid > damaged * 4;
}

const commonest: readonly (readonly [Encoding, RegExp])[] = [
  ['windows-1251', /[оеаинтсрвлк]/g],
  ['koi8-r', /[оеаинтсрвлк]/g],
  ['windows-1253', /[αεοιτσνρηκ]/g],
  ['shift_jis', /[\u3041-\u30ff]/g],
  ['euc-jp', /[\u3041-\u30ff]/g],
  ['euc-kr', /[이다는의가에을고한하]/g],
  ['gb18030', /[的一是不了人在有这中大国上]/g],
  ['big5', /[的一是不了人在有這中大國上]/g],
];

/** Scripts other than Latin by their commonest letters; Latin is Windows' Western encoding unless somebody says otherwise. */
function byLetters(foreign: Buffer): Encoding {
  let high = 0;
  for (const byte of foreign) if (byte > 127) high += 1;
  if (high < foreign.length * 0.2) return 'windows-1252';
  let best: { readonly encoding: Encoding; readonly score: number } = { encoding: 'windows-1252', score: 0.12 };
  for (const [encoding, letters] of commonest) {
    const text = new TextDecoder(encoding).decode(foreign);
    const damaged = text.split('\ufffd').length - 1;
    const beyond = [...text].filter((letter) => letter > '\u007f').length;
    const score = beyond === 0 || damaged > beyond * 0.02 ? 0 : (text.match(letters)?.length ?? 0) / beyond;
    if (score > best.score) best = { encoding, score };
  }
  return best.encoding;
}
