import type { z } from 'zod';
import type { Action } from './principal.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One route as a value: server, typed caller, OpenAPI and tests all read it. */
export interface Route {
  readonly summary: string;
  /** Heading in the API reference. */
  readonly tag: 'Setup' | 'Account' | 'Connections' | 'Ask' | 'SQL' | 'History' | 'Receipts' | 'Datasets' | 'Jobs';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** True where the body is a stream of bytes (application/octet-stream) that the handler reads itself. */
  readonly octets?: true;
  readonly reply: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
  /** `public` needs no sign-in; `cookie` is proved by the refresh cookie and a CSRF check; else the action that `can` decides. */
  readonly access: 'public' | 'cookie' | Action;
  /** Stable name in the audit log; null for reads that are not audited on their own. */
  readonly audit: string | null;
  /** Largest body in bytes. */
  readonly bodyLimit?: number;
}

export type RouteKey = `${Method} /${string}`;
