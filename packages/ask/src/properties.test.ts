import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Query } from '@lumiere/contract';
import { readItems } from './grammar/chart.ts';
import { lexiconOf, shop, shopModel, shopValues } from './testing/shop.ts';
import { summary } from './testing/summary.ts';
import { understand } from './understand.ts';

const today = '2025-06-15';
const ask = (question: string, lexicon = shop) => understand(question, { lexicon, today, history: [] });
const words = [
  'revenue',
  'orders',
  'by',
  'top',
  '5',
  'region',
  'not',
  'London',
  'in',
  '2024',
  'last',
  'month',
  'average',
  'without',
  'email',
  'more than',
  '10',
  'share of',
  'and',
  'or',
  'which',
  'customers',
  'never',
  'vs',
  'per',
  'cancelled',
  'rate',
  'growth',
  'zebra',
  ',',
  '?',
];

describe('understanding any text', () => {
  it('never throws, and gives a query that the contract accepts', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 200, unit: 'grapheme' }),
      fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((list) => list.join(' ')),
    );
    fc.assert(
      fc.property(text, (question) => {
        const outcome = ask(question);
        if (outcome.kind === 'query') expect(Query.safeParse(outcome.query).success).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same outcome each time', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 12 }), (list) => {
        const question = list.join(' ');
        expect(ask(question)).toEqual(ask(question));
      }),
      { numRuns: 100 },
    );
  });

  it('cuts a question into pieces that cover every word once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 14 }), (list) => {
        const { items, tokens } = readItems(list.join(' '), shop, today);
        expect(items.map((item) => item.from)).toEqual([0, ...items.slice(0, -1).map((item) => item.until)]);
        expect(items.at(-1)?.until).toBe(tokens.length);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses or marks a word that it does not know, wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'revenue by region in 2024',
          'top 5 products by revenue',
          'how many orders were cancelled last year',
        ),
        fc.nat(),
        (question, at) => {
          const list = question.split(' ');
          list.splice(at % (list.length + 1), 0, 'qwxzjk');
          const outcome = ask(list.join(' '));
          expect(outcome.kind === 'query' && outcome.confidence === 'high').toBe(false);
          expect(
            outcome.chips.some((chip) => chip.words.includes('qwxzjk') && !chip.applied) ||
              (outcome.kind === 'refused' && outcome.missing.some((one) => one.includes('qwxzjk'))),
          ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a typo of one edit in a value of five letters or more', () => {
  const names = ['Northfell', 'Karrow', 'Skerry', 'London', 'Dublin', 'Lighting', 'Textiles', 'Furniture', 'business'];
  it('is mended to that value, or asked back, never ignored', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('drop', 'swap', 'double'), (name, n, edit) => {
        const at = 1 + (n % (name.length - 2));
        const typed =
          edit === 'drop'
            ? name.slice(0, at) + name.slice(at + 1)
            : edit === 'double'
              ? name.slice(0, at) + name.charAt(at) + name.slice(at)
              : name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
        const outcome = ask(`revenue for ${typed}`);
        if (outcome.kind === 'query') expect(summary(outcome.query)).toContain(name);
        else expect(outcome.kind).toBe('refused');
      }),
      { numRuns: 150 },
    );
  });
});

describe('other names for the same things', () => {
  it('give the same query under those names', () => {
    const rename = (text: string): string =>
      text
        .replaceAll('region', 'zonk')
        .replaceAll('Region', 'Zonk')
        .replaceAll('stores', 'plorks')
        .replaceAll('Stores', 'Plorks')
        .replaceAll('store', 'plork')
        .replaceAll('Store', 'Plork');
    const model: unknown = JSON.parse(rename(JSON.stringify(shopModel)));
    const values = JSON.parse(rename(JSON.stringify(shopValues))) as typeof shopValues;
    const renamed = lexiconOf(model, values);
    for (const question of [
      'revenue by region',
      'top 3 stores by revenue in 2024',
      'revenue in the North region',
      'which store has the lowest revenue',
      'orders by region and month',
      'stores with revenue above average',
    ]) {
      const before = ask(question);
      const after = ask(rename(question), renamed);
      if (before.kind !== 'query' || after.kind !== 'query')
        throw new Error(`${question}: ${before.kind}, ${after.kind}`);
      expect(summary(after.query)).toBe(rename(summary(before.query)));
    }
  });
});
