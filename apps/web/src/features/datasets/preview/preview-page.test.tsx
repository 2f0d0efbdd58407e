// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Upload } from '@lumiere/contract';
import { completeBrowser } from '../../../testing/browser.ts';
import { json, refusal } from '../../../testing/fake-server.ts';
import { inspection, openPreview, plan, sheetLayout, style, upload } from '../../../testing/preview.tsx';

completeBrowser();
vi.setConfig({ testTimeout: 30_000 });

test('rows that would be set aside are marked with the reason, and the file being here already is said', async () => {
  openPreview();
  expect(await screen.findByText('Would be set aside: kg: "heavy" is no number')).toBeTruthy();
  expect(screen.getByText(/1 row cannot be read this way/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Old luggage' })).toBeTruthy();
});

test('a corrected decimal sign is looked at again and imported with', async () => {
  const server = openPreview();
  const rows = within(await screen.findByRole('region', { name: 'First rows of the file' }));
  fireEvent.click(rows.getByRole('button', { name: /^kg/ }));
  fireEvent.change(screen.getByLabelText('Decimal sign'), { target: { value: ',' } });
  await waitFor(() => expect(server.sent.filter(({ path }) => path.endsWith('/inspect')).length).toBe(2));
  const reading = { type: 'integer', style: { ...style, decimal: ',', grouping: '.' } };
  expect(server.sent.findLast(({ path }) => path.endsWith('/inspect'))?.body).toMatchObject({
    plan: { columns: [{}, { reading }] },
  });
  const go = screen.getByRole('button', { name: 'Import' });
  await waitFor(() => expect(go.hasAttribute('disabled')).toBe(false));
  fireEvent.click(go);
  await waitFor(() => expect(server.sent.at(-1)?.path).toMatch(/import$/));
  expect(server.sent.at(-1)?.body).toMatchObject({
    into: { kind: 'new', name: 'luggage' },
    plan: { columns: [{}, { reading }] },
  });
  expect((await screen.findByRole('alert')).textContent).toContain('Detail of request.conflict');
});

test('cells are shown as they stand in the file, or as they are read', async () => {
  openPreview();
  expect(await screen.findByRole('cell', { name: '1,500' })).toBeTruthy();
  expect(screen.queryByRole('cell', { name: 'heavy' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'As in the file' }));
  expect(screen.getByRole('cell', { name: 'heavy' })).toBeTruthy();
});

test('two columns of one name cannot be imported', async () => {
  openPreview();
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'KG' } });
  expect(screen.getByText('Another column has this name')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Import' }).hasAttribute('disabled')).toBe(true);
});

test('every file of an archive can be chosen, and one that is no table leaves the others to choose', async () => {
  const members = ['orders.csv', 'manual.pdf'];
  const server = openPreview((body) => {
    const { member = 'orders.csv' } = (body as { choices?: { member?: string } }).choices ?? {};
    if (member === 'manual.pdf') return refusal(422, 'file.unsupported');
    return json({ ...inspection({ ...plan, packed: 'zip', member }), members });
  });
  const files = await screen.findByLabelText('File in the archive');
  fireEvent.change(files, { target: { value: 'manual.pdf' } });
  expect((await screen.findByRole('alert')).textContent).toContain('Detail of file.unsupported');
  expect(screen.getByRole('button', { name: 'Import' }).hasAttribute('disabled')).toBe(true);
  fireEvent.change(screen.getByLabelText('File in the archive'), { target: { value: 'orders.csv' } });
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  await waitFor(() => expect(screen.getByRole('button', { name: 'Import' }).hasAttribute('disabled')).toBe(false));
  expect(server.sent.findLast(({ path }) => path.endsWith('/inspect'))?.body).toEqual({
    choices: { member: 'orders.csv' },
  });
});

test('a file that cannot be read says why', async () => {
  openPreview(() => refusal(422, 'file.unreadable'));
  expect((await screen.findByRole('alert')).textContent).toContain('Detail of file.unreadable');
});

test('an import that came to nothing is taken up where it was, with why it failed', async () => {
  const columns = plan.columns.map((column) => ({ ...column, name: `my ${column.name}` }));
  const before = { ...plan, columns };
  const problems = [{ code: 'file.plan', message: 'It has no weight.', path: '', severity: 'error', hint: null }];
  const tried = { job: 'job_00000001', into: { kind: 'new', name: 'Trunks' }, plan: before, problems };
  const server = openPreview(undefined, { ...upload, tried } as unknown as Upload);
  expect(await screen.findByText('It has no weight.')).toBeTruthy();
  const go = await screen.findByRole('button', { name: 'Import' });
  await waitFor(() => expect(go.hasAttribute('disabled')).toBe(false));
  fireEvent.click(go);
  await waitFor(() => expect(server.sent.at(-1)?.path).toMatch(/import$/));
  expect(server.sent.at(-1)?.body).toMatchObject({ into: { kind: 'new', name: 'Trunks' }, plan: before });
});

test('a sheet is imported, the file kept, and the next sheet offered where the import is shown', async () => {
  localStorage.clear();
  const sheets = ['Orders', 'Customers', 'Returns'];
  const id = 'dst_00000001';
  const server = openPreview(
    (body) => {
      const { sheet = 'Orders' } = (body as { choices?: { sheet?: string } }).choices ?? {}; // as the page sends it
      return json({ ...inspection({ ...plan, layout: sheetLayout(sheet) }), sheets, name: sheet });
    },
    { ...upload, name: 'shop.xlsx' },
    {
      'POST /api/v1/uploads/upl_00000001/import': () =>
        json({ outcome: 'started', dataset: id, job: 'job_00000001', kept: 'upl_00000002' }, 202),
      [`GET /api/v1/datasets/${id}`]: () =>
        json({
          id,
          name: 'Customers',
          connection: null,
          table: null,
          version: null,
          quality: null,
          versions: [],
          lastImport: null,
          createdAt: '2026-01-01T10:00:00Z',
          updatedAt: '2026-01-01T10:00:00Z',
        }),
    },
  );
  const field = await screen.findByLabelText('Name of the dataset');
  expect((field as HTMLInputElement).value).toBe('Orders'); // a text field
  fireEvent.change(screen.getByLabelText('Sheet'), { target: { value: 'Customers' } });
  await waitFor(() => expect((field as HTMLInputElement).value).toBe('Customers'));
  const go = screen.getByRole('button', { name: 'Import' });
  await waitFor(() => expect(go.hasAttribute('disabled')).toBe(false));
  fireEvent.click(go);
  const next = await screen.findByRole('link', { name: 'Import another sheet' });
  expect(server.sent.find(({ path }) => path.endsWith('/import'))?.body).toMatchObject({
    into: { kind: 'new', name: 'Customers' },
    keep: true,
  });
  expect(screen.getByRole('heading', { name: 'shop.xlsx has 2 more sheets' })).toBeTruthy();
  expect(next.getAttribute('href')).toBe('/files/import/upl_00000002?sheet=Orders');
  const returns = screen.getByRole('link', { name: 'Review and import Returns of shop.xlsx' });
  expect(returns.getAttribute('href')).toBe('/files/import/upl_00000002?sheet=Returns');
  localStorage.clear();
});

test('an address says which sheet to begin with, and one without rows leads to the others', async () => {
  const server = openPreview(
    (body) => {
      const { sheet } = (body as { choices?: { sheet?: string } }).choices ?? {}; // as the page sends it
      return sheet === 'Empty' ? refusal(422, 'file.unreadable') : json(inspection(plan));
    },
    upload,
    {},
    '?sheet=Empty',
  );
  fireEvent.click(await screen.findByRole('button', { name: 'Look at what else is in the file' }));
  expect(await screen.findByRole('button', { name: 'Import' })).toBeTruthy();
  expect(server.sent.filter(({ path }) => path.endsWith('/inspect')).map(({ body }) => body)).toEqual([
    { choices: { sheet: 'Empty' } },
    { choices: {} },
  ]);
});
