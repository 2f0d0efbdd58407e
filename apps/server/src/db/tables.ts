import type { AccountTables } from './account-tables.ts';
import type { DataTables } from './data-tables.ts';

/** Every table of the metadata database. */
export interface Tables extends AccountTables, DataTables {}
