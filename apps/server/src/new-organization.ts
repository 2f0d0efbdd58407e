import type { OrgId, UserId } from '@lumiere/contract';
import type { Queryable } from './db/db.ts';

/** What a feature puts into an organization when it is made, in the transaction that makes it. */
export type NewOrganizationStep = (
  trx: Queryable,
  organization: { readonly org: OrgId; readonly owner: UserId; readonly now: number },
) => Promise<void>;

/** Every step, in order; a feature adds its line here. */
export const newOrganizationSteps: readonly NewOrganizationStep[] = [];
