import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProduct } from '../support/product.ts';

/** Starts the product on an empty data folder; the journeys find its address and set-up link in the environment. */
export default async function setUp(): Promise<() => Promise<void>> {
  const home = await mkdtemp(path.join(tmpdir(), 'lumiere-e2e-home-'));
  const product = await startProduct({ LUMIERE_HOME: home });
  process.env['LUMIERE_TEST_URL'] = product.url;
  process.env['LUMIERE_TEST_SETUP_LINK'] = product.setupLink ?? '';
  return async () => {
    await product.stop();
    await rm(home, { recursive: true, force: true });
  };
}
