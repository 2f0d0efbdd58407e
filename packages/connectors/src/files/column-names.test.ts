import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnNames } from './column-names.ts';

test('names are kept where they can be, and repaired with a sentence where not', () => {
  const named = columnNames(['id', 'Amount ', null, 'ID', 'a\nb', 'x'.repeat(80), '']);
  expect(named.map((each) => each.name)).toEqual([
    'id',
    'Amount',
    'column_3',
    'ID_2',
    'a b',
    'x'.repeat(63),
    'column_7',
  ]);
  expect(named.map((each) => each.repaired === null)).toEqual([true, true, false, false, false, false, false]);
  expect(named[3]?.repaired).toBe('Column 4 has the name of another column; it is called ID_2.');
});

test('a repaired name does not take that of a column after it', () => {
  expect(columnNames(['', 'column_1']).map((each) => each.name)).toEqual(['column_1_2', 'column_1']);
});

test('whatever a file calls its columns, names are there, short and unique', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a', 'A', 'a_2', '', 'column_1', 'é'.repeat(60)),
  );
  fc.assert(
    fc.property(fc.array(fc.option(name), { maxLength: 20 }), (found) => {
      const names = columnNames(found).map((each) => each.name);
      expect(new Set(names.map((each) => each.toLowerCase())).size).toBe(found.length);
      for (const each of names) {
        expect(each.trim()).not.toBe('');
        expect(Buffer.byteLength(each)).toBeLessThanOrEqual(63);
      }
    }),
  );
});
