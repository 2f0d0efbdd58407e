import type { AccountTables } from './account-tables.ts';

/** Every table of the metadata database. */
export interface Tables extends AccountTables {}
