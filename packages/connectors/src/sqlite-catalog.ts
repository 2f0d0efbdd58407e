import type { DatabaseSync } from '@photostructure/sqlite';
import type { Catalog, CatalogColumn, CatalogTable } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { neutralBound, sampleLimits } from './catalog-samples.ts';
import { sqliteFailure } from './sqlite-errors.ts';
import { storedType, type Stored } from './sqlite-types.ts';

type Database = InstanceType<typeof DatabaseSync>;
type Row = Record<string, unknown>;

/** Rows beyond which distinct values are not counted: it would sort the whole column. */
const countable = 500_000;

/**
 * Everything discovery learns of an SQLite file. Declared types are hints at best there, so the types come from what each column holds: one
 * scan a table, whether or not samples are asked for.
 */
export function sqliteCatalog(database: Database, samples: boolean, deadline: number): Catalog {
  const rows = (sql: string, ...parameters: string[]): Row[] => {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    // one object a row, by the names of its columns
    return statement.all(...parameters) as Row[];
  };
  const tables = rows(
    `select name, type from pragma_table_list where schema = 'main' and type in ('table', 'view', 'virtual') and name not like 'sqlite\\_%' escape '\\' order by name`,
  );
  const found = tables.flatMap((table): CatalogTable[] => {
    try {
      return [catalogTable(String(table['name']), table['type'] === 'view', rows, samples, deadline)];
    } catch (error) {
      throwDamage(error);
      // a view over a table that is gone, or a virtual table of a missing module: nobody can read it, and the others can be read
      return [];
    }
  });
  return { tables: found };
}

function catalogTable(
  name: string,
  view: boolean,
  rows: (sql: string, ...parameters: string[]) => Row[],
  samples: boolean,
  deadline: number,
): CatalogTable {
  const declared = rows(
    'select name, type, "notnull", pk from pragma_table_xinfo(?) where hidden <> 1 order by cid',
    name,
  );
  const primaryKey = declared
    .filter((column) => Number(column['pk']) > 0)
    .sort((a, b) => Number(a['pk']) - Number(b['pk']))
    .map((column) => String(column['name']));
  const foreignKeys = foreignKeysOf(name, rows);
  const unique = uniqueOf(name, rows).filter((columns) => columns.join('\n') !== primaryKey.join('\n'));
  const keys = new Set([...primaryKey, ...foreignKeys.flatMap((key) => key.columns)]);

  const stored = Date.now() < deadline ? scan(name, declared, rows) : null;
  const columns = declared.map((column, i): CatalogColumn => {
    const columnName = String(column['name']);
    const nativeType = String(column['type']).toLowerCase();
    const held = stored?.columns[i] ?? null;
    const type = storedType(columnName, nativeType, held, keys.has(columnName));
    const bound = (value: unknown): string | number | null =>
      type === 'binary' || type === 'boolean' ? null : neutralBound(value, type, numericTypes);
    return {
      name: columnName,
      nativeType,
      type,
      nullable: Number(column['notnull']) === 0 && !(primaryKey.length === 1 && primaryKey[0] === columnName),
      distinct: null,
      estimated: false,
      nulls: held === null || stored === null ? null : stored.rows - held.values,
      min: samples ? bound(held?.min) : null,
      max: samples ? bound(held?.max) : null,
      samples: [],
      complete: false,
    };
  });
  const table: CatalogTable = {
    schema: null,
    name,
    kind: view ? 'view' : 'table',
    rows: stored?.rows ?? null,
    columns,
    primaryKey,
    unique,
    foreignKeys,
  };
  return samples && stored !== null
    ? { ...table, columns: columns.map((column) => sampled(table, column, rows, deadline)) }
    : table;
}

function foreignKeysOf(
  name: string,
  rows: (sql: string, ...parameters: string[]) => Row[],
): CatalogTable['foreignKeys'] {
  const byId = new Map<string, { columns: string[]; table: string; to: (string | null)[] }>();
  for (const row of rows('select id, "table", "from", "to" from pragma_foreign_key_list(?) order by id, seq', name)) {
    const id = String(row['id']);
    const key = byId.get(id) ?? { columns: [], table: String(row['table']), to: [] };
    key.columns.push(String(row['from']));
    key.to.push(row['to'] === null ? null : (row['to'] as string));
    byId.set(id, key);
  }
  return [...byId.values()].map((key) => {
    // without columns named, the other table's primary key is meant
    const named = key.to.filter((column) => column !== null);
    const primary = rows('select name from pragma_table_info(?) where pk > 0 order by pk', key.table).map((row) =>
      String(row['name']),
    );
    return {
      columns: key.columns,
      to: { schema: null, table: key.table, columns: named.length === key.columns.length ? named : primary },
    };
  });
}

function uniqueOf(name: string, rows: (sql: string, ...parameters: string[]) => Row[]): string[][] {
  return rows('select name from pragma_index_list(?) where "unique" = 1 and partial = 0 order by seq', name)
    .map((index) =>
      rows('select name from pragma_index_info(?) order by seqno', String(index['name'])).map((row) => row['name']),
    )
    .filter((columns) => columns.every((column) => column !== null))
    .map((columns) => columns.map(String));
}

/** What every column holds, by one pass over the table; null where it cannot be read, such as a view over a table that is gone. */
function scan(
  table: string,
  declared: readonly Row[],
  rows: (sql: string) => Row[],
): { rows: number; columns: Stored[] } | null {
  const parts = declared.flatMap((column, i) => {
    const c = quote(String(column['name']));
    const date = `${c} glob '[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9]*' and date(substr(${c}, 1, 10)) = substr(${c}, 1, 10)`;
    const clock = `substr(${c}, 11) glob '[ T][0-2][0-9]:[0-5][0-9]*' and strftime('%s', ${c}) is not null`;
    return [
      `count(${c}) as n${i}`,
      `sum(typeof(${c}) = 'integer') as i${i}`,
      `sum(typeof(${c}) = 'real') as r${i}`,
      `sum(typeof(${c}) = 'text') as t${i}`,
      `sum(typeof(${c}) = 'text' and length(${c}) = 10 and ${date}) as d${i}`,
      // a stated offset other than Z would need arithmetic on every comparison: such a column stays text
      `sum(typeof(${c}) = 'text' and length(${c}) between 16 and 30 and ${date} and ${clock} and substr(${c}, 17) not glob '*[+-]*') as m${i}`,
      `sum(typeof(${c}) = 'text' and ${c} like '%Z') as z${i}`,
      `sum(${c} in (0, 1)) as b${i}`,
      `min(${c}) as min${i}`,
      `max(${c}) as max${i}`,
    ];
  });
  try {
    const columns: Stored[] = [];
    let count = 0;
    // SQLite knows at most 2,000 columns in a result
    for (let from = 0; from < declared.length; from += 150) {
      const [row = {}] = rows(
        `select count(*) as n, ${parts.slice(from * 10, (from + 150) * 10).join(', ')} from ${quote(table)}`,
      );
      count = Number(row['n']);
      for (let i = from; i < Math.min(declared.length, from + 150); i += 1) {
        const number = (name: string): number => Number(row[`${name}${i}`] ?? 0);
        columns.push({
          values: number('n'),
          integers: number('i'),
          reals: number('r'),
          texts: number('t'),
          dates: number('d'),
          moments: number('m'),
          zulu: number('z'),
          bits: number('b'),
          min: row[`min${i}`],
          max: row[`max${i}`],
        });
      }
    }
    return { rows: count, columns };
  } catch (error) {
    throwDamage(error);
    return null;
  }
}

/** Tables of a damaged file are not left out: it would look as if there were none. */
function throwDamage(error: unknown): void {
  const said = sqliteFailure(error);
  if (said.code === 'source.unavailable') throw said;
}

function sampled(
  table: CatalogTable,
  column: CatalogColumn,
  rows: (sql: string) => Row[],
  deadline: number,
): CatalogColumn {
  if ((table.rows ?? 0) > countable || Date.now() > deadline || column.type === 'binary') return column;
  const name = quote(column.name);
  const from = quote(table.name);
  if (column.type !== 'text') {
    const [row] = rows(`select count(distinct ${name}) as n from ${from}`);
    return { ...column, distinct: Number(row?.['n'] ?? 0) };
  }
  const found = rows(
    `select cast(${name} as text) as v, count(*) as n from ${from} where ${name} is not null group by 1 order by 2 desc, 1`,
  );
  if (found.length > sampleLimits.distinct) return { ...column, distinct: found.length };
  const values = found.slice(0, sampleLimits.values).map((row) => String(row['v']));
  return { ...column, distinct: found.length, samples: values, complete: found.length <= sampleLimits.values };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
