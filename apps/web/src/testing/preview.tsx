import { render } from '@testing-library/react';
import type { FileInspection, ImportPlan, Upload } from '@lumiere/contract';
import { App } from '../app/app.tsx';
import { createApi } from '../lib/api.ts';
import { fakeServer, json, refusal, session } from './fake-server.ts';

export const style = { decimal: '.' as const, grouping: ',' as const, symbols: [], percent: false, parentheses: false };
/** A plan of two columns. */
export const plan: ImportPlan = {
  packed: 'none',
  member: null,
  layout: { format: 'csv', encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', header: true, skip: 0 },
  columns: [
    { at: 0, source: 'city', name: 'city', use: true, reading: { type: 'text' }, nulls: [], evidence: 'texts' },
    {
      at: 1,
      source: 'kg',
      name: 'kg',
      use: true,
      reading: { type: 'integer', style },
      nulls: [],
      evidence: 'thousands',
    },
  ],
};
/** What is found in a file of two rows, one of which does not fit. */
export const inspection = (of: ImportPlan): FileInspection => ({
  bytes: 20,
  sha256: 'a'.repeat(64),
  plan: of,
  members: [],
  sheets: [],
  name: 'luggage',
  rows: 2,
  misfits: 1,
  preview: {
    raw: [
      ['Bonn', '1,500'],
      ['Trier', 'heavy'],
    ],
    read: [
      ['Bonn', 1500],
      ['Trier', null],
    ],
    bad: [{ row: 1, reason: 'kg: "heavy" is no number' }],
  },
  warnings: [],
});
export const upload = {
  id: 'upl_00000001',
  name: 'luggage.csv',
  bytes: 20,
  received: 20,
  chunkBytes: 1,
  maxChunkBytes: 1,
  status: 'complete',
  sha256: 'a'.repeat(64),
  same: [{ dataset: 'dst_00000009', name: 'Old luggage' }],
  tried: null,
  expiresAt: '2030-01-01T00:00:00Z',
} as unknown as Upload; // ids are branded, and a test may make them up

export const sheetLayout = (sheet: string) => ({ format: 'xlsx', sheet, header: true, skip: 0 }) as const;

/** Opens the page on which a file is looked at before it is imported, with a server that answers as told. */
export function openPreview(
  inspect: (body: unknown) => Response = (body) => json(inspection(planOf(body) ?? plan)),
  of: Upload = upload,
  more: Parameters<typeof fakeServer>[0] = {},
  search = '',
) {
  history.replaceState(null, '', `/files/import/upl_00000001${search}`);
  const server = fakeServer({
    'POST /api/v1/auth/refresh': () => json(session('token')),
    'GET /api/v1/connections': () => json({ items: [], total: 0, limit: 100, offset: 0 }),
    'GET /api/v1/datasets': () => json({ items: [], total: 0, limit: 100, offset: 0 }),
    'GET /api/v1/uploads/upl_00000001': () => json(of),
    'POST /api/v1/uploads/upl_00000001/inspect': ({ body }) => inspect(body),
    'POST /api/v1/uploads/upl_00000001/import': () => refusal(409, 'request.conflict'),
    ...more,
  });
  render(<App api={createApi(server.fetch)} />);
  return server;
}
const planOf = (body: unknown) => (body as { plan?: ImportPlan }).plan; // as the page sends it
