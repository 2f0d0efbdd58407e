import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chip } from '../../testing/answers.ts';
import { pieces } from './question-title.tsx';
import { replaceWords } from './replace-words.ts';
import { threadOf, threadParam } from './thread.ts';

test('the words of a chip are cut out of the question where they stand', () => {
  const chips = [chip({ span: [11, 17] }), chip({ span: [0, 7] }), chip({})];
  expect(pieces('revenue by region', chips)).toEqual([
    { text: 'revenue', chip: 1 },
    { text: ' by ', chip: null },
    { text: 'region', chip: 0 },
  ]);
});

test('whatever the spans, the question stays whole', () => {
  const spans = fc.array(fc.tuple(fc.integer({ min: -3, max: 30 }), fc.integer({ min: -3, max: 30 })));
  fc.assert(
    fc.property(fc.string(), spans, (question, all) => {
      const chips = all.map((span) => chip({ span }));
      expect(
        pieces(question, chips)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(question);
    }),
  );
});

test('another reading takes the place of the words it is a reading of', () => {
  expect(replaceWords('best stores', chip({ span: [0, 4] }), 'largest')?.question).toBe('largest stores');
  expect(replaceWords('best stores', chip({}), 'largest')).toBeNull();
  expect(replaceWords('best stores', chip({ span: [5, 99] }), 'largest')).toBeNull();
});

test('a conversation is read from the address and written there, at most ten turns, nothing foreign', () => {
  expect(threadOf('ans_1,<b>,ans_2')).toEqual(['ans_1', 'ans_2']);
  expect(threadOf(undefined)).toEqual([]);
  expect(threadParam([])).toEqual({});
  const many = Array.from({ length: 12 }, (_, index) => `ans_${index}`);
  expect(threadOf(threadParam(many).after)).toEqual(many.slice(2));
});
