// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { completeBrowser } from '../../../testing/browser.ts';
import { json, refusal } from '../../../testing/fake-server.ts';
import { inspection, openPreview, plan, sheetLayout, upload } from '../../../testing/preview.tsx';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });
beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

type Handlers = NonNullable<Parameters<typeof openPreview>[2]>;

/** A workbook of four sheets: two to import, one without rows, one that cannot be read. Every import keeps the file under the next number. */
function openBook(more: Handlers = {}) {
  const sheets = ['Orders', 'Customers', 'Notes', 'Odd'];
  let kept = 1;
  const book: Record<string, Handlers[string]> = {};
  for (const n of [1, 2, 3]) {
    book[`POST /api/v1/uploads/upl_0000000${n}/inspect`] = ({ body }) => {
      const { sheet = 'Orders' } = (body as { choices?: { sheet?: string } }).choices ?? {}; // as the page sends it
      if (sheet === 'Notes') return refusal(422, 'file.empty');
      if (sheet === 'Odd') return refusal(422, 'file.unreadable', [{ message: 'It is odd.', hint: 'Mend it.' }]);
      return json({ ...inspection({ ...plan, layout: sheetLayout(sheet) }), sheets, name: sheet });
    };
    book[`POST /api/v1/uploads/upl_0000000${n}/import`] = () => {
      kept += 1;
      return json(
        { outcome: 'started', dataset: `dst_0000000${kept}`, job: 'job_00000001', kept: `upl_0000000${kept}` },
        202,
      );
    };
  }
  const server = openPreview(undefined, { ...upload, name: 'shop.xlsx' }, { ...book, ...more });
  return { imports: () => server.sent.filter(({ path }) => path.endsWith('/import')), sent: server.sent };
}

const button = () => screen.findByRole('button', { name: 'Import all 4 sheets' });

test('all sheets are imported by one click: each with its own guesses, the empty one and the refused one said', async () => {
  const { imports, sent } = openBook();
  fireEvent.click(await button());
  expect(document.activeElement?.textContent).toBe('Importing everything in the file');
  expect(await screen.findByText('Detail of file.unreadable. It is odd. Mend it.')).toBeTruthy();
  expect(screen.getByText('Nothing to import: the sheet has no rows')).toBeTruthy();
  const correct = await screen.findByRole('link', { name: 'Correct how it is read' });
  expect(correct.getAttribute('href')).toBe('/files/import/upl_00000003?sheet=Odd');
  expect(imports().map(({ path }) => path)).toEqual([
    '/api/v1/uploads/upl_00000001/import',
    '/api/v1/uploads/upl_00000002/import',
  ]);
  expect(imports().map(({ body }) => body)).toMatchObject([
    { into: { kind: 'new' }, plan: { layout: { sheet: 'Orders' } }, keep: true },
    { into: { kind: 'new' }, plan: { layout: { sheet: 'Customers' } }, keep: true },
  ]);
  // the file is needed for the one that was refused
  expect(sent.filter(({ method }) => method === 'DELETE')).toEqual([]);
});

test('the file is discarded once nothing of it is left', async () => {
  const { sent } = openBook({
    'POST /api/v1/uploads/upl_00000003/inspect': () => refusal(422, 'file.empty'),
    'DELETE /api/v1/uploads/upl_00000003': () => json({ done: true }),
  });
  fireEvent.click(await button());
  expect(await screen.findByText('Everything in the file has been looked at')).toBeTruthy();
  expect(sent.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
    '/api/v1/uploads/upl_00000003',
  ]);
  expect(screen.queryByRole('link', { name: 'Correct how it is read' })).toBeNull();
});

test('a second click imports nothing twice', async () => {
  const { imports } = openBook();
  const go = await button();
  // both before anything is drawn anew
  act(() => {
    go.click();
    go.click();
  });
  expect(await screen.findByText('Everything in the file has been looked at')).toBeTruthy();
  expect(imports().map(({ path }) => path)).toEqual([
    '/api/v1/uploads/upl_00000001/import',
    '/api/v1/uploads/upl_00000002/import',
  ]);
});

test('leaving the page begins nothing more, and offers the sheets that are left with the file', async () => {
  let answer: (reply: Response) => void = () => undefined;
  const { imports, sent } = openBook({
    'POST /api/v1/uploads/upl_00000001/import': () => new Promise((resolve) => (answer = resolve)),
  });
  fireEvent.click(await button());
  await waitFor(() => expect(imports()).toHaveLength(1));
  fireEvent.click(screen.getByRole('link', { name: 'All files' }));
  expect(await screen.findByRole('heading', { name: 'Files' })).toBeTruthy();
  const before = sent.length;
  answer(json({ outcome: 'started', dataset: 'dst_00000002', job: 'job_00000001', kept: 'upl_00000002' }, 202));
  const next = await screen.findByRole('link', { name: 'Review and import Customers of shop.xlsx' });
  expect(next.getAttribute('href')).toBe('/files/import/upl_00000002?sheet=Customers');
  expect(sent.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
  // the file that was taken is no longer offered as it was known
  const asked = () => sent.filter(({ method, path }) => method === 'GET' && path.endsWith('/upl_00000001')).length;
  const known = asked();
  act(() => history.back());
  await waitFor(() => expect(asked()).toBe(known + 1));
});

test('where no sheet could be imported, correcting one shows the file again', async () => {
  openBook({
    'POST /api/v1/uploads/upl_00000001/import': () => refusal(409, 'request.conflict'),
  });
  fireEvent.click(await button());
  const [first] = await screen.findAllByRole('link', { name: 'Correct how it is read' });
  if (first === undefined) throw new Error('There is nothing to correct.');
  fireEvent.click(first);
  expect(await button()).toBeTruthy();
  expect(location.search).toBe('?sheet=Orders');
});

test('an import that fails later says why in its row, and leads to where it is corrected', async () => {
  const problems = [{ code: 'file.plan', message: 'It has no weight.', path: '', severity: 'error', hint: null }];
  openBook({
    'GET /api/v1/datasets/dst_00000003': () =>
      json({
        id: 'dst_00000003',
        name: 'Customers',
        connection: null,
        table: null,
        version: null,
        quality: null,
        versions: [],
        lastImport: {
          job: 'job_00000001',
          status: 'failed',
          fileName: 'shop.xlsx',
          how: 'replace',
          progress: null,
          step: null,
          problems,
          upload: 'upl_00000002',
        },
        createdAt: '2026-01-01T10:00:00Z',
        updatedAt: '2026-01-01T10:00:00Z',
      }),
  });
  fireEvent.click(await button());
  expect(await screen.findByText('It has no weight.')).toBeTruthy();
  const links = screen.getAllByRole('link', { name: 'Correct how it is read' });
  expect(links.map((link) => link.getAttribute('href'))).toContain('/files/import/upl_00000002');
});
