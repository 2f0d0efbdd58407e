import { attacksEverywhere } from './attacks-everywhere.ts';
import { duckdbAttacks } from './attacks-duckdb.ts';
import { mysqlAttacks } from './attacks-mysql.ts';
import { postgresAttacks } from './attacks-postgres.ts';
import { sqliteAttacks } from './attacks-sqlite.ts';
import type { Hostile } from './hostile.ts';
import { dialectNames, type DialectName } from './source.ts';

/** A statement that must be refused beside one that looks like it and must pass, by the name of their class. */
export type Attacks = Readonly<Record<string, readonly (readonly [hostile: string, twin: string])[]>>;

const own: Readonly<Record<DialectName, Attacks>> = {
  duckdb: duckdbAttacks,
  sqlite: sqliteAttacks,
  postgres: postgresAttacks,
  mysql: mysqlAttacks,
};

const hostileOf = (dialect: DialectName, prefix: string, attacks: Attacks): readonly Hostile[] =>
  Object.entries(attacks).flatMap(([name, pairs]) =>
    pairs.map(([hostile, twin]) => ({ class: `${prefix}${name}`, dialect, hostile, twin })),
  );

/** All of them, each on every engine that it is for. */
export const attacks: readonly Hostile[] = dialectNames.flatMap((dialect) => [
  ...hostileOf(dialect, '', attacksEverywhere),
  ...hostileOf(dialect, `${dialect}: `, own[dialect]),
]);
