import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FullConfig } from '@playwright/test';
import { startProduct } from '../support/product.ts';

/** Starts the product for every worker, each on an empty data folder; the journeys find address and set-up link in the environment. */
export default async function setUp({ workers }: FullConfig): Promise<() => Promise<void>> {
  const stops = await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      const home = await mkdtemp(path.join(tmpdir(), 'lumiere-e2e-home-'));
      const product = await startProduct({ LUMIERE_HOME: home });
      process.env[`LUMIERE_TEST_URL_${worker}`] = product.url;
      process.env[`LUMIERE_TEST_SETUP_LINK_${worker}`] = product.setupLink ?? '';
      return async () => {
        await product.stop();
        await rm(home, { recursive: true, force: true });
      };
    }),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
