import type { NetworkConfig } from './network-source.ts';
import type { ReadRows } from './session-connector.ts';

const reader = 'lumiere_reader';

/** The script that makes a PostgreSQL user who can read every table of the database, those made later included, and nothing else. */
export function postgresReader({ database }: Partial<NetworkConfig>): string {
  const name = quote(database ?? 'your_database');
  return `-- Run as an administrator, connected to the database ${name}. Choose a password first.
create role ${reader} login password 'CHOOSE-A-PASSWORD' nosuperuser nocreatedb nocreaterole noreplication connection limit 20;
alter role ${reader} set default_transaction_read_only = on;
alter role ${reader} set statement_timeout = '5min';
grant connect on database ${name} to ${reader};
do $$
declare
  place text;
  owner text;
begin
  for place in select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('grant usage on schema %I to ${reader}', place);
    execute format('grant select on all tables in schema %I to ${reader}', place);
    for owner in select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = place::regnamespace loop
      execute format('alter default privileges for role %I in schema %I grant select on tables to ${reader}', owner, place);
    end loop;
  end loop;
end
$$;
`;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What the signed-in user could write, in words; null where nothing. */
export async function postgresWritable(read: ReadRows): Promise<string | null> {
  const [row] = await read(
    `select (select rolsuper from pg_roles where rolname = current_user),
      has_database_privilege(current_database(), 'create'),
      (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
          and has_table_privilege(c.oid, 'insert, update, delete, truncate'))`,
    10_000,
  );
  if (row?.[0] === 't') return 'it is a superuser';
  const tables = Number(row?.[2] ?? 0);
  if (tables > 0) return tables === 1 ? 'it may change a table' : `it may change ${tables} tables`;
  return row?.[1] === 't' ? 'it may make schemas in the database' : null;
}
