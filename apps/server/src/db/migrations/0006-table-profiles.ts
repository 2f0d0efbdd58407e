import type { Migration } from '../migration.ts';

export const tableProfiles: Migration = {
  number: 6,
  name: 'table-profiles',
  statements: ({ text, bigint }) => [
    // not of catalog_tables, whose rows are exchanged when something of them changes
    `create table table_profiles (
      connection_id ${text} not null references connections (id) on delete cascade,
      table_id ${text} not null,
      job_id ${text},
      computed_at ${bigint},
      read_ms ${bigint},
      reading ${text},
      columns ${text},
      structure ${text},
      content ${text},
      data_version ${text},
      profile ${text},
      primary key (connection_id, table_id)
    )`,
  ],
};
