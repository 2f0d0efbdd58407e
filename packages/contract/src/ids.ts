import { z } from 'zod';

/** Text that people and databases can hold alike: no NUL, which SQLite cuts at and PostgreSQL refuses. */
export const text = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\u0000'), { message: 'must not contain the NUL character' });

const id = <Prefix extends string>(prefix: Prefix) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-z]{8,40}$`), { message: `must be an id such as ${prefix}_1a2b3c4d5e` })
    .brand<Prefix>();

export const OrgId = id('org');
export type OrgId = z.infer<typeof OrgId>;
export const UserId = id('usr');
export type UserId = z.infer<typeof UserId>;
export const ConnectionId = id('con');
export type ConnectionId = z.infer<typeof ConnectionId>;
export const AnswerId = id('ans');
export type AnswerId = z.infer<typeof AnswerId>;
export const ReceiptId = id('rcp');
export type ReceiptId = z.infer<typeof ReceiptId>;
export const ApiKeyId = id('key');
export type ApiKeyId = z.infer<typeof ApiKeyId>;
export const UploadId = id('upl');
export type UploadId = z.infer<typeof UploadId>;
export const DatasetId = id('dst');
export type DatasetId = z.infer<typeof DatasetId>;
export const JobId = id('job');
export type JobId = z.infer<typeof JobId>;
export const ScheduleId = id('sch');
export type ScheduleId = z.infer<typeof ScheduleId>;
export const CatalogTableId = id('tbl');
export type CatalogTableId = z.infer<typeof CatalogTableId>;
export const RefreshId = id('rfr');
export type RefreshId = z.infer<typeof RefreshId>;
