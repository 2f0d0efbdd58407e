import { expect, test } from 'vitest';
import { rangeWords } from './range-words.ts';

const show = (value: unknown): string | null => (value === null ? null : JSON.stringify(value).replaceAll('"', ''));

test('a range is told by its ends, one value by itself, yes and no by which there are', () => {
  const none = { min: null, max: null, top: [] };
  expect(rangeWords({ ...none, min: 1, max: 7, type: 'integer' }, show)).toBe('1 – 7');
  expect(rangeWords({ ...none, min: 'a', max: 'a', type: 'text' }, show)).toBe('a');
  const top = [
    { value: true, count: 3 },
    { value: false, count: 1 },
  ];
  expect(rangeWords({ ...none, top, type: 'boolean' }, show)).toBe('true, false');
  expect(rangeWords({ ...none, type: 'boolean' }, show)).toBeNull();
  expect(rangeWords({ ...none, type: 'json' }, show)).toBeNull();
});
