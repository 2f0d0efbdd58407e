import type { Catalog, ProblemCode, Scalar } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Encoded } from './connector.ts';

/** What a child is asked. One child serves one database file from `open` to its end. */
export type Request =
  | { readonly kind: 'open'; readonly file: string; readonly limits: Limits }
  | ({ readonly kind: 'run' } & RunRequest)
  | { readonly kind: 'cancel'; readonly target: number }
  | { readonly kind: 'catalog'; readonly samples: boolean; readonly timeoutMs: number }
  | { readonly kind: 'ping' }
  /** Makes a new database file by trusted statements; the only writing there is. */
  | { readonly kind: 'create'; readonly file: string; readonly statements: readonly string[]; readonly limits: Limits };

export interface RunRequest {
  readonly sql: string;
  readonly parameters: readonly Scalar[];
  /** Key and wire type of each column of the result, in order; null where they are as the source gives them. */
  readonly columns: readonly WireColumn[] | null;
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface WireColumn {
  readonly key: string;
  readonly type: ValueType;
}

/** One child's part of the machine. */
export interface Limits {
  readonly memoryMb: number;
  readonly threads: number;
  /** Folder for what does not fit into memory; null allows none. */
  readonly tempFolder: string | null;
  readonly tempMb: number;
}

/** What a child answers; the bytes of a result follow the header as the frame's body. */
export type Reply =
  | { readonly kind: 'opened'; readonly engine: string }
  | ({ readonly kind: 'ran' } & Omit<Encoded, 'data'>)
  | { readonly kind: 'catalog'; readonly catalog: Catalog }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly code: ProblemCode;
      readonly message: string;
      readonly hint: string | null;
      readonly detail: string;
    };

export type RequestFrame = Request & { readonly id: number };
export type ReplyFrame = Reply & { readonly id: number };
