import { expect, test } from 'vitest';
import { type Answer, Column, type ConnectionId, Principal } from '@lumiere/contract';
import { parsedAnswer } from '../../data/answer-bytes.ts';
import type { Ran } from '../../run-query.ts';
import { query } from '../../testing/shop.ts';
import { answerLines } from '../../commands/answer-lines.ts';
import { compose } from './compose.ts';
import { nothingHeard } from './heard.ts';

const who = Principal.parse({
  user: 'usr_00000000000000000000',
  org: 'org_00000000000000000000',
  role: 'admin',
  groups: [],
  attributes: {},
  zone: 'Asia/Tokyo',
  locale: 'en',
});

const column = (key: string, more: object): Column =>
  Column.parse({ key, label: key, format: null, grain: null, part: null, field: null, additive: true, ...more });

function answerOf(columns: readonly Column[], cells: readonly (readonly unknown[])[]): Answer {
  // of what was run, an answer is made of these alone
  const ran = {
    prepared: {
      query: query({
        dimensions: [{ key: 'group', field: 'orders.day' }],
        measures: [{ key: 'orders', value: { kind: 'measure', measure: 'orders.orders' } }],
      }),
      columns,
      columnsJson: JSON.stringify(columns),
      statement: { dialect: 'duckdb', sql: 'select 1', parameters: [] },
      text: 'Orders',
    },
    finished: {
      encoded: { data: Buffer.from(JSON.stringify(cells)), rowCount: cells[0]?.length ?? 0, truncated: false },
      asOf: '2024-06-20T00:00:00Z',
    },
    warnings: [],
    cached: false,
    receipt: null,
    milliseconds: { plan: 0, run: 0 },
  } as unknown as Ran;
  return parsedAnswer(
    compose({
      connection: 'con_00000000000000000000' as ConnectionId,
      question: 'orders',
      who,
      began: 0,
      outcome: 'answered',
      heard: nothingHeard,
      query: ran.prepared.query,
      ran,
    }),
  );
}

const orders = column('orders', { role: 'measure', type: 'integer' });
const said = ({ narrative }: Answer): string =>
  (narrative?.sentences ?? [])
    .flat()
    .map((part) => ('text' in part ? part.text : part.figure))
    .join('');

test('sentences and the terminal’s table tell moments by the clock of whoever asked', () => {
  const hour = column('group', { role: 'dimension', type: 'instant', grain: 'hour' });
  const answer = answerOf(
    [hour, orders],
    [
      ['2024-06-01T20:00:00Z', '2024-06-01T21:00:00Z'],
      [10, 20],
    ],
  );
  expect(said(answer)).toMatch(/05:00.*06:00/);
  expect(answerLines(answer, 'en').join('\n')).toMatch(/05:00 +10/);
});

test('a group without a name is called in sentences as it is in tables', () => {
  const name = column('group', { role: 'dimension', type: 'text' });
  expect(
    said(
      answerOf(
        [name, orders],
        [
          [null, 'South'],
          [20, 10],
        ],
      ),
    ),
  ).toContain('(empty)');
  expect(
    said(
      answerOf(
        [name, orders],
        [
          ['  ', 'South'],
          [20, 10],
        ],
      ),
    ),
  ).toContain('(empty)');
});
