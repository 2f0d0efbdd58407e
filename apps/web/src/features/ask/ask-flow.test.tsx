// @vitest-environment jsdom
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, test, vi } from 'vitest';
import { App } from '../../app/app.tsx';
import { createApi } from '../../lib/api.ts';
import { answer, chip, regions } from '../../testing/answers.ts';
import { completeBrowser } from '../../testing/browser.ts';
import { fakeServer, json, refusal, session } from '../../testing/fake-server.ts';
import type { Answer } from '@lumiere/contract';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

const connection = {
  id: 'con_00000001',
  name: 'Shop',
  kind: 'duckdb',
  dialect: 'duckdb',
  sample: true,
  tables: 2,
  rows: 10,
  asOf: null,
  status: 'ready',
  reason: null,
  notes: [],
  health: { state: 'unknown', since: null, answeredAt: null, failures: 0, problem: null },
};
type Reply = (
  body: { readonly question: string; readonly history: readonly string[] },
  signal: AbortSignal | null,
) => Response | Promise<Response>;

/** The whole page over a server whose answer to questions the test decides. */
function open(path: string, asked: Reply, kept: Answer = answer({})) {
  history.replaceState(null, '', path);
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(session('token')),
    'GET /api/v1/connections': () => json({ items: [connection], total: 1, limit: 100, offset: 0 }),
    'GET /api/v1/connections/con_00000001/suggestions': () => json({ questions: ['revenue by month'] }),
    'GET /api/v1/history': () => json({ items: [], total: 0, limit: 5, offset: 0 }),
    [`GET /api/v1/answers/${kept.id}`]: () => json(kept),
    'POST /api/v1/ask': ({ body }, signal) => asked(body as Parameters<Reply>[0], signal), // what the page sends is the contract's
  });
  render(<App api={createApi(server.fetch)} />);
  return server;
}

const box = (name: RegExp) => screen.findByRole('textbox', { name });
const type = (element: HTMLElement, words: string) => {
  fireEvent.change(element, { target: { value: words } });
  fireEvent.keyDown(element, { key: 'Enter' });
};

test('one click on a suggestion asks it and gives the answer an address of its own', async () => {
  const server = open('/ask', ({ question }) => json(answer({ question })));
  fireEvent.click(await screen.findByRole('button', { name: 'revenue by month' }));
  await screen.findByRole('heading', { level: 1, name: 'revenue by month' });
  expect(location.pathname).toBe('/ask/ans_00000001');
  expect(server.sent.find((each) => each.path === '/api/v1/ask')?.body).toEqual({
    connection: 'con_00000001',
    question: 'revenue by month',
    history: [],
  });
});

test('a follow-up carries the questions before it, and the address the conversation', async () => {
  const server = open('/ask/ans_00000001', ({ question }) =>
    json(answer({ id: 'ans_00000002' as Answer['id'], question })),
  ); // a made-up id
  type(await box(/follow-up/), 'and by month');
  await screen.findByRole('heading', { level: 1, name: 'and by month' });
  expect(server.sent.find((each) => each.path === '/api/v1/ask')?.body).toMatchObject({
    history: ['revenue by region'],
  });
  expect(location.pathname + location.search).toBe('/ask/ans_00000002?after=ans_00000001');
  expect(await screen.findByRole('link', { name: /revenue by region/ })).toBeTruthy();
});

test('a question that fails stays in the box, and what happened is told with the request’s id', async () => {
  const problems = [
    { code: 'source.busy', message: 'All engines work.', path: '', severity: 'error', hint: 'Try again in a moment.' },
  ];
  open('/ask', () => refusal(503, 'source.busy', problems));
  type(await box(/Your question/), 'revenue by region');
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(/^(?!.*Title of).*All engines work\..*Try again in a moment\..*req_test/);
  expect(((await box(/Your question/)) as HTMLTextAreaElement).value).toBe('revenue by region'); // a text area by its role
});

test('cancelling ends the request and keeps the question', async () => {
  let cancelled = false;
  open(
    '/ask',
    (_, signal) =>
      new Promise((__, reject) => signal?.addEventListener('abort', () => ((cancelled = true), reject(signal.reason)))),
  );
  type(await box(/Your question/), 'something slow');
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(cancelled).toBe(true));
  expect(((await box(/Your question/)) as HTMLTextAreaElement).value).toBe('something slow'); // a text area by its role
  expect(screen.queryByRole('alert')).toBeNull();
});

describe('an answer', () => {
  const shown = async (of: Partial<Answer>) => {
    const kept = answer(of);
    open('/ask/ans_00000001', ({ question }) => json(answer({ question })), kept);
    return within(await screen.findByRole('article'));
  };

  test('shows its values, names what is missing, and says how many rows there are', async () => {
    const card = await shown({});
    const rows = card.getAllByRole('row').map((row) => row.textContent);
    expect(rows).toEqual(['RegionRevenue', 'Nord1,200.50', '(empty)7.25', 'Südno data']);
    expect(card.getByText('3 rows')).toBeTruthy();
    expect(card.getByRole('link', { name: 'Receipt' }).getAttribute('href')).toBe('/receipts/rcp_00000001');
  });

  test('that was cut off says so', async () => {
    const card = await shown({ result: { ...regions, truncated: true } });
    expect(card.getByText(/Cut off/)).toBeTruthy();
  });

  test('without rows says that the query ran', async () => {
    const card = await shown({ result: { ...regions, data: [[], []], rowCount: 0 } });
    expect(card.getByText('No rows match')).toBeTruthy();
    expect(card.queryByRole('table')).toBeNull();
  });

  test('shows its time in its own zone, not the browser’s', async () => {
    const card = await shown({ zone: 'Asia/Tokyo' });
    expect(card.getByText(/Data as of Feb 1, 2026, 8:30 AM/)).toBeTruthy();
  });

  test('a figure of the insight leads to its cell', async () => {
    const card = await shown({
      charts: [
        { spec: { kind: 'kpi', x: null, y: ['revenue'], series: null, title: null }, score: 1, reason: 'One figure.' },
      ],
      narrative: {
        sentences: [
          [
            { text: 'Nord leads with ' },
            { figure: '1,200.50', from: { kind: 'cell', cell: { column: 'revenue', row: 0 } } },
          ],
        ],
      },
    });
    fireEvent.click(card.getByRole('button', { name: '1,200.50' }));
    const cell = await card.findByRole('cell', { name: '1,200.50' });
    expect(cell.dataset['marked']).toBe('true');
    expect(location.search).toBe('?view=table');
  });

  test('shows which words were taken for what, what was assumed and what was left out', async () => {
    const chips = [
      chip({ words: 'revenue', meaning: 'Revenue', span: [0, 7], alternatives: ['orders'] }),
      chip({ kind: 'period', meaning: '2025', assumed: true }),
      chip({ kind: 'ignored', words: 'purple', meaning: 'not understood', applied: false }),
    ];
    const card = await shown({ understood: { text: 'Revenue by region in 2025.', chips }, confidence: 'low' });
    expect(card.getByRole('button', { name: /2025.*assumed/ })).toBeTruthy();
    expect(card.getByRole('button', { name: /purple.*not applied/ })).toBeTruthy();
    expect(card.getByRole('button', { name: 'Not sure' })).toBeTruthy();
    fireEvent.click(card.getByRole('button', { name: /Measure.*Revenue/ }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'orders' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'orders by region' })).toBeTruthy();
  });

  test('that was refused names what the data lacks and offers what it can answer', async () => {
    const card = await shown({
      outcome: 'refused',
      result: null,
      missing: ['weather'],
      suggestions: [{ question: 'revenue by month', reason: null }],
      problems: [
        {
          code: 'ask.not-in-data',
          message: 'Nothing here is called weather.',
          path: '',
          severity: 'error',
          hint: null,
        },
      ],
    });
    expect(card.getByText('weather')).toBeTruthy();
    expect(card.getByText('Nothing here is called weather.')).toBeTruthy();
    fireEvent.click(card.getByRole('button', { name: 'revenue by month' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'revenue by month' })).toBeTruthy();
  });

  test('that failed says why, what to do, and runs again', async () => {
    const card = await shown({
      outcome: 'failed',
      result: null,
      problems: [
        { code: 'source.crashed', message: 'The engine stopped.', path: '', severity: 'error', hint: 'Ask again.' },
      ],
    });
    expect(card.getByRole('alert').textContent).toMatch(/The engine stopped\.Ask again\./);
    expect(card.getByRole('button', { name: 'Ask again' })).toBeTruthy();
  });
});

test('the set-up link’s token leaves the address at once', async () => {
  history.replaceState(null, '', '/setup?token=one-time');
  const server = fakeServer({
    'GET /api/v1/setup': () => json({ needed: true }),
    'POST /api/v1/setup': () => json(session('token'), 201),
  });
  render(<App api={createApi(server.fetch)} />);
  fireEvent.change(await screen.findByLabelText(/Organization/), { target: { value: 'Engines' } });
  expect(location.search).toBe('');
  fireEvent.change(screen.getByLabelText(/Your name/), { target: { value: 'Ada' } });
  fireEvent.change(screen.getByLabelText(/E-mail/), { target: { value: 'ada@example.com' } });
  fireEvent.change(screen.getByLabelText(/^Password/), { target: { value: 'plum anchor violet' } });
  fireEvent.click(screen.getByRole('button', { name: /Create/ }));
  await waitFor(() => expect(location.pathname).toBe('/ask'));
  expect(server.sent.find((each) => each.method === 'POST')?.body).toMatchObject({
    token: 'one-time',
    organization: 'Engines',
  });
});
