import { duckdb } from './duckdb.ts';
import { files } from './files/files-source.ts';
import { httpFiles } from './http/http-files.ts';
import { mysql } from './mysql.ts';
import { postgres } from './postgres.ts';
import { rest } from './rest/rest.ts';
import { sqlite } from './sqlite.ts';

/** Every kind of source by its name, in the order that people choose from. A new one is a file and a line here. */
export const connectors = {
  postgres,
  mysql,
  sqlite,
  duckdb,
  rest,
  'http-files': httpFiles,
  files,
} as const;
