import { expect, test } from 'vitest';
import type { HistoryEntry } from '@lumiere/contract';
import { latestQuestions } from './latest-questions.ts';

const entry = (question: string, minute: number): HistoryEntry =>
  // what the list does not look at is left out
  ({ id: `ans_${minute}`, question, createdAt: new Date(minute * 60_000).toISOString() }) as HistoryEntry;

test('a question asked several times is listed once, by its newest answer, newest first', () => {
  const entries = [entry('Revenue by month', 1), entry('orders today', 2), entry('revenue  by month?', 3)];
  expect(latestQuestions(entries, 5).map(({ question }) => question)).toEqual(['revenue  by month?', 'orders today']);
});

test('no more are listed than there is room for', () => {
  expect(
    latestQuestions(
      [1, 2, 3, 4].map((minute) => entry(`question ${minute}`, minute)),
      2,
    ).map(({ id }) => id),
  ).toEqual(['ans_4', 'ans_3']);
});
