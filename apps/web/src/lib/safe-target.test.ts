import { expect, test } from 'vitest';
import { safeTarget } from './safe-target.ts';

test.each([
  ['/history?page=2', '/history?page=2'],
  [undefined, '/ask'],
  ['//evil.example', '/ask'],
  ['/\\evil.example', '/ask'],
  ['https://evil.example', '/ask'],
  ['javascript:alert(1)', '/ask'],
])('%s leads to %s', (to, expected) => {
  expect(safeTarget(to)).toBe(expected);
});
