import { dialects } from '@lumiere/sql';
import { mysqlCatalog } from './mysql-catalog.ts';
import { mysqlReader, mysqlWritable } from './mysql-roles.ts';
import { openMysql } from './mysql-session.ts';
import { networkSource } from './network-source.ts';

/** A MySQL or MariaDB database; which of them it is, the server says. */
export const mysql = networkSource({
  kind: 'mysql',
  title: 'MySQL or MariaDB',
  docs: 'A MySQL database, version 8 or later, or a MariaDB one, version 10.5 or later, queried where it is.',
  dialect: dialects.mysql,
  defaultPort: 3306,
  signIn: openMysql,
  onBroken: (session, broke) => session.onBroken(broke),
  catalog: mysqlCatalog,
  writable: mysqlWritable,
  readOnlyScript: mysqlReader,
});
