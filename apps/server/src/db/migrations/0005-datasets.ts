import type { Migration } from '../migration.ts';

export const datasets: Migration = {
  number: 5,
  name: 'datasets',
  statements: ({ text, bigint, real }) => [
    `create table uploads (
      id ${text} primary key,
      org_id ${text} not null references organizations (id) on delete cascade,
      user_id ${text} not null,
      name ${text} not null,
      bytes ${bigint} not null,
      expected ${text},
      sha256 ${text},
      status ${text} not null check (status in ('receiving', 'complete', 'importing')),
      job_id ${text},
      base ${text},
      expires_at ${bigint} not null,
      created_at ${bigint} not null
    )`,
    `create index uploads_by_org on uploads (org_id, created_at)`,
    `create index uploads_by_end on uploads (expires_at)`,
    `create table datasets (
      id ${text} primary key,
      org_id ${text} not null references organizations (id) on delete cascade,
      name ${text} not null,
      folded ${text} not null,
      job_id ${text},
      how ${text},
      file_name ${text},
      imported ${text},
      created_by ${text} not null,
      created_at ${bigint} not null,
      updated_at ${bigint} not null,
      unique (org_id, folded)
    )`,
    `create table profiles (
      dataset_id ${text} not null references datasets (id) on delete cascade,
      version ${text} not null,
      quality ${real} not null,
      profile ${text} not null,
      computed_at ${bigint} not null,
      primary key (dataset_id, version)
    )`,
    // an organization's files are one connection, however many imports end at the same moment
    `create unique index connections_of_files on connections (org_id) where kind = 'files'`,
  ],
};
