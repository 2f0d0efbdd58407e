import type { Grammar } from './grammar.ts';
import { duckdbGrammar } from './grammars/duckdb.ts';
import { mysqlGrammar } from './grammars/mysql.ts';
import { postgresGrammar } from './grammars/postgres.ts';
import { sqliteGrammar } from './grammars/sqlite.ts';

/** What the guard can read, by the name of the dialect. */
export const grammars: { readonly [Name in Grammar['name']]: Grammar } = {
  duckdb: duckdbGrammar,
  sqlite: sqliteGrammar,
  postgres: postgresGrammar,
  mysql: mysqlGrammar,
};
