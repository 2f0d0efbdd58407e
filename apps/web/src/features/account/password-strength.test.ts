import { expect, test } from 'vitest';
import { passwordStrength } from './password-strength.ts';

test.each([
  ['', 0],
  ['short7!', 0],
  ['aaaaaaaaaaaaaaaa', 1],
  ['abcdefghijklmnop', 1],
  ['k7#mQz2!', 2],
  ['correct horse', 3],
  ['plum anchor violet kettle', 4],
])('“%s” is worth %i', (password, score) => {
  expect(passwordStrength(password)).toBe(score);
});
