import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, CatalogColumn, CatalogTable } from '@lumiere/contract';
import { numericTypes, type ValueType } from '@lumiere/values';
import { neutralBound, sampleLimits } from './catalog-samples.ts';
import { isDamaged } from './duckdb-errors.ts';

/** Everything discovery learns of a DuckDB file: one look at its own catalog, then (with samples) a scan or two of each table. */
export async function duckdbCatalog(
  connection: DuckDBConnection,
  samples: boolean,
  deadline: number,
): Promise<Catalog> {
  const rows = async (sql: string): Promise<readonly unknown[][]> => {
    const result = await connection.runAndReadAll(sql);
    return result.getRowsJson();
  };
  const columns = await rows(`
    select c.schema_name, c.table_name, c.column_name, c.data_type, c.is_nullable
    from duckdb_columns() as c
    where c.database_name = current_database() and not c.internal
    order by c.schema_name, c.table_name, c.column_index`);
  const tables = await rows(`
    select schema_name, table_name, 'table', estimated_size from duckdb_tables() where database_name = current_database() and not internal
    union all
    select schema_name, view_name, 'view', null from duckdb_views() where database_name = current_database() and not internal
    order by 1, 2`);
  const constraints = await rows(`
    select schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
    from duckdb_constraints() where database_name = current_database()`);

  const found: CatalogTable[] = tables.map(([schema, name, kind, size]) => {
    const own = (row: readonly unknown[]): boolean => row[0] === schema && row[1] === name;
    const keys = constraints.filter(own);
    const namesOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
    return {
      schema: schemaName(String(schema)),
      name: String(name),
      kind: kind === 'view' ? 'view' : 'table',
      rows: size === null ? null : Number(size),
      columns: columns.filter(own).map((row) => columnOf(String(row[2]), String(row[3]), row[4] === true)),
      primaryKey: namesOf(keys.find((key) => key[2] === 'PRIMARY KEY')?.[3]),
      unique: keys.filter((key) => key[2] === 'UNIQUE').map((key) => namesOf(key[3])),
      foreignKeys: keys
        .filter((key) => key[2] === 'FOREIGN KEY')
        .map((key) => ({
          columns: namesOf(key[3]),
          to: { schema: schemaName(String(schema)), table: String(key[4]), columns: namesOf(key[5]) },
        })),
    };
  });
  if (!samples) return { tables: found };

  const sampled: CatalogTable[] = [];
  for (const table of found) {
    sampled.push(Date.now() < deadline ? await sampleTable(table, rows).catch(unsampled(table)) : table);
  }
  return { tables: sampled };
}

/** One table that is slow must not hide the others; a file that is damaged is no matter of one table. */
const unsampled =
  (table: CatalogTable) =>
  (error: unknown): CatalogTable => {
    if (isDamaged(error)) throw error;
    return table;
  };

const schemaName = (schema: string): string | null => (schema === 'main' ? null : schema);

function columnOf(name: string, nativeType: string, nullable: boolean): CatalogColumn {
  return {
    name,
    nativeType: nativeType.toLowerCase(),
    type: neutralType(nativeType),
    nullable,
    distinct: null,
    estimated: false,
    nulls: null,
    min: null,
    max: null,
    samples: [],
    complete: false,
  };
}

/** The house's type of DuckDB's word for one. */
export function neutralType(nativeType: string): ValueType {
  const word = nativeType.toUpperCase();
  if (/[\])]$/.test(word) && /\[\d*\]$|^(STRUCT|MAP|UNION)\b/.test(word)) return 'json';
  if (word === 'JSON' || word === 'VARIANT') return 'json';
  if (word === 'BOOLEAN') return 'boolean';
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(word)) return 'integer';
  if (word.startsWith('DECIMAL')) return 'decimal';
  if (word === 'DOUBLE' || word === 'FLOAT') return 'double';
  if (word === 'DATE') return 'date';
  if (word === 'TIMESTAMP WITH TIME ZONE') return 'instant';
  if (word.startsWith('TIMESTAMP')) return 'timestamp';
  if (word.startsWith('TIME')) return 'time';
  if (word === 'BLOB' || word === 'BIT') return 'binary';
  return 'text';
}

async function sampleTable(
  table: CatalogTable,
  rows: (sql: string) => Promise<readonly unknown[][]>,
): Promise<CatalogTable> {
  const from = `${table.schema === null ? '' : `${quote(table.schema)}.`}${quote(table.name)}`;
  const measured = table.columns.filter((column) => column.type !== 'json' && column.type !== 'binary');
  const parts = measured.flatMap(({ name }) => {
    const column = quote(name);
    return [
      `approx_count_distinct(${column})`,
      `count(${column})`,
      `min(${column})::varchar`,
      `max(${column})::varchar`,
    ];
  });
  const [totals = []] = await rows(`select ${['count(*)', ...parts].join(', ')} from ${from}`);
  const count = Number(totals[0]);
  const columns: CatalogColumn[] = [];
  for (const column of table.columns) {
    const at = measured.indexOf(column) * 4 + 1;
    if (at < 1) {
      columns.push(column);
      continue;
    }
    const { distinct, estimated } = await distinctOf(
      column.name,
      Math.min(Number(totals[at]), count),
      count,
      from,
      rows,
    );
    const filled: CatalogColumn = {
      ...column,
      distinct,
      estimated,
      nulls: count - Number(totals[at + 1]),
      min: column.type === 'boolean' ? null : neutralBound(totals[at + 2], column.type, numericTypes),
      max: column.type === 'boolean' ? null : neutralBound(totals[at + 3], column.type, numericTypes),
    };
    columns.push(
      column.type === 'text' && distinct <= sampleLimits.distinct * 1.1
        ? await sampleValues(filled, from, rows)
        : filled,
    );
  }
  return { ...table, rows: count, columns };
}

/** Rows up to which a nearly unique column is counted exactly: whether it is unique matters, and an estimate may be a quarter off. */
const exactRows = 5_000_000;

async function distinctOf(
  name: string,
  estimate: number,
  count: number,
  from: string,
  rows: (sql: string) => Promise<readonly unknown[][]>,
): Promise<{ readonly distinct: number; readonly estimated: boolean }> {
  if (count > exactRows || estimate < count * 0.6) return { distinct: estimate, estimated: true };
  const [row] = await rows(`select count(distinct ${quote(name)}) from ${from}`);
  return { distinct: Number(row?.[0] ?? estimate), estimated: false };
}

async function sampleValues(
  column: CatalogColumn,
  from: string,
  rows: (sql: string) => Promise<readonly unknown[][]>,
): Promise<CatalogColumn> {
  const name = quote(column.name);
  const found = await rows(
    `select ${name}::varchar, count(*) from ${from} where ${name} is not null group by 1 order by 2 desc, 1 limit ${sampleLimits.distinct + 1}`,
  );
  if (found.length > sampleLimits.distinct) return column;
  const values = found.slice(0, sampleLimits.values).map((row) => String(row[0]));
  return {
    ...column,
    distinct: found.length,
    estimated: false,
    samples: values,
    complete: found.length <= sampleLimits.values,
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
