import { z } from 'zod';
import { Answer, AskRequest, Receipt, Replay } from './answer.ts';
import { connectionRoutes } from './connection-routes.ts';
import { datasetRoutes } from './dataset-routes.ts';
import { AnswerId, ConnectionId, OrgId, ReceiptId, UserId, text } from './ids.ts';
import { jobRoutes } from './job-routes.ts';
import { Paging, page } from './paging.ts';
import { Role } from './principal.ts';
import { Query } from './query.ts';
import type { Route, RouteKey } from './route.ts';
import { sqlRoutes } from './sql-routes.ts';

const Email = z.string().trim().toLowerCase().max(254).pipe(z.email());
/** 8 to 128 characters; length is what makes a password strong, so nothing else is asked. */
const Password = text(128, 8);
const Empty = z.strictObject({});

export const Profile = z.strictObject({
  user: UserId,
  org: OrgId,
  orgName: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  zone: z.string(),
  locale: z.string(),
});
export type Profile = z.infer<typeof Profile>;

/** The access token is kept in memory only; the refresh token travels in an HttpOnly cookie and never shows here. */
export const Session = z.strictObject({ accessToken: z.string(), expiresAt: z.string(), profile: Profile });
export type Session = z.infer<typeof Session>;

export const HistoryEntry = z.strictObject({
  id: AnswerId,
  connection: ConnectionId,
  connectionName: z.string(),
  question: z.string(),
  outcome: z.enum(['answered', 'clarify', 'refused', 'failed']),
  rowCount: z.number().int().nullable(),
  milliseconds: z.number(),
  createdAt: z.string(),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

const small = 16 * 1024;

/** Every route of the API by method and path. The server refuses to start where one has no handler. */
export const routes = {
  'GET /api/v1/setup': {
    summary: 'Whether this server still waits for its owner',
    tag: 'Setup',
    reply: z.strictObject({ needed: z.boolean() }),
    access: 'public',
    audit: null,
  },
  'POST /api/v1/setup': {
    summary: 'Create the owner and the first organization with the one-time token that the server printed',
    tag: 'Setup',
    body: z.strictObject({
      token: text(200, 1),
      organization: text(100, 1),
      name: text(100, 1),
      email: Email,
      password: Password,
      zone: text(100).default('UTC'),
    }),
    reply: Session,
    status: 201,
    access: 'public',
    audit: 'auth.setup',
    bodyLimit: small,
  },
  'POST /api/v1/auth/login': {
    summary: 'Sign in with e-mail and password',
    tag: 'Account',
    body: z.strictObject({ email: Email, password: text(128, 1) }),
    reply: Session,
    access: 'public',
    audit: 'auth.login',
    bodyLimit: small,
  },
  'POST /api/v1/auth/refresh': {
    summary: 'Exchange the refresh cookie for a new access token; the cookie rotates. Null where none was sent',
    tag: 'Account',
    body: Empty,
    // a first visit is no error, and browsers write every refused request into their console
    reply: Session.nullable(),
    access: 'cookie',
    audit: 'auth.refresh',
    bodyLimit: small,
  },
  'POST /api/v1/auth/logout': {
    summary: 'End this session',
    tag: 'Account',
    body: Empty,
    reply: z.strictObject({ done: z.literal(true) }),
    access: 'cookie',
    audit: 'auth.logout',
    bodyLimit: small,
  },
  'POST /api/v1/auth/reset': {
    summary: 'Set a new password with a reset token made by the operator',
    tag: 'Account',
    body: z.strictObject({ token: text(200, 1), password: Password }),
    reply: z.strictObject({ done: z.literal(true) }),
    access: 'public',
    audit: 'auth.password_reset',
    bodyLimit: small,
  },
  'GET /api/v1/me': {
    summary: 'The signed-in person',
    tag: 'Account',
    reply: Profile,
    access: 'profile.read',
    audit: null,
  },
  'PATCH /api/v1/me': {
    summary: 'Change name, time zone or locale',
    tag: 'Account',
    body: z.strictObject({
      name: text(100, 1).optional(),
      zone: text(100, 1).optional(),
      locale: text(35, 2).optional(),
    }),
    reply: Profile,
    access: 'profile.update',
    audit: 'user.update',
    bodyLimit: small,
  },
  ...connectionRoutes,
  ...sqlRoutes,
  'POST /api/v1/ask': {
    summary: 'Ask a question in plain English',
    tag: 'Ask',
    body: AskRequest,
    reply: Answer,
    access: 'data.query',
    audit: 'query.ask',
    bodyLimit: 64 * 1024,
  },
  'POST /api/v1/queries': {
    summary: 'Run a typed query; the answer has neither insight nor history',
    tag: 'Ask',
    body: z.strictObject({ connection: ConnectionId, query: Query }),
    reply: Answer,
    access: 'data.query',
    audit: 'query.execute',
    bodyLimit: 256 * 1024,
  },
  'GET /api/v1/answers/:id': {
    summary: 'An earlier answer, run again on the data of now under the policy of whoever looks',
    tag: 'Ask',
    params: z.strictObject({ id: AnswerId }),
    reply: Answer,
    access: 'data.query',
    audit: 'query.execute',
  },
  'GET /api/v1/answers/:id/csv': {
    summary: 'The whole result of an answer as CSV (text/csv, UTF-8)',
    tag: 'Ask',
    params: z.strictObject({ id: AnswerId }),
    reply: z.string(),
    access: 'data.export',
    audit: 'data.export',
  },
  'GET /api/v1/history': {
    summary: 'What this person asked, newest first',
    tag: 'History',
    query: Paging.extend({ search: text(200).default('') }),
    reply: page(HistoryEntry),
    access: 'history.read',
    audit: null,
  },
  'DELETE /api/v1/history/:id': {
    summary: 'Forget a question',
    tag: 'History',
    params: z.strictObject({ id: AnswerId }),
    reply: z.strictObject({ done: z.literal(true) }),
    access: 'history.delete',
    audit: 'history.delete',
  },
  'GET /api/v1/receipts/:id': {
    summary: 'The receipt of an answer',
    tag: 'Receipts',
    params: z.strictObject({ id: ReceiptId }),
    reply: Receipt,
    access: 'receipt.read',
    audit: null,
  },
  'POST /api/v1/receipts/:id/replay': {
    summary: 'Run a receipt again and compare: same data, same hash; changed data, what differs',
    tag: 'Receipts',
    params: z.strictObject({ id: ReceiptId }),
    body: Empty,
    reply: Replay,
    access: 'data.query',
    audit: 'query.replay',
    bodyLimit: small,
  },
  ...datasetRoutes,
  ...jobRoutes,
} as const satisfies Record<RouteKey, Route>;

export type Routes = typeof routes;
