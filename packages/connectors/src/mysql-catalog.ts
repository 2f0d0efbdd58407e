import type { Catalog, CatalogColumn, CatalogTable } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import { blankColumn } from './catalog-columns.ts';
import { mysqlSamples } from './mysql-samples.ts';
import type { CatalogProgress } from './connector.ts';
import type { ReadRows } from './session-connector.ts';

type Row = readonly (string | null)[];
const catalogMs = 30_000;

/**
 * Everything discovery learns of a MySQL or MariaDB database that the user may read: five statements for the whole of it, however many
 * tables there are; then, with samples, a look into each table until the deadline (milliseconds of the clock).
 */
export async function mysqlCatalog(
  read: ReadRows,
  samples: boolean,
  deadline: number,
  progress?: CatalogProgress,
): Promise<Catalog> {
  const tables = await read(
    `select table_name, table_type, table_rows from information_schema.tables
    where table_schema = database() and table_type in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') order by table_name`,
    catalogMs,
  );
  const columns = await read(
    `select table_name, column_name, column_type, data_type, is_nullable from information_schema.columns
    where table_schema = database() order by table_name, ordinal_position`,
    catalogMs,
  );
  const indexes = await read(
    `select table_name, index_name, column_name, non_unique, sub_part from information_schema.statistics
    where table_schema = database() order by table_name, index_name, seq_in_index`,
    catalogMs,
  );
  const foreign = await read(
    `select table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name,
      referenced_table_schema = database()
    from information_schema.key_column_usage
    where table_schema = database() and referenced_table_name is not null
    order by table_name, constraint_name, ordinal_position`,
    catalogMs,
  );
  const documents = await jsonColumns(read);

  const columnsOf = grouped(columns);
  const indexesOf = grouped(indexes);
  const foreignOf = grouped(foreign);
  const leading = new Map<string, ReadonlySet<string>>();
  const found = tables.map(([name = '', kind, rows]): CatalogTable => {
    const table = name ?? '';
    const own = [...groupedBy(indexesOf.get(table) ?? [], 1)];
    leading.set(table, new Set(own.flatMap(([, index]) => index[0]?.[2] ?? [])));
    const unique = own.filter(([, index]) =>
      index.every((part) => part[2] !== null && part[3] === '0' && part[4] === null),
    );
    const columnNames = (index: readonly Row[]): string[] => index.map((part) => part[2] ?? '');
    return {
      schema: null,
      name: table,
      kind: kind === 'VIEW' ? 'view' : 'table',
      rows: rows === null || rows === undefined ? null : Number(rows),
      columns: (columnsOf.get(table) ?? []).map((row) => columnOf(row, documents)),
      primaryKey: unique.flatMap(([key, index]) => (key === 'PRIMARY' ? columnNames(index) : [])),
      unique: unique.filter(([key]) => key !== 'PRIMARY').map(([, index]) => columnNames(index)),
      foreignKeys: [...groupedBy(foreignOf.get(table) ?? [], 1).values()].map((parts) => ({
        columns: parts.map((part) => part[2] ?? ''),
        to: {
          schema: parts[0]?.[6] === '1' ? null : (parts[0]?.[3] ?? null),
          table: parts[0]?.[4] ?? '',
          columns: parts.map((part) => part[5] ?? ''),
        },
      })),
    };
  });
  return { tables: samples ? await mysqlSamples(found, leading, read, deadline, progress) : found };
}

/** MariaDB keeps JSON as text that a check holds to be valid. */
async function jsonColumns(read: ReadRows): Promise<ReadonlySet<string>> {
  const [version] = await read('select version()', catalogMs);
  if (!/mariadb/i.test(version?.[0] ?? '')) return new Set();
  const checks = await read(
    `select table_name, check_clause from information_schema.check_constraints where constraint_schema = database()`,
    catalogMs,
  );
  return new Set(
    checks.flatMap(([table, clause]) => {
      const column = /^json_valid\(`((?:[^`]|``)*)`\)$/i.exec(clause ?? '')?.[1];
      return column === undefined ? [] : [`${table}\n${column.replaceAll('``', '`')}`];
    }),
  );
}

const grouped = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => groupedBy(rows, 0);

function groupedBy(rows: readonly Row[], cell: number): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row[cell] ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function columnOf([table, name, nativeType, word, nullable]: Row, documents: ReadonlySet<string>): CatalogColumn {
  const declared = (nativeType ?? '').toLowerCase();
  return blankColumn({
    name: name ?? '',
    nativeType: declared,
    type: documents.has(`${table}\n${name}`) ? 'json' : neutralType((word ?? '').toLowerCase(), declared),
    nullable: nullable === 'YES',
  });
}

/** The house's type of MySQL's; `tinyint(1)` is how it declares a boolean. */
function neutralType(word: string, declared: string): ValueType {
  if (/^(tinyint|bit)\(1\)/.test(declared)) return 'boolean';
  return types[word] ?? 'text';
}

const types: Readonly<Record<string, ValueType>> = {
  tinyint: 'integer',
  smallint: 'integer',
  mediumint: 'integer',
  int: 'integer',
  bigint: 'integer',
  year: 'integer',
  bit: 'integer',
  decimal: 'decimal',
  float: 'double',
  double: 'double',
  date: 'date',
  datetime: 'timestamp',
  timestamp: 'instant',
  time: 'time',
  json: 'json',
  geometry: 'json',
  point: 'json',
  linestring: 'json',
  polygon: 'json',
  multipoint: 'json',
  multilinestring: 'json',
  multipolygon: 'json',
  geometrycollection: 'json',
  geomcollection: 'json',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
};
