import type { Migration } from '../migration.ts';
import { accounts } from './0001-accounts.ts';
import { data } from './0002-data.ts';
import { catalogs } from './0004-catalogs.ts';
import { tableProfiles } from './0006-table-profiles.ts';
import { work } from './0003-work.ts';
import { datasets } from './0005-datasets.ts';

/** Every migration in the order of its number: a new one is a file and a line here. */
export const migrations: readonly Migration[] = [accounts, data, work, catalogs, datasets, tableProfiles];
