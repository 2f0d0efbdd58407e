import { expect, test } from 'vitest';
import { foundColumns } from './found-columns.ts';

const keys = (...names: string[]): readonly string[] =>
  foundColumns(names.map((name) => ({ name, type: 'text' as const }))).map(({ key }) => key);

test('every column has a key of its own, whatever its name', () => {
  expect(keys('Order ID', 'order_id', 'count(*)', 'count', '', '?column?', '2024', 'Größe', '数', '__proto__')).toEqual(
    ['order_id', 'order_id_2', 'count', 'count_2', 'column_5', 'column', 'column_7', 'gr_e', 'column_9', 'proto'],
  );
  expect(keys('a_2', 'a', 'a')).toEqual(['a_2', 'a', 'a_3']);
});

test('keys are of the contract’s form', () => {
  for (const key of keys('x'.repeat(500), 'x'.repeat(501), '1 2 3', '-', 'a'.repeat(60) + '-'))
    expect(key).toMatch(/^[a-z][a-z0-9_]{0,99}$/);
});
