import type { AccountTables } from './account-tables.ts';
import type { CatalogTables } from './catalog-tables.ts';
import type { DataTables } from './data-tables.ts';
import type { DatasetTables } from './dataset-tables.ts';
import type { WorkTables } from './work-tables.ts';

/** Every table of the metadata database. */
export interface Tables extends AccountTables, DataTables, WorkTables, CatalogTables, DatasetTables {}
