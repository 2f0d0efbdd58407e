import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settings } from '../apps/server/src/config.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists every setting as the server reads it', () => {
  const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+) \|$/gm)].map(([, name, standard, meaning]) => ({
    name,
    default: standard,
    meaning,
  }));
  expect(rows).toEqual(settings.map(({ name, default: standard, meaning }) => ({ name, default: standard, meaning })));
});

test('the README leads only to pages that exist', () => {
  for (const [, target = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => readFileSync(new URL(`../${target}`, import.meta.url)), target).not.toThrow(/ENOENT/);
});
