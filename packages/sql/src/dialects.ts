import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';
import { sqlite } from './sqlite.ts';

/** Every dialect by its name. A new one is a file and a line here. */
export const dialects = { duckdb, sqlite } as const satisfies Record<string, Dialect>;
