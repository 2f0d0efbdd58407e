import { connectors, EnginePool, type Connector } from '@lumiere/connectors';

/** A SQLite file opened through the product's own connector, in a child process. */
export async function openSource(file: string): Promise<{ readonly connector: Connector; close(): Promise<void> }> {
  const pool = new EnginePool({ max: 1, log: (line) => console.error(line) });
  try {
    const connector = await connectors.sqlite.connect({ file, readOnly: true }, { pool });
    return {
      connector,
      close: async () => {
        await connector.close();
        await pool.close();
      },
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
