import {
  type AnswerId,
  type CatalogTableId,
  type ConnectionId,
  type DatasetId,
  type JobId,
  type ReceiptId,
  type ScheduleId,
  type UploadId,
} from '@lumiere/contract';
import type { RouteName } from '../http/types.ts';

/** Ids of things that exist, in somebody's organization. */
export interface Things {
  readonly connection: ConnectionId;
  readonly answer: AnswerId;
  readonly receipt: ReceiptId;
  readonly job: JobId;
  readonly schedule: ScheduleId;
  readonly table: CatalogTableId;
  readonly upload: UploadId;
  readonly dataset: DatasetId;
}

interface Example {
  /** The address with its ids filled in. */
  readonly url: (things: Things) => string;
  /** A body that the route's schema takes; null where it has none. */
  readonly body: (things: Things) => object | null;
  /** What is sent as bytes, where the route takes such. */
  readonly octets?: string;
}

const none = () => null;
const empty = () => ({});
const at =
  (path: string, id: (things: Things) => string = () => ''): Example['url'] =>
  (things) =>
    `/api/v1${path.replace(':id', id(things)).replace(':table', things.table)}`;

const connection = ({ connection: id }: Things): string => id;
const answer = ({ answer: id }: Things): string => id;
const receipt = ({ receipt: id }: Things): string => id;
const job = ({ job: id }: Things): string => id;
const upload = ({ upload: id }: Things): string => id;
const dataset = ({ dataset: id }: Things): string => id;
const schedule = ({ schedule: id }: Things): string => id;

/** Port 1 of this machine: refused at once. */
const nowhereDatabase = { host: '127.0.0.1', port: 1, database: 'sales', user: 'reader', password: 'not a secret' };

/** A good request for every route; the tests that walk the routes need one for each, so a new route adds its line. */
export const examples: Readonly<Record<RouteName, Example>> = {
  'GET /api/v1/setup': { url: at('/setup'), body: none },
  'POST /api/v1/setup': {
    url: at('/setup'),
    body: () => ({ token: 'x', organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'long enough' }),
  },
  'POST /api/v1/auth/login': { url: at('/auth/login'), body: () => ({ email: 'nobody@example.com', password: 'x' }) },
  'POST /api/v1/auth/refresh': { url: at('/auth/refresh'), body: empty },
  'POST /api/v1/auth/logout': { url: at('/auth/logout'), body: empty },
  'POST /api/v1/auth/reset': { url: at('/auth/reset'), body: () => ({ token: 'x', password: 'long enough' }) },
  'GET /api/v1/me': { url: at('/me'), body: none },
  'PATCH /api/v1/me': { url: at('/me'), body: () => ({ name: 'Ada' }) },
  'GET /api/v1/connections': { url: at('/connections'), body: none },
  'POST /api/v1/connections/sample': { url: at('/connections/sample'), body: empty },
  'DELETE /api/v1/connections/:id': { url: at('/connections/:id', connection), body: none },
  'GET /api/v1/connectors': { url: at('/connectors'), body: none },
  'POST /api/v1/connections': {
    url: at('/connections'),
    body: () => ({ kind: 'postgres', name: 'Sales', config: nowhereDatabase }),
  },
  'POST /api/v1/connections/test': {
    url: at('/connections/test'),
    body: () => ({ kind: 'postgres', config: nowhereDatabase }),
  },
  'POST /api/v1/connections/read-only-script': {
    url: at('/connections/read-only-script'),
    body: () => ({ kind: 'postgres', config: { database: 'sales' } }),
  },
  'GET /api/v1/connections/:id': { url: at('/connections/:id', connection), body: none },
  'PATCH /api/v1/connections/:id': { url: at('/connections/:id', connection), body: () => ({ name: 'Sales' }) },
  'GET /api/v1/connections/:id/impact': { url: at('/connections/:id/impact', connection), body: none },
  'POST /api/v1/connections/:id/replacement': {
    url: at('/connections/:id/replacement', connection),
    body: () => ({ config: nowhereDatabase }),
  },
  'POST /api/v1/connections/:id/test': { url: at('/connections/:id/test', connection), body: empty },
  'POST /api/v1/connections/:id/refresh': { url: at('/connections/:id/refresh', connection), body: empty },
  'GET /api/v1/connections/:id/changes': { url: at('/connections/:id/changes', connection), body: none },
  'GET /api/v1/connections/:id/health': { url: at('/connections/:id/health', connection), body: none },
  'GET /api/v1/connections/:id/tables': { url: at('/connections/:id/tables', connection), body: none },
  'GET /api/v1/connections/:id/tables/:table': { url: at('/connections/:id/tables/:table', connection), body: none },
  'GET /api/v1/connections/:id/tables/:table/rows': {
    url: at('/connections/:id/tables/:table/rows', connection),
    body: none,
  },
  'GET /api/v1/connections/:id/tables/:table/questions': {
    url: at('/connections/:id/tables/:table/questions', connection),
    body: none,
  },
  'GET /api/v1/connections/:id/tables/:table/profile': {
    url: at('/connections/:id/tables/:table/profile', connection),
    body: none,
  },
  'POST /api/v1/connections/:id/tables/:table/profile': {
    url: at('/connections/:id/tables/:table/profile', connection),
    body: empty,
  },
  'GET /api/v1/connections/:id/model': { url: at('/connections/:id/model', connection), body: none },
  'GET /api/v1/connections/:id/suggestions': { url: at('/connections/:id/suggestions', connection), body: none },
  'POST /api/v1/connections/:id/sql': {
    url: at('/connections/:id/sql', connection),
    body: () => ({ sql: 'select count(*) from orders' }),
  },
  'POST /api/v1/connections/:id/sql/check': {
    url: at('/connections/:id/sql/check', connection),
    body: () => ({ sql: 'select count(*) from orders' }),
  },
  'POST /api/v1/ask': {
    url: at('/ask'),
    body: (things) => ({ connection: things.connection, question: 'revenue by region' }),
  },
  'POST /api/v1/queries': {
    url: at('/queries'),
    body: (things) => ({
      connection: things.connection,
      query: { measures: [{ key: 'n', value: { kind: 'count-rows', table: 'orders' } }] },
    }),
  },
  'GET /api/v1/answers/:id': { url: at('/answers/:id', answer), body: none },
  'GET /api/v1/answers/:id/csv': { url: at('/answers/:id/csv', answer), body: none },
  'GET /api/v1/history': { url: at('/history'), body: none },
  'DELETE /api/v1/history/:id': { url: at('/history/:id', answer), body: none },
  'GET /api/v1/receipts/:id': { url: at('/receipts/:id', receipt), body: none },
  'POST /api/v1/receipts/:id/replay': { url: at('/receipts/:id/replay', receipt), body: empty },
  'POST /api/v1/uploads': { url: at('/uploads'), body: () => ({ name: 'sales.csv', bytes: 10 }) },
  'GET /api/v1/uploads/:id': { url: at('/uploads/:id', upload), body: none },
  'PUT /api/v1/uploads/:id': { url: at('/uploads/:id?offset=0', upload), body: none, octets: 'a,b\n1,2\n' },
  'POST /api/v1/uploads/:id/finish': { url: at('/uploads/:id/finish', upload), body: empty },
  'POST /api/v1/uploads/:id/inspect': {
    url: at('/uploads/:id/inspect', upload),
    body: () => ({ choices: { header: true } }),
  },
  'POST /api/v1/uploads/:id/import': {
    url: at('/uploads/:id/import', upload),
    body: (things) => ({ into: { kind: 'replace', dataset: things.dataset } }),
  },
  'DELETE /api/v1/uploads/:id': { url: at('/uploads/:id', upload), body: none },
  'GET /api/v1/datasets': { url: at('/datasets'), body: none },
  'GET /api/v1/datasets/:id': { url: at('/datasets/:id', dataset), body: none },
  'PATCH /api/v1/datasets/:id': { url: at('/datasets/:id', dataset), body: () => ({ name: 'Sales' }) },
  'POST /api/v1/datasets/:id/restore': {
    url: at('/datasets/:id/restore', dataset),
    body: () => ({ version: 'v1' }),
  },
  'GET /api/v1/datasets/:id/impact': { url: at('/datasets/:id/impact', dataset), body: none },
  'DELETE /api/v1/datasets/:id': { url: at('/datasets/:id', dataset), body: none },
  'GET /api/v1/datasets/:id/rejected/csv': { url: at('/datasets/:id/rejected/csv', dataset), body: none },
  'GET /api/v1/datasets/:id/profile': { url: at('/datasets/:id/profile', dataset), body: none },
  'POST /api/v1/datasets/:id/profile': { url: at('/datasets/:id/profile', dataset), body: empty },
  'GET /api/v1/jobs': { url: at('/jobs'), body: none },
  'GET /api/v1/jobs/:id': { url: at('/jobs/:id', job), body: none },
  'POST /api/v1/jobs/:id/cancel': { url: at('/jobs/:id/cancel', job), body: empty },
  'POST /api/v1/jobs/:id/retry': { url: at('/jobs/:id/retry', job), body: empty },
  'GET /api/v1/schedules': { url: at('/schedules'), body: none },
  'POST /api/v1/schedules/:id/run': { url: at('/schedules/:id/run', schedule), body: empty },
};
