import { findMariadb, findOrInstall } from './machine.mjs';
import { startMariadb } from './mariadb.mjs';

/**
 * Runs `work(env)` with a MariaDB in its environment: the one that is given, or a throw-away one where it can be had. Without, its tests
 * skip themselves, and the suite says why.
 */
export async function withMariadb(work) {
  if (process.env.LUMIERE_TEST_MARIADB) return work({});
  const { place, reason } = await findOrInstall(findMariadb, ['mariadb-server']);
  if (!place) {
    const result = await work({});
    const note = [result.note, `without MariaDB: ${reason}`].filter(Boolean).join(', ');
    return { ...result, skipped: Math.max(1, result.skipped ?? 0), note };
  }
  const mariadb = await startMariadb(place);
  try {
    return await work({ LUMIERE_TEST_MARIADB: mariadb.url });
  } finally {
    await mariadb.stop();
  }
}
