import type { NetworkConfig } from './network-source.ts';
import type { ReadRows } from './session-connector.ts';

/** The script that makes a MySQL or MariaDB user who can read the database and nothing else. */
export function mysqlReader({ database }: Partial<NetworkConfig>): string {
  // in a grant, _ and % of a database's name are patterns
  const name = `\`${(database ?? 'your_database').replaceAll('`', '``').replace(/[_%]/g, '\\$&')}\``;
  return `-- Run as an administrator. Choose a password first, and put the address of Lumiere's server in the place of % if it is fixed.
create user 'lumiere_reader'@'%' identified by 'CHOOSE-A-PASSWORD' with max_user_connections 20;
grant select, show view on ${name}.* to 'lumiere_reader'@'%';
`;
}

/** What the signed-in user could write, in words; null where nothing. */
export async function mysqlWritable(read: ReadRows): Promise<string | null> {
  const grants = (await read('show grants', 10_000)).map((row) => row[0] ?? '');
  const rights = grants.flatMap((grant) => /^GRANT (.*?) ON /i.exec(grant)?.[1]?.split(/,\s*(?![^(]*\))/) ?? []);
  const writing = rights
    .map((right) =>
      right
        .replace(/\s*\(.*$/, '')
        .trim()
        .toUpperCase(),
    )
    .filter((right) => !harmless.has(right));
  if (writing.some((right) => right.startsWith('ALL'))) return 'it has all privileges';
  return writing.length === 0 ? null : `it has the privilege ${writing[0]?.toLowerCase()}`;
}

const harmless: ReadonlySet<string> = new Set([
  'USAGE',
  'SELECT',
  'SHOW VIEW',
  'SHOW DATABASES',
  'PROCESS',
  'REFERENCES',
  'REPLICATION CLIENT',
  'BINLOG MONITOR',
  'SHOW CREATE ROUTINE',
  'SHOW_ROUTINE',
]);
