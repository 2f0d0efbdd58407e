import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sqlTokens } from './sql-tokens.ts';

const kinds = (sql: string) =>
  sqlTokens(sql).flatMap((token) =>
    token.kind === 'space' || token.kind === 'symbol' ? [] : [`${token.kind} ${token.text}`],
  );

test.each([
  ['select sum(x) from t', ['keyword select', 'function sum', 'identifier x', 'keyword from', 'identifier t']],
  [`where a = 'it''s -- no comment'`, ['keyword where', 'identifier a', `string 'it''s -- no comment'`]],
  ['"select" = $12 and b < ?', ['identifier "select"', 'parameter $12', 'keyword and', 'identifier b', 'parameter ?']],
  ['x::date, :name', ['identifier x', 'identifier :date', 'parameter :name']],
  ['1.5e3 -- why\n2', ['number 1.5e3', 'comment -- why', 'number 2']],
  ['/* a\n b */ größe', ['comment /* a\n b */', 'identifier größe']],
  [`'open`, [`string 'open`]],
])('%s', (sql, expected) => {
  expect(kinds(sql)).toEqual(expected);
});

test('whatever the text holds, the pieces put together are the text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom("'", '"', '--', '/*', '*/', '$1', '::', '\n', 'select ', '`'),
  );
  fc.assert(
    fc.property(fc.array(piece), (parts) => {
      const sql = parts.join('');
      expect(
        sqlTokens(sql)
          .map((token) => token.text)
          .join(''),
      ).toBe(sql);
    }),
  );
});
