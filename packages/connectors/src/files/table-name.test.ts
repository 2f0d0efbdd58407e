import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostNameBytes, tableName } from './table-name.ts';

const sheet = (name: string, member: string | null = null) => ({
  member,
  layout: { format: 'xlsx', sheet: name, header: true, skip: 0 } as const,
});
const text = (member: string | null) => ({ member, layout: { format: 'parquet' } as const });

test('a file with one table gives its own name, whatever its sheet is called', () => {
  expect(tableName('sales_2024.xlsx', sheet('Orders'), false)).toBe('sales 2024');
  expect(tableName('sales.csv.gz', text(null), false)).toBe('sales');
  expect(tableName('.csv', null, true)).toBe('File');
});

test('of several tables each has the name of its sheet or member', () => {
  expect(tableName('sales.xlsx', sheet('Orders'), true)).toBe('Orders');
  expect(tableName('export.zip', text('2024/order_items.csv'), true)).toBe('order items');
  expect(tableName('export.zip', sheet('Orders', 'shop.xlsx'), true)).toBe('Orders');
  expect(tableName('export.zip', sheet('Sheet1', 'shop.xlsx'), true)).toBe('shop');
});

test.each(['Sheet1', 'Table 2', 'Tabelle1', 'Feuil1', 'data', 'Sheet1 (2)', 'Лист1', '2024', 'Hoja_3'])(
  'a name that says nothing stands behind the name of the file: %s',
  (name) => {
    expect(tableName('sales.xlsx', sheet(name), true)).toBe(`sales ${name.replace('_', ' ')}`);
  },
);

test.each(['Datapoints', 'Listings', 'Table of orders', 'Page views'])(
  'a name that says something stands alone: %s',
  (name) => {
    expect(tableName('sales.xlsx', sheet(name), true)).toBe(name);
  },
);

test('whatever files and sheets are called, it is a name that a table can have', () => {
  const words = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 90 }),
    fc.constantFrom('Sheet1', '', 'a/b.csv', 'シート1'),
  );
  fc.assert(
    fc.property(words, words, words, fc.boolean(), (file, of, member, several) => {
      const name = tableName(file, sheet(of, member), several);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(mostNameBytes);
      expect(name.trim()).toBe(name);
      expect(name).not.toBe('');
    }),
  );
});
