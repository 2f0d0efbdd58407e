// @vitest-environment jsdom
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Dataset, Job } from '@lumiere/contract';
import { App } from '../../../app/app.tsx';
import { createApi } from '../../../lib/api.ts';
import type { SocketListener } from '../../../lib/socket.ts';
import { completeBrowser } from '../../../testing/browser.ts';
import { fakeServer, json, refusal, session } from '../../../testing/fake-server.ts';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

const id = 'dst_00000001';
const version = (name: string) => ({
  id: name,
  at: '2026-01-01T10:00:00Z',
  how: 'replace',
  rows: 4,
  rejected: 2,
  bytes: 500,
  columns: [{ name: 'kg', type: 'decimal', native: 'DECIMAL(18,2)' }],
  file: { name: 'luggage.csv', sha256: 'a'.repeat(64), bytes: 20 },
  warnings: [],
});
const lastImport = (status: string) => ({
  upload: status === 'failed' ? 'upl_00000001' : null,
  job: 'job_00000001',
  how: 'replace',
  fileName: 'luggage.csv',
  status,
  progress: 0.25,
  step: 'Reading',
  problems: status === 'failed' ? [problem] : [],
});
const problem = {
  code: 'file.unreadable',
  message: 'It ends early.',
  path: '',
  severity: 'error',
  hint: 'Send it again.',
};
const dataset = (status: string, versions: readonly string[]) =>
  ({
    id,
    name: 'luggage',
    connection: versions.length === 0 ? null : 'con_00000001',
    table: null,
    version: versions[0] === undefined ? null : version(versions[0]),
    quality: null,
    lastImport: lastImport(status),
    createdAt: '2026-01-01T10:00:00Z',
    updatedAt: '2026-01-01T10:00:00Z',
    versions: versions.map(version),
    // ids are branded, and a test may make them up
  }) as unknown as Dataset;

function open(of: Dataset, search = '') {
  history.replaceState(null, '', `/files/${id}${search}`);
  const listeners = new Map<string, SocketListener>();
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(session('token')),
    'GET /api/v1/connections': () => json({ items: [], total: 0, limit: 100, offset: 0 }),
    'GET /api/v1/datasets': () => json({ items: [of], total: 1, limit: 20, offset: 0 }),
    [`GET /api/v1/datasets/${id}`]: () => json(of),
    [`GET /api/v1/datasets/${id}/profile`]: () => refusal(404, 'request.not-found'),
    [`GET /api/v1/datasets/${id}/impact`]: () =>
      json({ rows: 4, versions: 2, bytes: 500, answers: 3, receipts: 1, questions: ['total kg'] }),
    [`DELETE /api/v1/datasets/${id}`]: () => json({ done: true }),
    [`POST /api/v1/datasets/${id}/restore`]: () => json(dataset('succeeded', ['v1', 'v2'])),
    'POST /api/v1/jobs/job_00000001/retry': () => refusal(409, 'request.conflict'),
  });
  const live = {
    listen: (topic: string, listener: SocketListener) => {
      listeners.set(topic, listener);
      return () => void listeners.delete(topic);
    },
    close: () => {},
  };
  render(<App api={createApi(server.fetch)} live={live} />);
  const tell = (job: Partial<Job>) =>
    act(() =>
      listeners.get(`dataset:${id}`)?.({
        kind: 'event',
        // as much of a job as the page reads
        event: { type: 'job.changed', job: { id: 'job_00000001', problems: [], ...job } as unknown as Job },
      }),
    );
  return { server, tell };
}

test('an import moves as the socket tells, and can be cancelled', async () => {
  const { tell } = open(dataset('running', []));
  const bar = await screen.findByRole('progressbar', { name: 'Import of luggage' });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');
  tell({ status: 'running', progress: 0.5, step: 'Writing' });
  expect(await screen.findByText('Writing')).toBeTruthy();
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  expect(screen.getByRole('button', { name: 'Cancel the import' })).toBeTruthy();
});

test('a failed import says why, what was kept, and can be tried again', async () => {
  const { server } = open(dataset('failed', []));
  expect(await screen.findByText('It ends early.')).toBeTruthy();
  expect(screen.getByText('Nothing of it was kept.')).toBeTruthy();
  const back = screen.getByRole('link', { name: 'Correct how it is read' });
  expect(back.getAttribute('href')).toBe('/files/import/upl_00000001');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(server.sent.some(({ path }) => path.endsWith('/retry'))).toBe(true));
});

test('rows that were set aside are counted and can be had', async () => {
  open(dataset('succeeded', ['v2', 'v1']));
  expect(await screen.findByText('2 rows set aside')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Download them with their reasons' })).toBeTruthy();
  expect(await screen.findByText('This version has not been looked at yet')).toBeTruthy();
});

test('an earlier version is restored, and that can be undone', async () => {
  const { server } = open(dataset('succeeded', ['v2', 'v1']), '?view=versions');
  fireEvent.click(await screen.findByRole('button', { name: /^Restore the version/ }));
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  await waitFor(() =>
    expect(server.sent.filter(({ path }) => path.endsWith('/restore')).map(({ body }) => body)).toEqual([
      { version: 'v1' },
      { version: 'v2' },
    ]),
  );
});

test('deleting says what would break and asks for the name', async () => {
  const { server } = open(dataset('succeeded', ['v2', 'v1']));
  fireEvent.click(await screen.findByRole('button', { name: 'More actions' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  expect(await screen.findByText('3 kept answers could not be run again')).toBeTruthy();
  const confirm = screen.getByRole('button', { name: 'Delete' });
  expect(confirm.hasAttribute('disabled')).toBe(true);
  fireEvent.change(screen.getByLabelText('Type luggage to confirm'), { target: { value: 'luggage' } });
  fireEvent.click(confirm);
  await waitFor(() => expect(server.sent.some(({ method }) => method === 'DELETE')).toBe(true));
});
