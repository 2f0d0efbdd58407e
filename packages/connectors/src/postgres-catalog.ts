import type { Catalog, CatalogColumn, CatalogTable } from '@lumiere/contract';
import { type ValueType } from '@lumiere/values';
import { blankColumn } from './catalog-columns.ts';
import { postgresSamples } from './postgres-samples.ts';
import type { CatalogProgress } from './connector.ts';
import type { ReadRows } from './session-connector.ts';

const own = `n.nspname !~ '^pg_(toast|temp|catalog)' and n.nspname not in ('pg_catalog', 'information_schema')`;
const catalogMs = 30_000;

/**
 * Everything discovery learns of a PostgreSQL database that the user may read: four statements for the whole of it, however many tables
 * there are; then, with samples, a look into each table until the deadline (milliseconds of the clock).
 */
export async function postgresCatalog(
  read: ReadRows,
  samples: boolean,
  deadline: number,
  progress?: CatalogProgress,
): Promise<Catalog> {
  const tables = await read(
    `select c.oid, n.nspname, c.relname, c.relkind, c.reltuples::bigint
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${own}
      and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
    order by n.nspname, c.relname`,
    catalogMs,
  );
  const columns = await read(
    `select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      coalesce(b.typname, t.typname), coalesce(b.typtype, t.typtype), coalesce(b.typcategory, t.typcategory)
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and ${own}
      and has_column_privilege(c.oid, a.attnum, 'select')
    order by a.attrelid, a.attnum`,
    catalogMs,
  );
  const keys = await read(
    `select i.indrelid, i.indisprimary, (
        select json_agg(a.attname order by k.place)
        from unnest(i.indkey::int2[]) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where k.place <= i.indnkeyatts)
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null and ${own}
    order by i.indexrelid`,
    catalogMs,
  );
  const foreign = await read(
    `select f.conrelid, (
        select json_agg(a.attname order by k.place) from unnest(f.conkey) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number),
      tn.nspname, t.relname, (
        select json_agg(a.attname order by k.place) from unnest(f.confkey) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number)
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class t on t.oid = f.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where f.contype = 'f' and f.conparentid = 0 and ${own}
    order by f.oid`,
    catalogMs,
  );

  const columnsOf = grouped(columns);
  const keysOf = grouped(keys);
  const foreignOf = grouped(foreign);
  const found = tables.map(([oid = '', schema = '', name, kind, rows]): CatalogTable => {
    const id = oid ?? '';
    const tableKeys = keysOf.get(id) ?? [];
    const estimate = Number(rows);
    return {
      schema: schema ?? '',
      name: name ?? '',
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      // −1 says that nobody has counted yet; a plain view is never counted
      rows: kind === 'v' || estimate < 0 ? null : estimate,
      columns: (columnsOf.get(id) ?? []).map(columnOf),
      primaryKey: names(tableKeys.find((key) => key[1] === 't')?.[2]),
      unique: tableKeys.filter((key) => key[1] === 'f').map((key) => names(key[2])),
      foreignKeys: (foreignOf.get(id) ?? []).map((key) => ({
        columns: names(key[1]),
        to: { schema: key[2] ?? '', table: key[3] ?? '', columns: names(key[4]) },
      })),
    };
  });
  return { tables: samples ? await postgresSamples(found, read, deadline, progress) : found };
}

type Row = readonly (string | null)[];

function grouped(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = row[0] ?? '';
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}

// json_agg over names gives an array of texts, or nothing where there are none
const names = (json: string | null | undefined): string[] =>
  json === null || json === undefined ? [] : (JSON.parse(json) as string[]);

function columnOf([, name, nativeType, notNull, typeName, typeKind, category]: Row): CatalogColumn {
  const type = neutralType(typeName ?? '', typeKind ?? '', category ?? '');
  return blankColumn({ name: name ?? '', nativeType: nativeType ?? '', type, nullable: notNull !== 't' });
}

/** The house's type of PostgreSQL's; what has no equal is read as text, arrays as JSON. */
function neutralType(name: string, kind: string, category: string): ValueType {
  if (category === 'A') return 'json';
  if (kind !== 'b') return 'text';
  return types[name] ?? 'text';
}

const types: Readonly<Record<string, ValueType>> = {
  bool: 'boolean',
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  numeric: 'decimal',
  float4: 'double',
  float8: 'double',
  date: 'date',
  timestamp: 'timestamp',
  timestamptz: 'instant',
  time: 'time',
  timetz: 'time',
  bytea: 'binary',
  json: 'json',
  jsonb: 'json',
};
