import { shortened } from './shortened.ts';

/** A column's name and, where it is not the file's own, why. */
export interface NamedColumn {
  readonly name: string;
  readonly repaired: string | null;
}

const longest = 63;

/**
 * Names for columns: what the file calls them, without what names cannot hold. Empty, double, too long names and such with control
 * characters are repaired, each with a sentence. Names are unique without regard to case, because engines mix them up.
 */
export function columnNames(found: readonly (string | null)[]): readonly NamedColumn[] {
  const taken = new Set<string>();
  // a name that is fine keeps to itself, even where a repaired one before it would take it
  const originals = new Map<string, number>();
  found.forEach((name, i) => {
    const own = clean(name ?? '').toLowerCase();
    if (own !== '' && !originals.has(own)) originals.set(own, i);
  });
  return found.map((raw, i) => {
    const source = raw ?? '';
    const cleaned = clean(source);
    const reasons: string[] = [];
    let name = cleaned;
    if (name === '') {
      name = `column_${i + 1}`;
      reasons.push('has no name');
    } else if (cleaned !== source.trim()) reasons.push('has characters that a name cannot hold');
    if (Buffer.byteLength(name) > longest) {
      name = shortened(name, longest);
      reasons.push(`has a name longer than ${longest} bytes`);
    }
    const free = (candidate: string): boolean => {
      const key = candidate.toLowerCase();
      return !taken.has(key) && (originals.get(key) ?? i) === i;
    };
    if (!free(name)) {
      reasons.push(cleaned === '' ? 'would have a name twice' : 'has the name of another column');
      const base = shortened(name, longest - 6);
      let number = 2;
      while (!free(`${base}_${number}`)) number += 1;
      name = `${base}_${number}`;
    }
    taken.add(name.toLowerCase());
    return {
      name,
      repaired: reasons.length === 0 ? null : `Column ${i + 1} ${reasons.join(' and ')}; it is called ${name}.`,
    };
  });
}

/** One line without control characters, invisible marks and quotes that engines stumble over. */
const clean = (name: string): string =>
  name
    .normalize('NFC')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
