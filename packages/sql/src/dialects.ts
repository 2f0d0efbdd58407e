import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';
import { mariadb, mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import { sqlite } from './sqlite.ts';

/** Every dialect by its name. A new one is a file and a line here. */
export const dialects = { duckdb, sqlite, postgres, mysql, mariadb } as const satisfies Record<string, Dialect>;
