import { DatabaseSync } from '@photostructure/sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inlineParameters } from './inline.ts';

test.each([
  ['select ?', ['a'], `select 'a'`],
  ['select ?2, ?1, ?2', [1, 'b'], `select 'b', 1, 'b'`],
  ['select $1 + $2', [1, -2], 'select 1 + (-2)'],
  ['select ?, ?', [null, true], 'select null, 1'],
  [`select 'a?b', "c?d", [e?f], \`g?h\`, ?`, [1], `select 'a?b', "c?d", [e?f], \`g?h\`, 1`],
  [`select 'it''s ?', ?`, ["o''x"], `select 'it''s ?', 'o''''x'`],
  [`select 1 -- why?\n, ? /* ? */`, [7], `select 1 -- why?\n, 7 /* ? */`],
] as const)('%s with %j', (sql, parameters, expected) => {
  expect(inlineParameters(sql, parameters)).toBe(expected);
});

test('a parameter without a value is an error, not a null', () => {
  expect(() => inlineParameters('select ?2', [1])).toThrow('?2 has no value');
});

test('what is written in gives what is bound', () => {
  const db = new DatabaseSync(':memory:');
  const value = fc.oneof(
    fc.string({ unit: 'binary' }).filter((s) => !s.includes('\0')),
    fc.integer(), // beyond 15 digits SQLite's own reading of decimals is not exact
    fc.integer().map((n) => n / 1000),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
      const sql = `select ${values.map((_, i) => `?${i + 1} as "c${i}?"`).join(', ')}, '?' as t`;
      const bound = db.prepare(sql).get(...values);
      expect(db.prepare(inlineParameters(sql, values)).get()).toEqual(bound);
    }),
  );
  db.close();
});
