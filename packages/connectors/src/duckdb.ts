import { dialects } from '@lumiere/sql';
import { z } from 'zod';
import type { ConnectorDef } from './connector.ts';
import { fileConnector } from './file-connector.ts';

/** A DuckDB database file, read by the embedded engine. */
const Config = z.strictObject({
  file: z.string().min(1).describe('Path of the database file on the server'),
  readOnly: z.literal(true).default(true),
});

export const duckdb: ConnectorDef<z.infer<typeof Config>> = {
  kind: 'duckdb',
  title: 'DuckDB file',
  config: Config,
  connect: ({ file }, { pool }) => fileConnector(pool, { kind: 'duckdb', file }, dialects.duckdb),
};
