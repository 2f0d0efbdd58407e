import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Db } from './db.ts';

/** Opens the metadata database that the configuration names: PostgreSQL by DATABASE_URL, else SQLite in the data folder. */
export async function openDb(config: Pick<Config, 'home' | 'databaseUrl'>): Promise<Db> {
  if (config.databaseUrl !== null) return (await import('./postgres.ts')).openPostgres(config.databaseUrl);
  return (await import('./sqlite.ts')).openSqlite(join(config.home, 'lumiere.db'));
}
