import type { DataProfile, FileInspection, ImportProgress, ProblemCode } from '@lumiere/contract';
import type { ImportLimits } from './import-engine.ts';
import type { ImportedRows, ImportRequest } from './import-rows.ts';
import type { InspectRequest } from './inspect.ts';
import type { FileTableRequest, ReadProfile, WireRowsRequest } from './profile-rows.ts';
import type { ProfileRequest } from './profile-table.ts';
import type { RejectedRequest, RejectedRows } from './rejected-rows.ts';

/** The one thing that a short-lived import child is asked. */
export type Task =
  | ({ readonly kind: 'inspect'; readonly limits: ImportLimits } & InspectRequest)
  | ({ readonly kind: 'import'; readonly limits: ImportLimits } & ImportRequest)
  | ({ readonly kind: 'profile'; readonly limits: ImportLimits } & ProfileRequest)
  /** Its rows come as the body of the message. */
  | ({ readonly kind: 'profile-rows'; readonly limits: ImportLimits } & WireRowsRequest)
  | ({ readonly kind: 'profile-file'; readonly limits: ImportLimits } & FileTableRequest)
  | ({ readonly kind: 'rejected'; readonly limits: ImportLimits } & RejectedRequest);

/** What it gives, by the kind of the task. */
export interface TaskResults {
  readonly inspect: FileInspection;
  readonly import: ImportedRows;
  readonly profile: DataProfile;
  readonly 'profile-rows': ReadProfile;
  readonly 'profile-file': ReadProfile;
  readonly rejected: RejectedRows;
}

/** What the child says: how far it is, and at last a result (JSON, as the frame's body) or a failure. */
export type Said =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'result' }
  | {
      readonly kind: 'failed';
      readonly code: ProblemCode;
      readonly message: string;
      readonly hint: string | null;
      readonly detail: string;
    };
