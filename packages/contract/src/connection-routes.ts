import { z } from 'zod';
import {
  CatalogEntry,
  CatalogTableDetail,
  ConnectionConfig,
  ConnectionDetail,
  ConnectionHealth,
  ConnectionImpact,
  ConnectionReplacement,
  ConnectionSummary,
  ConnectionTest,
  ConnectorKind,
  HealthSpell,
  RefreshedChange,
  TableRows,
} from './connection.ts';
import { CatalogTableId, ConnectionId, JobId, RefreshId, text } from './ids.ts';
import { Job } from './job.ts';
import { Model } from './model.ts';
import { Paging, page } from './paging.ts';
import type { Route, RouteKey } from './route.ts';
import { TableProfile } from './table-profile.ts';

const Empty = z.strictObject({});
const One = z.strictObject({ id: ConnectionId });
const OneTable = z.strictObject({ id: ConnectionId, table: CatalogTableId });
const Kind = text(50, 1);
const Name = text(100, 1);
const Done = z.strictObject({ done: z.literal(true) });
const small = 16 * 1024;
/** Certificates of authorities are long. */
const large = 256 * 1024;

/** Connections: what can be connected, the wizard, health, and what is in a source. */
export const connectionRoutes = {
  'GET /api/v1/connectors': {
    summary: 'The kinds of source that can be connected, each with its form',
    tag: 'Connections',
    reply: z.strictObject({ items: z.array(ConnectorKind) }),
    access: 'connection.create',
    audit: null,
  },
  'GET /api/v1/connections': {
    summary: 'The connections of the organization',
    tag: 'Connections',
    query: Paging,
    reply: page(ConnectionSummary),
    access: 'connection.read',
    audit: null,
  },
  'POST /api/v1/connections': {
    summary:
      'Connect a source. It is tested first unless `test` is false; a test that fails refuses it with the reasons. Its tables are read in the background',
    tag: 'Connections',
    body: z.strictObject({ kind: Kind, name: Name, config: ConnectionConfig, test: z.boolean().default(true) }),
    reply: ConnectionDetail,
    status: 201,
    access: 'connection.create',
    audit: 'connection.create',
    bodyLimit: large,
  },
  'POST /api/v1/connections/sample': {
    summary: 'Bring the sample data back',
    tag: 'Connections',
    body: Empty,
    reply: ConnectionSummary,
    status: 201,
    access: 'connection.create',
    audit: 'connection.create',
    bodyLimit: small,
  },
  'POST /api/v1/connections/test': {
    summary: 'Try a connection step by step before it is saved; nothing is kept',
    tag: 'Connections',
    body: z.strictObject({ kind: Kind, config: ConnectionConfig }),
    reply: ConnectionTest,
    access: 'connection.create',
    audit: 'connection.test',
    bodyLimit: large,
  },
  'POST /api/v1/connections/read-only-script': {
    summary:
      'SQL that makes a user who can only read, for an administrator of the database; fields that are filled in already are used',
    tag: 'Connections',
    body: z.strictObject({ kind: Kind, config: ConnectionConfig }),
    /** Null for kinds that need none. */
    reply: z.strictObject({ script: z.string().nullable() }),
    access: 'connection.create',
    audit: null,
    bodyLimit: large,
  },
  'GET /api/v1/connections/:id': {
    summary: 'One connection; its configuration without secrets for those who may change it',
    tag: 'Connections',
    params: One,
    reply: ConnectionDetail,
    access: 'connection.read',
    audit: null,
  },
  'PATCH /api/v1/connections/:id': {
    summary:
      'Rename a connection or replace its configuration. Secrets that are left out stay, but not where host, account or encryption change: then they must be given again',
    tag: 'Connections',
    params: One,
    body: z.strictObject({
      name: Name.optional(),
      config: ConnectionConfig.optional(),
      test: z.boolean().default(true),
    }),
    reply: ConnectionDetail,
    access: 'connection.update',
    audit: 'connection.update',
    bodyLimit: large,
  },
  'DELETE /api/v1/connections/:id': {
    summary: 'Remove a connection and what was kept of it',
    tag: 'Connections',
    params: One,
    reply: Done,
    access: 'connection.delete',
    audit: 'connection.delete',
  },
  'GET /api/v1/connections/:id/impact': {
    summary: 'What hangs on a connection: what would go with it',
    tag: 'Connections',
    params: One,
    reply: ConnectionImpact,
    access: 'connection.update',
    audit: null,
  },
  'POST /api/v1/connections/:id/replacement': {
    summary:
      'What another configuration would mean: a test of it, how its tables differ, what hangs on them. Nothing is changed',
    tag: 'Connections',
    params: One,
    body: z.strictObject({ config: ConnectionConfig }),
    reply: ConnectionReplacement,
    access: 'connection.update',
    audit: 'connection.test',
    bodyLimit: large,
  },
  'POST /api/v1/connections/:id/test': {
    summary: 'Try a connection step by step as it is saved',
    tag: 'Connections',
    params: One,
    body: Empty,
    reply: ConnectionTest,
    access: 'connection.update',
    audit: 'connection.test',
    bodyLimit: small,
  },
  'POST /api/v1/connections/:id/refresh': {
    summary: 'Read the tables of a source again, in the background',
    tag: 'Connections',
    params: One,
    body: Empty,
    reply: Job,
    status: 202,
    access: 'connection.update',
    audit: 'connection.refresh',
    bodyLimit: small,
  },
  'GET /api/v1/connections/:id/changes': {
    summary: 'What refreshes found to be different, newest first; of one refresh where it is named',
    tag: 'Connections',
    params: One,
    query: Paging.extend({ refresh: RefreshId.optional() }),
    reply: page(RefreshedChange),
    access: 'connection.update',
    audit: null,
  },
  'GET /api/v1/connections/:id/health': {
    summary: 'How a source is doing, and how it was, newest first',
    tag: 'Connections',
    params: One,
    query: Paging,
    reply: z.strictObject({ now: ConnectionHealth, ...page(HealthSpell).shape }),
    access: 'connection.read',
    audit: null,
  },
  'GET /api/v1/connections/:id/tables': {
    summary:
      'The tables of a source by name, those whose name or columns hold the searched words. Who may not change connections sees those of the model only',
    tag: 'Connections',
    params: One,
    query: Paging.extend({ search: text(200).default('') }),
    reply: page(CatalogEntry),
    access: 'connection.read',
    audit: null,
  },
  'GET /api/v1/connections/:id/tables/:table': {
    summary: 'One table of a source: columns, types, keys in both directions, samples and ranges',
    tag: 'Connections',
    params: OneTable,
    reply: CatalogTableDetail,
    access: 'connection.read',
    audit: null,
  },
  'GET /api/v1/connections/:id/tables/:table/rows': {
    summary: 'The first 100 rows of a table of the model, under the policy of whoever looks',
    tag: 'Connections',
    params: OneTable,
    reply: TableRows,
    access: 'data.query',
    audit: 'query.preview',
  },
  'GET /api/v1/connections/:id/tables/:table/questions': {
    summary: 'A few questions about a table of the model, each tried out: only those understood for sure',
    tag: 'Connections',
    params: OneTable,
    reply: z.strictObject({ questions: z.array(z.string()) }),
    access: 'data.query',
    audit: null,
  },
  'GET /api/v1/connections/:id/tables/:table/profile': {
    summary:
      'What is in a table of the model, column by column, and how far it can be trusted. For people from whom no rule hides rows and the model no column of it',
    tag: 'Connections',
    params: OneTable,
    reply: TableProfile,
    access: 'data.query',
    audit: null,
  },
  'POST /api/v1/connections/:id/tables/:table/profile': {
    summary: 'Look at a table (again), in the background: some seconds of reading; of a large table a sample',
    tag: 'Connections',
    params: OneTable,
    body: Empty,
    reply: z.strictObject({ job: JobId }),
    status: 202,
    access: 'connection.update',
    audit: 'connection.profile',
    bodyLimit: small,
  },
  'GET /api/v1/connections/:id/model': {
    summary: 'The semantic model as this person may see it',
    tag: 'Connections',
    params: One,
    reply: z.strictObject({ version: z.string(), model: Model, yaml: z.string() }),
    access: 'model.read',
    audit: null,
  },
  'GET /api/v1/connections/:id/suggestions': {
    summary: 'Questions that this connection can answer',
    tag: 'Ask',
    params: One,
    reply: z.strictObject({ questions: z.array(z.string()) }),
    access: 'data.query',
    audit: null,
  },
} as const satisfies Record<RouteKey, Route>;
