import { dialects } from '@lumiere/sql';
import { z } from 'zod';
import type { ConnectorDef } from './connector.ts';
import { fileConnector } from './file-connector.ts';

/** An SQLite database file, read where it lies. */
const Config = z.strictObject({
  file: z.string().min(1).describe('Path of the database file on the server'),
  readOnly: z.literal(true).default(true),
});

export const sqlite: ConnectorDef<z.infer<typeof Config>> = {
  kind: 'sqlite',
  title: 'SQLite file',
  config: Config,
  connect: ({ file }, { pool }) => fileConnector(pool, { kind: 'sqlite', file }, dialects.sqlite),
};
