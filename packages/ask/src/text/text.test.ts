import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { editDistance, TypoIndex } from './distance.ts';
import { lemma, stem } from './lemma.ts';
import { tokenise, wordsOf } from './tokens.ts';

describe('words and their forms', () => {
  it.each([
    ['categories', 'category'],
    ['stores', 'store'],
    ['people', 'person'],
    ['status', 'status'],
    ['branches', 'branch'],
    ['sales', 'sales'],
    ['days', 'day'],
    ['boxes', 'box'],
  ])('%s is %s', (word, singular) => {
    expect(lemma(word)).toBe(singular);
  });

  it.each([
    ['delivered', 'delivery'],
    ['cancelled', 'cancellation'],
    ['hired', 'hires'],
    ['converted', 'conversion'],
    ['sold', 'sell'],
    ['completed', 'completion'],
  ])('%s and %s are one family', (a, b) => {
    expect(stem(a)).toBe(stem(b));
  });
});

describe('tokens', () => {
  it('keep their places, numbers with scale and unit', () => {
    const text = 'Over $2.5k or 30% of "Web Shop" since 2024-05-01';
    const tokens = tokenise(text);
    expect(tokens.map((token) => token.value).filter((value) => value !== null)).toEqual([2500, 30]);
    for (const token of tokens) expect(text.slice(token.start, token.end)).toBe(token.text);
    expect(tokens.find((token) => token.word === 'shop')?.quoted).toBe(true);
    expect(tokens.at(-1)).toMatchObject({ kind: 'date', word: '2024-05-01' });
  });
});

describe('the words of a name', () => {
  it('are those of the same text read as a question', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'Order',
        'orderDate',
        'ID',
        'x1',
        '12',
        '2024',
        '3k',
        '5.5',
        '12ab',
        "d'Or",
        'É',
        '-',
        '%',
        '&',
        ', ',
      ),
      fc.string({ maxLength: 6, unit: fc.constantFrom(...'aBc19_ ,.-/') }),
    );
    const name = fc.array(fc.tuple(piece, fc.constantFrom('', ' ', '_')), { maxLength: 6 });
    fc.assert(
      fc.property(name, (pieces) => {
        const text = pieces.map((pair) => pair.join('')).join('');
        const parted = text.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2').replaceAll('_', ' ');
        const read = tokenise(parted).filter((token) => token.kind !== 'mark');
        expect(wordsOf(text)).toEqual(read.map((token) => token.word));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('edit distance', () => {
  it('equals the plain recursive definition', () => {
    const slow = (a: string, b: string): number => {
      if (a === '' || b === '') return a.length + b.length;
      const same = a[0] === b[0] ? 0 : 1;
      const options = [slow(a.slice(1), b) + 1, slow(a, b.slice(1)) + 1, slow(a.slice(1), b.slice(1)) + same];
      if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
        options.push(slow(a.slice(2), b.slice(2)) + 1);
      return Math.min(...options);
    };
    const short = fc.string({ maxLength: 5, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(editDistance(a, b, 10)).toBe(slow(a, b));
      }),
      { numRuns: 150 },
    );
  });

  it('finds the nearest words only, the same first letter first', () => {
    const index = new TypoIndex(['region', 'legion', 'reason', 'revenue']);
    expect(index.near('regon').map((one) => one.word)).toEqual(['region']);
    expect(index.near('abc')).toEqual([]);
  });
});
