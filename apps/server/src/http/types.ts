import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Logger } from 'pino';
import type { Action, Principal, Problem, ProblemCode, Route, Routes } from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import type { AuditEntry } from '../audit.ts';

export type RouteName = keyof Routes;

type Part<K extends RouteName, P extends 'params' | 'query' | 'body'> =
  Routes[K] extends Record<P, infer S extends z.ZodType> ? z.output<S> : null;

/** What a handler gives back on success, as the route's reply says. */
export type ReplyOf<K extends RouteName> = z.input<Routes[K]['reply']>;

/** A request that was let in: parsed by the route's schemas and allowed by `can`. */
export interface Call<K extends RouteName> {
  /** Who asks; null where the route needs no sign-in or is proved by the cookie. */
  readonly who: Routes[K]['access'] extends Action ? Principal : null;
  readonly params: Part<K, 'params'>;
  readonly query: Part<K, 'query'>;
  readonly body: Part<K, 'body'>;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly requestId: string;
  readonly from: Caller;
  /** Adds to, or overrides, the audit entry of this call. */
  note(part: Partial<Pick<AuditEntry, 'action' | 'actor' | 'org' | 'resource' | 'detail' | 'outcome'>>): void;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Where a request came from. */
export interface Caller {
  readonly address: string;
  readonly agent: string;
}

/** A handler answers with the route's reply, with bytes that are finished already, or refuses. What it throws is a bug or lost I/O. */
export type Handler<K extends RouteName> = (call: Call<K>) => Promise<ReplyOf<K> | Finished | Refusal>;

/** A refusal with all its problems; the first one's code decides title and status. */
export class Refusal {
  readonly problems: readonly [Problem, ...Problem[]];
  readonly headers: Readonly<Record<string, string>>;
  constructor(problems: readonly [Problem, ...Problem[]], headers: Readonly<Record<string, string>> = {}) {
    this.problems = problems;
    this.headers = headers;
  }
}

/** A refusal with one problem. */
export const refuse = (
  code: ProblemCode,
  message: string,
  extra: { path?: string; hint?: string; headers?: Readonly<Record<string, string>> } = {},
): Refusal => new Refusal([problem(code, message, extra)], extra.headers);

/** A refusal with all the problems that a pure step found; there is at least one. */
export function refuseAll(problems: readonly Problem[]): Refusal {
  const [first, ...rest] = problems;
  if (first === undefined) throw new Error('A refusal without a problem.');
  return new Refusal([first, ...rest]);
}

/** A reply that is bytes already: a cached answer, a file. JSON must be what the route's reply schema says. */
export class Finished {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  constructor(body: string | Buffer, headers: Readonly<Record<string, string>> = { 'content-type': json }) {
    this.body = body;
    this.headers = headers;
  }
}

export const json = 'application/json; charset=utf-8';

/** The route as data, without its literal type. */
export type AnyRoute = Route;

declare module 'fastify' {
  interface FastifyInstance {
    /** Routes that have their handler; `createApp` compares them with the contract. */
    readonly served: Set<RouteName>;
  }
  interface FastifyContextConfig {
    /** True where the body is a stream that the handler reads. */
    readonly octets?: boolean;
  }
  interface FastifyRequest {
    /** Who was recognised, for the log of the request. */
    principal: Principal | null;
    startedAt: number;
  }
}
