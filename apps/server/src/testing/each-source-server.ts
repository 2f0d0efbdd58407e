import { describe, test } from 'vitest';
import { type SourceDatabase, sourceServers } from './database-servers.ts';

/** The same tests on each database server that there is; of one that is missing they are shown as skipped, or fail where nothing may be. */
export function eachSourceServer(tests: (make: () => Promise<SourceDatabase>) => void): void {
  for (const { name, variable, make } of sourceServers) {
    if (make !== null) describe(`a ${name} connection`, () => tests(make));
    else if (process.env['LUMIERE_TEST_STRICT'] === '1')
      test(name, () => {
        throw new Error(`${variable} is not set, and LUMIERE_TEST_STRICT=1 allows no skipping.`);
      });
    else test.skip(`${name} (skipped: ${variable} is not set)`, () => undefined);
  }
}
