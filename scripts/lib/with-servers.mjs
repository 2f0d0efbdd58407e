import { withMariadb } from './with-mariadb.mjs';
import { withPostgres } from './with-postgres.mjs';

/** Runs `work(env)` with every database server that the tests want; a suite that lacks one says so. */
export function withServers(work) {
  return withPostgres((postgres) => withMariadb((mariadb) => work({ ...postgres, ...mariadb })));
}
