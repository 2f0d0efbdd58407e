// @vitest-environment jsdom
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Job, Schedule } from '@lumiere/contract';
import { App } from '../../app/app.tsx';
import { createApi } from '../../lib/api.ts';
import type { SocketListener } from '../../lib/socket.ts';
import { completeBrowser } from '../../testing/browser.ts';
import { fakeServer, json, profile, refusal, session } from '../../testing/fake-server.ts';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

const job = (of: Partial<Job>): Job =>
  ({
    id: 'job_00000001',
    kind: 'connection-refresh',
    title: 'Read the tables of a source',
    subject: null,
    status: 'running',
    progress: 0.25,
    step: 'Table 3 of 12',
    attempts: 1,
    maxAttempts: 3,
    cancelling: false,
    problems: [],
    createdBy: null,
    schedule: null,
    dueAt: null,
    createdAt: '2026-01-01T10:00:00Z',
    notBefore: null,
    startedAt: '2026-01-01T10:00:01Z',
    finishedAt: null,
    ...of,
    // ids are branded, and a test may make them up
  }) as Job;

const schedule = {
  id: 'sch_00000001',
  kind: 'connection-refresh',
  title: 'Read the tables again',
  subject: null,
  timing: { kind: 'interval', everyMs: 6 * 3_600_000 },
  missed: 'latest',
  nextAt: '2026-01-01T16:00:00Z',
  last: { job: 'job_00000001', dueAt: '2026-01-01T10:00:00Z', status: 'failed' },
  skipped: null,
} as unknown as Schedule; // ids are branded, and a test may make them up

/** The page over a server that holds these jobs, and a socket that the test speaks through. */
function open(path: string, jobs: readonly Job[] | Response) {
  history.replaceState(null, '', path);
  const listeners = new Map<string, SocketListener>();
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(session('token')),
    'GET /api/v1/connections': () => json({ items: [], total: 0, limit: 100, offset: 0 }),
    'GET /api/v1/jobs': () =>
      jobs instanceof Response ? jobs.clone() : json({ items: jobs, total: jobs.length, limit: 20, offset: 0 }),
    'GET /api/v1/schedules': () => json({ items: [schedule], total: 1, limit: 100, offset: 0 }),
    'GET /api/v1/datasets/dst_00000001': () =>
      json({ id: 'dst_00000001', name: 'Luggage', lastImport: { job: 'job_00000001', upload: 'upl_00000001' } }),
    'POST /api/v1/jobs/job_00000001/cancel': () => json(job({ cancelling: true })),
    'POST /api/v1/jobs/job_00000001/retry': () => json(job({ status: 'queued' }), 202),
    'POST /api/v1/schedules/sch_00000001/run': () => json(job({ status: 'queued' }), 202),
  });
  const live = {
    listen: (topic: string, listener: SocketListener) => {
      listeners.set(topic, listener);
      return () => void listeners.delete(topic);
    },
    close: () => {},
  };
  render(<App api={createApi(server.fetch)} live={live} />);
  const tell = (changed: Job) =>
    act(() => listeners.get('jobs')?.({ kind: 'event', event: { type: 'job.changed', job: changed } }));
  return { server, tell };
}

test('a running job shows its step and moves as the server tells, without asking it again', async () => {
  const { server, tell } = open('/jobs', [job({})]);
  const bar = await screen.findByRole('progressbar', { name: /Read the tables/ });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  const asked = server.sent.length;
  tell(job({ progress: 0.5, step: 'Table 6 of 12' }));
  expect(await screen.findByText('Table 6 of 12')).toBeTruthy();
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  expect(server.sent.length).toBe(asked);
});

test('a job that is new reads the list again', async () => {
  const { server, tell } = open('/jobs', [job({})]);
  await screen.findByText('Table 3 of 12');
  const lists = () => server.sent.filter((each) => each.path.startsWith('/api/v1/jobs?')).length;
  const before = lists();
  tell(job({ id: 'job_00000002' as Job['id'] })); // a made-up id
  await waitFor(() => expect(lists()).toBe(before + 1));
});

test('a job that failed says why and what to do, and is tried again by its button', async () => {
  const problem = {
    code: 'source.no-answer',
    message: 'db.example did not answer.',
    path: '',
    severity: 'error',
    hint: 'Check the host.',
  } as const;
  const { server } = open('/jobs', [job({ status: 'failed', problems: [problem] })]);
  expect(await screen.findByText('db.example did not answer.')).toBeTruthy();
  expect(screen.getByText('Check the host.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again: Read the tables of a source' }));
  await waitFor(() => expect(server.sent.some((each) => each.path.endsWith('/retry'))).toBe(true));
});

test('one that runs can be cancelled; one that is stopping cannot be cancelled twice', async () => {
  const { server, tell } = open('/jobs', [job({})]);
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel: Read the tables of a source' }));
  await waitFor(() => expect(server.sent.some((each) => each.path.endsWith('/cancel'))).toBe(true));
  tell(job({ cancelling: true }));
  expect(await screen.findByText('Stopping')).toBeTruthy();
});

test('the filter asks for one status and stands in the address', async () => {
  const { server } = open('/jobs', []);
  expect(await screen.findByText('Nothing has been worked on yet')).toBeTruthy();
  fireEvent.click(screen.getByRole('link', { name: 'Failed' }));
  expect(await screen.findByText('No job is like that')).toBeTruthy();
  expect(location.search).toBe('?status=failed');
  expect(server.sent.some((each) => each.path.includes('status=failed'))).toBe(true);
});

test('a schedule says when it runs next, how it went, and runs now', async () => {
  const { server } = open('/jobs?view=schedules', []);
  const list = within(await screen.findByRole('list', { name: 'Schedules' }));
  expect(list.getByText('Every 6 hours')).toBeTruthy();
  expect(list.getByText('Failed')).toBeTruthy();
  fireEvent.click(list.getByRole('button', { name: /Run now/ }));
  await waitFor(() => expect(server.sent.some((each) => each.path.endsWith('/run'))).toBe(true));
});

test('a list that cannot be read says so and is never shown as empty', async () => {
  open('/jobs', refusal(500, 'internal'));
  expect((await screen.findByRole('alert')).textContent).toContain('Detail of internal');
  expect(screen.queryByText('Nothing has been worked on yet')).toBeNull();
});

test('who may not look at jobs has no way to them', async () => {
  history.replaceState(null, '', '/history');
  const viewer = { ...session('token'), profile: { ...profile, role: 'viewer' } };
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(viewer),
    'GET /api/v1/history': () => json({ items: [], total: 0, limit: 20, offset: 0 }),
  });
  render(<App api={createApi(server.fetch)} />);
  expect(await screen.findByRole('link', { name: 'Connections' })).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Jobs' })).toBeNull();
});

test('an import that failed leads to its dataset, and back to how its file is read', async () => {
  open('/jobs', [job({ kind: 'dataset-import', subject: 'dst_00000001', status: 'failed' })]);
  const back = await screen.findByRole('link', { name: 'Correct how it is read' });
  expect(back.getAttribute('href')).toBe('/files/import/upl_00000001');
  expect(screen.getByRole('link', { name: 'Luggage' }).getAttribute('href')).toBe('/files/dst_00000001');
});
