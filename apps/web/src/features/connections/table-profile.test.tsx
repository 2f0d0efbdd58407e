// @vitest-environment jsdom
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Job, TableProfile } from '@lumiere/contract';
import { App } from '../../app/app.tsx';
import { createApi } from '../../lib/api.ts';
import type { SocketListener } from '../../lib/socket.ts';
import { completeBrowser } from '../../testing/browser.ts';
import { fakeServer, json, refusal, session } from '../../testing/fake-server.ts';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

const at = '/api/v1/connections/con_00000001';
const entry = (n: number) => ({
  id: `tbl_0000000${n}`,
  schema: 'shop',
  name: `orders${n}`,
  kind: 'table',
  rows: 1000,
  columns: 1,
  inModel: ['orders'],
  label: 'Orders',
  matched: [],
});
const field = { name: 'kg', nativeType: 'numeric', type: 'decimal', nullable: true, primaryKey: false, unique: false };
const detail = {
  ...entry(1),
  columns: [
    { ...field, field: null, label: null, description: null, distinct: null, estimated: false, nulls: null },
  ].map((column) => ({ ...column, min: null, max: null, samples: [], complete: false })),
  description: null,
  primaryKey: [],
  unique: [],
  foreignKeys: [],
  referencedBy: [],
  seenAt: '2026-01-01T10:00:00Z',
  withheld: null,
};
const job = (of: Partial<Job>) =>
  ({
    id: 'job_00000001',
    kind: 'table-profile',
    subject: 'con_00000001',
    status: 'running',
    progress: 0.5,
    step: 'Looking at the columns',
    cancelling: false,
    problems: [],
    finishedAt: null,
    ...of,
    // ids are branded, and a test may make them up
  }) as unknown as Job;
const found = (of: Partial<NonNullable<TableProfile['found']>> = {}) => ({
  computedAt: '2026-01-01T10:00:00Z',
  readMs: 840,
  reading: { how: 'all', rows: 4, of: 4, hidden: 0 },
  changed: null,
  profile: {
    rows: 4,
    errorRows: 0,
    emptyRows: 0,
    validRows: 4,
    duplicateRows: 0,
    completeness: 0.5,
    uniqueness: 1,
    quality: 70,
    columns: [
      {
        name: 'kg',
        type: 'decimal',
        native: 'numeric',
        rows: 4,
        nulls: 2,
        empty: 0,
        distinct: 2,
        estimated: false,
        min: 1.5,
        max: 2.5,
        mean: 2,
        stddev: 0.5,
        quartiles: [1.5, 2, 2.5],
        length: null,
        top: [{ value: 1.5, count: 1 }],
        histogram: [
          { from: 1.5, to: 2, count: 1 },
          { from: 2, to: 2.5, count: 1 },
        ],
        patterns: [],
        completeness: 0.5,
        uniqueness: 1,
        validity: 1,
        quality: 70,
      },
    ],
    issues: [{ flag: 'nulls', severity: 'warning', column: 'kg', count: 2, message: 'Half of the rows have no kg.' }],
  },
  ...of,
});

function open(profile: () => Response, search = '?part=profile', role: 'admin' | 'viewer' = 'admin') {
  history.replaceState(null, '', `/connections/con_00000001${search}`);
  const listeners = new Map<string, SocketListener>();
  const health = { state: 'up', since: null, answeredAt: null, failures: 0, problem: null };
  const connection = {
    id: 'con_00000001',
    name: 'Shop',
    kind: 'postgres',
    notes: [],
    dialect: 'postgres',
    sample: false,
    tables: 2,
    rows: 10,
    asOf: null,
    status: 'ready',
    reason: null,
    health,
    config: null,
    secretsSet: [],
    empty: false,
    createdAt: '2026-01-01T10:00:00Z',
    refreshedAt: null,
    nextRefreshAt: null,
    refreshing: null,
  };
  const profileOf = session('token');
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json({ ...profileOf, profile: { ...profileOf.profile, role } }),
    'GET /api/v1/connections': () => json({ items: [connection], total: 1, limit: 100, offset: 0 }),
    [`GET ${at}`]: () => json(connection),
    [`GET ${at}/tables`]: () => json({ items: [entry(1), entry(2)], total: 2, limit: 100, offset: 0 }),
    [`GET ${at}/tables/tbl_00000001`]: () => json(detail),
    [`GET ${at}/tables/tbl_00000001/questions`]: () =>
      json({ questions: ['How many orders are there?', 'Kg by month'] }),
    [`GET ${at}/tables/tbl_00000001/profile`]: profile,
    [`POST ${at}/tables/tbl_00000001/profile`]: () => json({ job: 'job_00000001' }),
    'POST /api/v1/jobs/job_00000001/cancel': () => json(job({ cancelling: true })),
  });
  const live = {
    listen: (topic: string, listener: SocketListener) => {
      listeners.set(topic, listener);
      return () => void listeners.delete(topic);
    },
    close: () => {},
  };
  render(<App api={createApi(server.fetch)} live={live} />);
  const tell = (of: Partial<Job>) =>
    act(() =>
      listeners.get('connection:con_00000001')?.({ kind: 'event', event: { type: 'job.changed', job: job(of) } }),
    );
  return { server, tell };
}

test('a table that nobody looked at is looked at by a click; its progress moves, and the figures come', async () => {
  let now: unknown = { found: null, job: null };
  const { server, tell } = open(() => json(now));
  const make = await screen.findByRole('button', { name: 'Look at it now' });
  now = { found: null, job: job({ status: 'queued', progress: null, step: null }) };
  fireEvent.click(make);
  expect(await screen.findByText('Waits for its turn')).toBeTruthy();
  now = { found: null, job: job({}) };
  tell({});
  expect(await screen.findByText('Looking at the columns')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(server.sent.some(({ path }) => path.endsWith('/cancel'))).toBe(true));
  now = { found: found(), job: job({ status: 'succeeded', finishedAt: '2026-01-01T10:00:00Z' }) };
  tell({ status: 'succeeded', finishedAt: '2026-01-01T10:00:00Z' });
  const columns = await screen.findByRole('region', { name: 'Columns' });
  fireEvent.click(within(columns).getByRole('button', { name: 'kg' }));
  expect(await screen.findByRole('img', { name: /^Distribution of kg: 2 bars from 1.5 to 2.5/ })).toBeTruthy();
  expect(screen.getAllByText('Half of the rows have no kg.').length).toBeGreaterThan(0);
});

test('a part of the rows is never passed off as all of them, and its age is said', async () => {
  const reading = { how: 'sample', rows: 200_000, of: 12_000_000, hidden: 1 } as const;
  open(() => json({ found: found({ reading, changed: 'rows' }), job: null }));
  expect(await screen.findByText(/^A sample of 200,000 of about 12,000,000 rows/)).toBeTruthy();
  expect(screen.getByText('1 column that the model hides was not looked at.')).toBeTruthy();
  expect(screen.getByText('Its rows have changed since.')).toBeTruthy();
  expect(screen.getByTitle('At least: counted among the rows looked at')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Profile again' })).toBeTruthy();
});

test('why it failed stands above what was found before', async () => {
  const problem = {
    code: 'source.unavailable',
    message: 'PostgreSQL does not answer.',
    path: '',
    severity: 'error',
  } as const;
  const failed = job({
    status: 'failed',
    finishedAt: '2026-01-02T10:00:00Z',
    problems: [{ ...problem, hint: 'Start it.' }],
  });
  open(() => json({ found: found(), job: failed }));
  expect(await screen.findByText('PostgreSQL does not answer.')).toBeTruthy();
  expect(screen.getByText('Start it.')).toBeTruthy();
  expect(screen.getByRole('region', { name: 'Columns' })).toBeTruthy();
});

test('who may not see all rows is told so, and who may not change the connection cannot have it looked at', async () => {
  const denied = open(() => refusal(403, 'permission.denied'));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Look at it now' })).toBeNull();
  expect(denied.server.sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/profile'))).toEqual([]);
});

test('a viewer sees that nobody looked, without the way to do it', async () => {
  open(() => json({ found: null, job: null }), '?part=profile', 'viewer');
  expect(await screen.findByText('Nobody has looked at this table yet')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Look at it now' })).toBeNull();
});

test('asking about a table starts with a question that was tried out', async () => {
  open(() => json({ found: null, job: null }), '');
  const ask = await screen.findByRole('link', { name: 'Ask about this table' });
  await screen.findByRole('link', { name: 'Kg by month' });
  expect(new URL(ask.getAttribute('href') ?? '', 'http://x').searchParams.get('q')).toBe('How many orders are there?');
});

test('the list of tables is gone through with the arrow keys', async () => {
  open(() => json({ found: null, job: null }), '');
  const list = await screen.findByRole('navigation', { name: 'Tables' });
  const [first, second] = await within(list).findAllByRole('link');
  first?.focus();
  if (first !== undefined) fireEvent.keyDown(first, { key: 'ArrowDown' });
  expect(document.activeElement).toBe(second);
});
