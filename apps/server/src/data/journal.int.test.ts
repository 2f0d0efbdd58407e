import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnswerId, ConnectionId, OrgId, UserId } from '@lumiere/contract';
import type { DataTables } from '../db/data-tables.ts';
import { newId } from '../ids.ts';
import { type TestServer, startTestServer } from '../testing/server.ts';
import { insertConnection } from './connection-store.ts';
import { createJournal } from './journal.ts';

let server: TestServer;
let base: { org: OrgId; user: UserId; connection: ConnectionId };
beforeEach(async () => {
  server = await startTestServer();
  const { org, user } = await server.person(await server.organization());
  const connection = newId('con');
  await insertConnection(server.deps.db, org, {
    id: connection,
    kind: 'sqlite',
    name: 'X',
    config: '{}',
    sample: false,
    now: 0,
  });
  base = { org, user, connection };
});
afterEach(() => server.close());

const row = (changes: Partial<DataTables['answers']> = {}): DataTables['answers'] => ({
  id: newId('ans'),
  org_id: base.org,
  user_id: base.user,
  connection_id: base.connection,
  question: 'how many?',
  folded: 'how many?',
  history: '[]',
  query: null,
  heard: '{}',
  outcome: 'answered',
  row_count: 1,
  milliseconds: 1.5,
  receipt_id: null,
  created_at: 0,
  ...changes,
});
const stored = async (): Promise<AnswerId[]> =>
  (await server.deps.db.selectFrom('answers').select('id').execute()).map(({ id }) => id);
const journalOf = () => {
  const errors: unknown[] = [];
  return { journal: createJournal(server.deps.db, { onError: (error) => void errors.push(error) }), errors };
};

test('a row is durable when its promise resolves, within 50 ms and not alone', async () => {
  const { journal } = journalOf();
  const rows = Array.from({ length: 20 }, () => row());
  let transactions = 0;
  const { db } = server.deps;
  const counting = createJournal(
    Object.assign(Object.create(db), {
      transaction: (work: Parameters<typeof db.transaction>[0]) => ((transactions += 1), db.transaction(work)),
    }),
    { onError: () => undefined },
  );
  const added = rows.map((each) => counting.add({ table: 'answers', row: each }));
  expect(await stored()).toEqual([]);
  await Promise.all(added);
  expect((await stored()).sort()).toEqual(rows.map(({ id }) => id).sort());
  expect(transactions).toBe(1);
  await journal.settle();
});

test('a row that cannot be stored is refused alone, and the others stay', async () => {
  const { journal, errors } = journalOf();
  const [good, bad, other] = [row(), row({ connection_id: newId('con') }), row()];
  const results = await Promise.allSettled(
    [good, bad, other].map((each) => journal.add({ table: 'answers', row: each })),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((await stored()).sort()).toEqual([good.id, other.id].sort());
  expect(errors).toHaveLength(1);
  expect([journal.knows(good.id), journal.knows(bad.id)]).toEqual([true, false]);
});

test('the same row twice is one row, and settling does not wait for the clock', async () => {
  const { journal } = journalOf();
  const one = row();
  const both = Promise.all([journal.add({ table: 'answers', row: one }), journal.add({ table: 'answers', row: one })]);
  await journal.settle();
  expect(await stored()).toEqual([one.id]);
  await both;
});
