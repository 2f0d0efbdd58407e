import type { OrgId, UserId } from '@lumiere/contract';
import { insertSample } from './data/connection-store.ts';
import type { Queryable } from './db/db.ts';

/** What a feature puts into an organization when it is made, in the transaction that makes it. */
export type NewOrganizationStep = (
  trx: Queryable,
  organization: { readonly org: OrgId; readonly owner: UserId; readonly now: number },
) => Promise<void>;

/** Every step, in order; a feature adds its line here. */
export const newOrganizationSteps: readonly NewOrganizationStep[] = [
  async (trx, { org, now }) => void (await insertSample(trx, org, now)),
];
