import { expect, test } from 'vitest';
import type { Grid } from './grid.ts';
import { judge, percentile, score, type Attempt } from './score.ts';
import type { Question } from './suite.ts';

const right: Grid = { columns: ['n'], rows: [[1]] };
const wrong: Grid = { columns: ['n'], rows: [[2]] };
const question = (extra: Partial<Question> = {}): Question => ({
  id: 'q',
  db: 'd',
  question: 'how many?',
  history: [],
  answerable: true,
  gold: ['select 1'],
  ordered: false,
  charts: ['kpi', 'table'],
  tags: [],
  ...extra,
});
const attempt = (extra: Partial<Attempt> = {}): Attempt => ({
  outcome: 'answered',
  confidence: 'high',
  grid: right,
  chart: 'kpi',
  ms: 1,
  ...extra,
});
const scores = (...pairs: readonly (readonly [Partial<Question>, Partial<Attempt>])[]) =>
  score(pairs.map(([q, a]) => judge(question(q), [right], attempt(a))));

test('any one of several right answers is enough', () => {
  expect(judge(question(), [wrong, right], attempt()).strict).toBe(true);
  expect(judge(question(), [wrong], attempt()).strict).toBe(false);
});

test('a wrong answer that is sure of itself counts apart from one that is not', () => {
  expect(scores([{}, { grid: wrong }]).wrongButConfident).toBe(1);
  expect(scores([{}, { grid: wrong, confidence: 'medium' }]).wrongButConfident).toBe(1);
  expect(scores([{}, { grid: wrong, confidence: 'low' }]).wrongButConfident).toBe(0);
  expect(scores([{}, { outcome: 'clarify', grid: null, confidence: null }]).wrongButConfident).toBe(0);
  expect(scores([{}, { grid: { columns: ['a', 'n'], rows: [['x', 1]] } }]).wrongButConfident).toBe(0);
});

test('marking everything unsure shows in the share answered with confidence', () => {
  expect(scores([{}, {}], [{}, { confidence: 'low' }]).answeredWithConfidence).toBe(0.5);
});

test('an unanswerable question wants a refusal or a question back; any sure answer to it is wrong', () => {
  const none = { answerable: false, gold: [], charts: [] };
  const given = scores(
    [none, { outcome: 'refused', grid: null }],
    [none, { outcome: 'clarify', grid: null }],
    [none, {}],
    [none, { confidence: 'low' }],
  );
  expect(given.refusedUnanswerable).toBe(0.5);
  expect(given.wrongButConfident).toBe(0.25);
  expect(given.strict).toBeNull();
});

test('refusing what could be answered counts against, a question back apart', () => {
  const given = scores(
    [{}, { outcome: 'refused', grid: null }],
    [{}, { outcome: 'clarify', grid: null }],
    [{}, {}],
    [{}, {}],
  );
  expect(given.refusedAnswerable).toBe(0.25);
  expect(given.askedBackAnswerable).toBe(0.25);
  expect(given.strict).toBe(0.5);
});

test('charts are judged where the question names some and an answer was given', () => {
  const given = scores(
    [{}, {}],
    [{}, { chart: 'pie' }],
    [{ charts: [] }, { chart: 'pie' }],
    [{}, { outcome: 'refused', grid: null, chart: null }],
  );
  expect(given.chart).toBe(0.5);
});

test('percentiles are by nearest rank', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([percentile(numbers, 0.5), percentile(numbers, 0.95), percentile([7], 0.95)]).toEqual([50, 95, 7]);
  expect(percentile([], 0.5)).toBeNaN();
});
