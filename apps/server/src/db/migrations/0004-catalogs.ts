import type { Migration } from '../migration.ts';

export const catalogs: Migration = {
  number: 4,
  name: 'catalogs',
  statements: ({ text, bigint, sequence }) => [
    `alter table connections add column refreshed_at ${bigint}`,
    `alter table connections add column model_made integer not null default 0`,
    `create table catalog_tables (
      connection_id ${text} not null references connections (id) on delete cascade,
      id ${text} not null,
      schema_name ${text},
      name ${text} not null,
      kind ${text} not null check (kind in ('table', 'view')),
      row_count ${bigint},
      column_count integer not null,
      folded ${text} not null,
      columns_folded ${text} not null,
      detail ${text} not null,
      structure ${text} not null,
      content ${text} not null,
      seen_at ${bigint} not null,
      primary key (connection_id, id)
    )`,
    `create index catalog_tables_by_name on catalog_tables (connection_id, folded, id)`,
    `create table catalog_references (
      connection_id ${text} not null,
      from_id ${text} not null,
      place integer not null,
      to_id ${text} not null,
      columns ${text} not null,
      primary key (connection_id, from_id, place),
      foreign key (connection_id, from_id) references catalog_tables (connection_id, id) on delete cascade
    )`,
    `create index catalog_references_by_target on catalog_references (connection_id, to_id)`,
    `create table catalog_changes (
      connection_id ${text} not null references connections (id) on delete cascade,
      refresh_id ${text} not null,
      place integer not null,
      at ${bigint} not null,
      change ${text} not null,
      primary key (refresh_id, place)
    )`,
    `create index catalog_changes_by_connection on catalog_changes (connection_id, at, refresh_id, place)`,
    `create table connection_health (
      seq ${sequence},
      connection_id ${text} not null references connections (id) on delete cascade,
      at ${bigint} not null,
      state ${text} not null check (state in ('up', 'down')),
      problem ${text}
    )`,
    `create index connection_health_by_connection on connection_health (connection_id, seq)`,
  ],
};
