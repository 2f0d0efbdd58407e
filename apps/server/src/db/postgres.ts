import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { type Db, makeDb } from './db.ts';

/** PostgreSQL's `int8`: milliseconds and counts, all within what a number holds exactly. */
const int8 = 20;

/** Opens the PostgreSQL database at `url` through a pool of ten connections; nothing is sent until the first statement. */
export async function openPostgres(url: string): Promise<Db> {
  const pg = (await import('pg')).default;
  const pool: Pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5000,
    application_name: 'lumiere',
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return makeDb('postgres', new PostgresDialect({ pool }));
}
