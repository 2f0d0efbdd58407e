import type { Routes } from '@lumiere/contract';

export type RouteKey = keyof Routes;

type In<T> = T extends { _zod: { input: infer I } } ? I : never;
type Out<T> = T extends { _zod: { output: infer O } } ? O : never;
type Part<K extends RouteKey, P extends string> = Routes[K] extends { readonly [X in P]: infer T } ? In<T> : undefined;

/** What a route replies with. */
export type Reply<K extends RouteKey> = Out<Routes[K]['reply']>;

type Given<P extends string, T> = [T] extends [undefined]
  ? { readonly [X in P]?: undefined }
  : object extends T
    ? { readonly [X in P]?: T }
    : { readonly [X in P]: T };

/** What a route is called with: only the parts that its value in the contract has. */
export type Args<K extends RouteKey> = Given<'params', Part<K, 'params'>> &
  Given<'query', Part<K, 'query'>> &
  Given<'body', Part<K, 'body'>>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page that made it. */
  readonly keepalive?: boolean;
  /** What a route that takes bytes is sent, in place of a body of JSON. */
  readonly octets?: Blob;
}
