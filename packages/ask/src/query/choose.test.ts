import { describe, expect, it } from 'vitest';
import { lexiconOf, shopModel, shopValues } from '../testing/shop.ts';
import { summary } from '../testing/summary.ts';
import { understand } from '../understand.ts';

/** The shop with products that go by two names, one of them the table's own, and a key that is shown. */
const model = {
  ...shopModel,
  tables: shopModel.tables.map((table) =>
    table.id === 'products'
      ? {
          ...table,
          labels: ['name', 'code'],
          fields: [
            ...(table.fields as readonly unknown[]),
            { id: 'code', label: 'Products', column: 'code', type: 'text', role: 'label', nullable: false },
          ],
        }
      : table,
  ),
};
const lexicon = lexiconOf(model, shopValues);

describe('a table and the field that bears its name', () => {
  it.each([
    ['top 5 products by revenue', 'order_items.revenue | by products.name, products.code | sort #1 desc | limit 5'],
    ['revenue by product', 'order_items.revenue | by products.name, products.code'],
    ['how many products', 'count(products)'],
    ['revenue by product category', 'order_items.revenue | by products.category'],
  ])('are one thing: %s', (question, expected) => {
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    if (outcome.kind !== 'query') throw new Error('not understood');
    expect(summary(outcome.query)).toBe(expected);
    expect(outcome.confidence).toBe('high');
    expect(outcome.alternatives).toEqual([]);
    expect(outcome.chips.flatMap((chip) => chip.alternatives)).toEqual([]);
  });
});

describe('the name of a thing', () => {
  it('is the field that names its rows, whatever the column is called', () => {
    const titled = JSON.parse(
      JSON.stringify(shopModel).replaceAll('"id":"name","label":"Product"', '"id":"title","label":"Title"'),
    ) as { tables: { id: string; labels?: string[] }[] };
    for (const table of titled.tables) if (table.id === 'products') table.labels = ['title'];
    const named = lexiconOf(titled, {});
    const read = (question: string): string => {
      const outcome = understand(question, { lexicon: named, today: '2025-06-15', history: [] });
      return outcome.kind === 'query' ? summary(outcome.query) : outcome.kind;
    };
    expect(read('names of the products')).toBe('list products | by products.title');
    expect(read('What are the name and brand of each product?')).toBe(
      'list products | by products.title, products.brand',
    );
    expect(read('names of the stores')).toBe('list stores | by stores.name');
  });
});
