import { dialects } from '@lumiere/sql';
import { fileSource } from './file-source.ts';

/** A DuckDB database file, read by the embedded engine. */
export const duckdb = fileSource(
  'duckdb',
  { title: 'DuckDB file', docs: 'One file with tables in it, made for analysis. You send it; it is only read.' },
  dialects.duckdb,
);
