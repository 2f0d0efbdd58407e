import { dialects } from '@lumiere/sql';
import { networkSource } from './network-source.ts';
import { postgresCatalog } from './postgres-catalog.ts';
import { postgresReader, postgresWritable } from './postgres-roles.ts';
import { openPostgres } from './postgres-session.ts';

/** A PostgreSQL database and what speaks as it does. */
export const postgres = networkSource({
  kind: 'postgres',
  title: 'PostgreSQL',
  docs: 'A PostgreSQL database, version 12 or later, queried where it is.',
  dialect: dialects.postgres,
  defaultPort: 5432,
  signIn: openPostgres,
  onBroken: (session, broke) => session.onBroken(broke),
  catalog: postgresCatalog,
  writable: postgresWritable,
  readOnlyScript: postgresReader,
});
