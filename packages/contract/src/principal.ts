import { z } from 'zod';
import { OrgId, UserId, text } from './ids.ts';

export const Role = z.enum(['admin', 'analyst', 'viewer']);
export type Role = z.infer<typeof Role>;

/** Who asks, on every path to data: a person, an API key, later a link, an embed, an agent or a report's recipient. */
export const Principal = z.strictObject({
  user: UserId,
  org: OrgId,
  role: Role,
  groups: z.array(text(200)),
  /** What row-level rules read: `region: ["Nord", "Süd"]`. */
  attributes: z.record(z.string(), z.array(text(1000))),
  /** IANA zone used for filter, bucket and display alike. */
  zone: z.string(),
  /** BCP 47 tag. */
  locale: z.string(),
});
export type Principal = z.infer<typeof Principal>;

/** What can be done, by the permission matrix. */
export const actions = [
  'profile.read',
  'profile.update',
  'connection.read',
  'connection.create',
  'connection.update',
  'connection.delete',
  'dataset.read',
  'dataset.create',
  'dataset.delete',
  'model.read',
  'data.query',
  'data.sql',
  'data.export',
  'history.read',
  'history.delete',
  'receipt.read',
  'job.read',
  'job.manage',
  'admin.read',
] as const;
export type Action = (typeof actions)[number];

/** What an action is done to: the organization it belongs to, and its owner where only that person may touch it. */
export interface Resource {
  readonly org: OrgId;
  readonly owner?: UserId;
}

const allowed: Record<Action, readonly Role[]> = {
  'profile.read': ['admin', 'analyst', 'viewer'],
  'profile.update': ['admin', 'analyst', 'viewer'],
  'connection.read': ['admin', 'analyst', 'viewer'],
  'connection.create': ['admin', 'analyst'],
  'connection.update': ['admin', 'analyst'],
  'connection.delete': ['admin'],
  'dataset.read': ['admin', 'analyst', 'viewer'],
  'dataset.create': ['admin', 'analyst'],
  'dataset.delete': ['admin', 'analyst'],
  'model.read': ['admin', 'analyst', 'viewer'],
  'data.query': ['admin', 'analyst', 'viewer'],
  'data.sql': ['admin', 'analyst'],
  'data.export': ['admin', 'analyst', 'viewer'],
  'history.read': ['admin', 'analyst', 'viewer'],
  'history.delete': ['admin', 'analyst', 'viewer'],
  'receipt.read': ['admin', 'analyst', 'viewer'],
  'job.read': ['admin', 'analyst'],
  'job.manage': ['admin', 'analyst'],
  'admin.read': ['admin'],
};

/** The one permission function: whether `who` may do `action` to `resource`. Another organization's resource is always denied. */
export function can(who: Principal, action: Action, resource: Resource): boolean {
  if (who.org !== resource.org) return false;
  if (resource.owner !== undefined && resource.owner !== who.user) return false;
  return allowed[action].includes(who.role);
}
