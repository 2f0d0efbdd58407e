// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { ConnectionDetail, ConnectionTest, ConnectorKind, Problem, Routes } from '@lumiere/contract';
import { App } from '../../app/app.tsx';
import { createApi } from '../../lib/api.ts';
import type { Reply } from '../../lib/api-types.ts';
import { completeBrowser } from '../../testing/browser.ts';
import { fakeServer, json, refusal, session } from '../../testing/fake-server.ts';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

const problem: Problem = {
  code: 'source.sign-in',
  message: 'PostgreSQL on db does not accept the user ada with this password.',
  path: '',
  severity: 'error',
  hint: 'Check user and password.',
};

const kind: ConnectorKind = {
  kind: 'postgres',
  title: 'PostgreSQL',
  docs: 'Queried where it is.',
  dialect: 'postgres',
  form: {
    type: 'object',
    properties: {
      host: { type: 'string', title: 'Host', description: '', order: 1, group: 'place' },
      password: { type: 'string', default: '', writeOnly: true, title: 'Password', order: 2, group: 'account' },
      tls: {
        type: 'string',
        enum: ['prefer', 'require'],
        default: 'prefer',
        title: 'TLS',
        order: 3,
        group: 'encryption',
      },
    },
    required: ['host'],
  },
  secrets: ['password'],
  defaultPort: 5432,
  hasScript: true,
  addedBy: 'form',
};

const connection = (of: Partial<ConnectionDetail> = {}): ConnectionDetail =>
  ({
    id: 'con_00000001',
    name: 'Shop',
    kind: 'postgres',
    dialect: 'postgres',
    sample: false,
    tables: 2,
    rows: 10,
    asOf: null,
    status: 'ready',
    reason: null,
    empty: false,
    notes: [],
    health: { state: 'up', since: '2026-01-01T10:00:00Z', answeredAt: null, failures: 0, problem: null },
    config: { host: 'db', tls: 'prefer' },
    secretsSet: ['password'],
    createdAt: '2026-01-01T10:00:00Z',
    refreshedAt: null,
    nextRefreshAt: null,
    refreshing: null,
    ...of,
    // ids are branded, and a test may make them up
  }) as ConnectionDetail;

const down = {
  state: 'down',
  since: '2026-01-01T10:00:00Z',
  answeredAt: null,
  failures: 3,
  problem,
} as const satisfies ConnectionDetail['health'];

const tested = (ok: boolean): ConnectionTest => ({
  ok,
  tables: ok ? 3 : null,
  steps: [
    { id: 'reach', state: 'passed', message: 'Port 5432 answers.', problem: null },
    ok
      ? { id: 'sign-in', state: 'passed', message: 'Signed in.', problem: null }
      : { id: 'sign-in', state: 'failed', message: problem.message, problem },
    { id: 'tables', state: ok ? 'passed' : 'skipped', message: '', problem: null },
  ],
});

type Handlers = Parameters<typeof fakeServer>[0];
const listed = <K extends keyof Routes>(_: K, reply: Reply<K>) => json(reply);

function open(path: string, handlers: Handlers, of: ConnectionDetail = connection()) {
  history.replaceState(null, '', path);
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(session('token')),
    'GET /api/v1/connections': () => json({ items: [of], total: 1, limit: 100, offset: 0 }),
    'GET /api/v1/connectors': () => listed('GET /api/v1/connectors', { items: [kind] }),
    'GET /api/v1/connections/con_00000001': () => listed('GET /api/v1/connections/:id', of),
    'GET /api/v1/connections/con_00000001/tables': () => json({ items: [], total: 0, limit: 50, offset: 0 }),
    ...handlers,
  });
  render(<App api={createApi(server.fetch)} />);
  return server;
}
const bodyOf = (server: ReturnType<typeof open>, path: string, method = 'POST') =>
  server.sent.findLast((each) => each.path === path && each.method === method)?.body;

test('a source that is down says since when, why, and what to do', async () => {
  open('/connections', {}, connection({ health: down }));
  const card = within(await screen.findByRole('article'));
  expect(card.getByText(/Down since/)).toBeTruthy();
  expect(card.getByText(problem.message)).toBeTruthy();
  expect(card.getByText('Check user and password.')).toBeTruthy();
});

test('a test that fails shows the step, the reason and what to do; a correction takes it away', async () => {
  const server = open('/connections/new?kind=postgres', {
    'POST /api/v1/connections/test': () => listed('POST /api/v1/connections/test', tested(false)),
  });
  fireEvent.change(await screen.findByRole('textbox', { name: 'Host' }), { target: { value: 'db' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'Test the connection' }));
  expect(await screen.findByRole('heading', { name: 'It cannot be connected yet' })).toBeTruthy();
  expect(screen.getByText(problem.message)).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Not tried' })).toBeTruthy();
  expect(bodyOf(server, '/api/v1/connections/test')).toEqual({
    kind: 'postgres',
    config: { host: 'db', password: 'wrong', tls: 'prefer' },
  });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'right' } });
  expect(screen.queryByRole('heading', { name: 'It cannot be connected yet' })).toBeNull();
});

test('nothing is sent while something needed is missing', async () => {
  const server = open('/connections/new?kind=postgres', {});
  fireEvent.click(await screen.findByRole('button', { name: 'Connect' }));
  expect((await screen.findAllByText('This is needed.')).length).toBe(2);
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Host' }));
  expect(server.sent.some((each) => each.method === 'POST' && each.path === '/api/v1/connections')).toBe(false);
});

test('the script is asked for without the password', async () => {
  const server = open('/connections/new?kind=postgres', {
    'POST /api/v1/connections/read-only-script': () => json({ script: 'create role reader;' }),
  });
  fireEvent.change(await screen.findByLabelText('Password'), { target: { value: 'hunter2' } });
  fireEvent.click(screen.getByRole('button', { name: 'Show the script' }));
  await screen.findByRole('region', { name: 'SQL' });
  expect(JSON.stringify(bodyOf(server, '/api/v1/connections/read-only-script'))).not.toContain('hunter2');
});

test('a connection is saved, its tables are read, and then it can be asked', async () => {
  open('/connections/new?kind=postgres', {
    'POST /api/v1/connections': () => json(connection({ status: 'loading' }), 201),
  });
  fireEvent.change(await screen.findByRole('textbox', { name: 'Name' }), { target: { value: 'Shop' } });
  fireEvent.change(screen.getByRole('textbox', { name: 'Host' }), { target: { value: 'db' } });
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));
  expect(await screen.findByRole('heading', { name: 'Shop is ready' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Ask about it' }).getAttribute('href')).toBe('/ask?connection=con_00000001');
});

test('rows that cannot be read are an error in words, never no rows', async () => {
  const entry = {
    id: 'tbl_00000001',
    schema: 'public',
    name: 'orders',
    kind: 'table',
    rows: 4,
    inModel: ['orders'],
    label: 'Orders',
  };
  const table = '/api/v1/connections/con_00000001/tables/tbl_00000001';
  open('/connections/con_00000001', {
    'GET /api/v1/connections/con_00000001/tables': () =>
      json({ items: [{ ...entry, columns: 1, matched: [] }], total: 1, limit: 50, offset: 0 }),
    [`GET ${table}`]: () =>
      json({
        ...entry,
        matched: [],
        columns: [],
        description: null,
        primaryKey: [],
        unique: [],
        foreignKeys: [],
        referencedBy: [],
        seenAt: '2026-01-01T10:00:00Z',
        withheld: null,
      }),
    [`GET ${table}/rows`]: () => refusal(422, 'source.permission', [problem]),
  });
  fireEvent.click(await screen.findByRole('link', { name: 'First rows' }));
  expect((await screen.findByRole('alert')).textContent).toContain(problem.message);
  expect(screen.queryByText(/there are no rows/)).toBeNull();
});

test('another place is compared first, and the kept password is not sent', async () => {
  const server = open('/connections/con_00000001?view=settings', {
    'POST /api/v1/connections/con_00000001/replacement': () =>
      listed('POST /api/v1/connections/:id/replacement', {
        test: tested(true),
        changes: [
          {
            kind: 'column-removed',
            schema: null,
            table: 'orders',
            column: 'status',
            before: 'text',
            after: null,
            breaks: ['orders.status'],
          },
        ],
        changeCount: 1,
        impact: { history: 2, people: 1, receipts: 0, schedules: 0, models: 1, tables: 2 },
      }),
    'PATCH /api/v1/connections/con_00000001': () => json(connection()),
  });
  const host = await screen.findByRole('textbox', { name: 'Host' });
  expect(screen.getByPlaceholderText('Set, unchanged')).toBeTruthy();
  fireEvent.change(host, { target: { value: 'other' } });
  fireEvent.click(screen.getByRole('button', { name: 'Preview the change' }));
  expect(await screen.findByText('Breaks in the model: orders.status')).toBeTruthy();
  expect(screen.getByText(/2 questions in the history/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Save the change' }));
  await waitFor(() =>
    expect(bodyOf(server, '/api/v1/connections/con_00000001', 'PATCH')).toEqual({
      config: { host: 'other', tls: 'prefer' },
    }),
  );
});

test('deleting names what goes with it and waits for the name to be typed', async () => {
  const server = open('/connections/con_00000001?view=settings', {
    'GET /api/v1/connections/con_00000001/impact': () =>
      json({ history: 12, people: 3, receipts: 4, schedules: 1, models: 2, tables: 2 }),
    'DELETE /api/v1/connections/con_00000001': () => json({ done: true }),
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Delete…' }));
  expect(await screen.findByText('12 questions in the history of 3 people')).toBeTruthy();
  const confirm = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete the connection' });
  expect(confirm.disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('Type Shop to confirm'), { target: { value: 'Shop' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(location.pathname).toBe('/connections'));
  expect(server.sent.some((each) => each.method === 'DELETE')).toBe(true);
});
