import { dialects } from '@lumiere/sql';
import { fileSource } from './file-source.ts';

/** A DuckDB database file, read by the embedded engine. */
export const duckdb = fileSource(
  'duckdb',
  { title: 'DuckDB file', docs: 'A DuckDB database file on the server, read by the embedded engine.' },
  dialects.duckdb,
);
