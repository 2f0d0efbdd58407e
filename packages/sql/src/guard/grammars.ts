import type { Grammar } from './grammar.ts';
import { duckdbGrammar } from './grammars/duckdb.ts';
import { mysqlGrammar } from './grammars/mysql.ts';
import { postgresGrammar } from './grammars/postgres.ts';
import { sqliteGrammar } from './grammars/sqlite.ts';

/** What the guard can read. */
export const grammars: { readonly [Name in Grammar['name']]: Grammar } = {
  duckdb: duckdbGrammar,
  sqlite: sqliteGrammar,
  postgres: postgresGrammar,
  mysql: mysqlGrammar,
};

/** It writes rows of `values` without a word before them. */
const mariadb: Grammar = {
  ...mysqlGrammar,
  title: 'MariaDB',
  features: { ...mysqlGrammar.features, valuesRow: false },
};

/** The grammar that a dialect's text is read by; null where none is. */
export function grammarOf(dialect: string): Grammar | null {
  if (dialect === 'mariadb') return mariadb;
  return Object.values(grammars).find(({ name }) => name === dialect) ?? null;
}
