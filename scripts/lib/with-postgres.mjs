import { findOrInstall, findPostgres } from './machine.mjs';
import { startPostgres } from './postgres.mjs';

/**
 * Runs `work(env)` with a PostgreSQL in its environment: the one that is given, or a throw-away one where it can be had. Without, its tests
 * skip themselves, and the suite says why.
 */
export async function withPostgres(work) {
  if (process.env.LUMIERE_TEST_POSTGRES_URL) return work({});
  const { place, reason } = await findOrInstall(findPostgres, ['postgresql']);
  if (!place) {
    const result = await work({});
    const note = [result.note, `without PostgreSQL: ${reason}`].filter(Boolean).join(', ');
    return { ...result, skipped: Math.max(1, result.skipped ?? 0), note };
  }
  const postgres = await startPostgres(place);
  try {
    return await work({ LUMIERE_TEST_POSTGRES_URL: postgres.url });
  } finally {
    await postgres.stop();
  }
}
