import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrayJson } from './postgres-arrays.ts';

/** An array as PostgreSQL writes it: elements quoted where they hold anything special (array_out). */
type Element = string | null | readonly Element[];
const written = (value: Element): string => {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return `{${value.map(written).join(',')}}`;
  const text = value;
  const plain = text !== '' && !/[{},"\\\s]/.test(text) && text.toUpperCase() !== 'NULL';
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
};
const element = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'NULL', 'null', '{}', 'a,b', '"', '\\', ' x '),
  fc.constant(null),
);

test('an array that PostgreSQL writes comes out as the same array in JSON', () => {
  const arrays = fc.oneof(fc.array(element), fc.array(fc.array(element, { minLength: 1 }), { minLength: 1 }));
  fc.assert(
    fc.property(arrays, (array) => {
      expect(JSON.parse(arrayJson(written(array), 'text') ?? '')).toEqual(array);
    }),
  );
});

test('bounds go, numbers stay exact, documents stay documents', () => {
  expect(arrayJson('[0:1]={1,2}', 'number')).toBe('[1,2]');
  expect(arrayJson('{9007199254740993,1.5,NaN}', 'number')).toBe('["9007199254740993",1.5,"NaN"]');
  expect(arrayJson('{t,f,NULL}', 'boolean')).toBe('[true,false,null]');
  expect(arrayJson('{"{\\"a\\": 1}"}', 'json')).toBe('[{"a": 1}]');
});

test('what is no array is none', () => {
  for (const text of ['', 'a', '(1,2)', '{"a', '{a"b"}']) expect(arrayJson(text, 'text')).toBeNull();
});
