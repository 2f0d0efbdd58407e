import { expect, test } from 'vitest';
import { sameThing } from './same-thing.ts';

test.each([
  [['Categories'], ['category']],
  [['Number of product categories'], ['Category']],
  [
    ['Revenue', 'sales'],
    ['Country', 'Sales'],
  ],
  [['Total weight (kg)'], ['Weight']],
  [['Statuses'], ['Status']],
  [['Average age'], ['Customer age']],
])('%j and %j tell of one thing', (names, others) => {
  expect(sameThing(names, others)).toBe(true);
  expect(sameThing(others, names)).toBe(true);
});

test.each([
  [['Orders'], ['Order status', 'status']],
  [['Customers'], ['Customer type']],
  [['Order items'], ['Order']],
  [['Revenue'], []],
  [[''], ['']],
])('%j and %j do not', (names, others) => {
  expect(sameThing(names, others)).toBe(false);
  expect(sameThing(others, names)).toBe(false);
});
