import { expect, test } from 'vitest';
import { Answer } from '@lumiere/contract';
import { type RawAnswer, answerBytes, parsedAnswer } from './answer-bytes.ts';
import { bareColumn } from '@lumiere/semantic';

// The contract's own parse gives the branded ids and checks the shape.
const base = Answer.parse({
  id: null,
  connection: 'con_12345678',
  question: 'how "many"?\n',
  outcome: 'answered',
  confidence: null,
  understood: null,
  suggestions: [],
  query: null,
  statement: null,
  result: null,
  charts: [],
  narrative: null,
  problems: [],
  receipt: null,
  zone: 'UTC',
  cached: false,
  timings: { ask: 0, plan: 1, run: 2, total: 3 },
});

const columns = [bareColumn('n', 'integer', { label: 'N "x"', role: 'measure', additive: true })];

test('the spliced bytes parse to the same answer', () => {
  const raw: RawAnswer = {
    ...base,
    result: {
      columns,
      columnsJson: JSON.stringify(columns),
      data: Buffer.from('[[1,null,"12345678901234567890","ü\\"]}"]]'),
      rowCount: 4,
      truncated: true,
      asOf: '2024-01-01T00:00:00.000Z',
    },
  };
  const parsed: unknown = JSON.parse(answerBytes(raw).toString('utf8'));
  expect(parsed).toEqual(parsedAnswer(raw));
  expect(Answer.safeParse(parsed).success).toBe(true);
});

test('an answer without a result says so', () => {
  expect(JSON.parse(answerBytes({ ...base, result: null }).toString('utf8'))).toEqual(base);
});
