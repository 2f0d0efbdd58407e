import { duckdb } from './duckdb.ts';
import { sqlite } from './sqlite.ts';

/** Every kind of source by its name. A new one is a file and a line here. */
export const connectors = { duckdb, sqlite } as const;
