import type { CatalogColumn, CatalogTable } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { hasBounds, isMeasured, measuredColumn, withSamples } from './catalog-columns.ts';
import { neutralBound, sampleLimits } from './catalog-samples.ts';
import { arrayJson } from './postgres-arrays.ts';
import type { CatalogProgress } from './connector.ts';
import type { ReadRows } from './session-connector.ts';
import { lookInto } from './table-looks.ts';

/** Looks into the tables, the small ones first, until the deadline. Of large ones, the database's own statistics are taken. */
export const postgresSamples = (
  tables: readonly CatalogTable[],
  read: ReadRows,
  deadline: number,
  progress?: CatalogProgress,
): Promise<CatalogTable[]> =>
  lookInto(
    tables,
    deadline,
    (table, large, timeoutMs) => (large ? statistics(table, read, timeoutMs) : scan(table, read, timeoutMs)),
    progress,
  );

async function scan(table: CatalogTable, read: ReadRows, timeoutMs: number): Promise<CatalogTable> {
  const from = `${quote(table.schema ?? 'public')}.${quote(table.name)}`;
  const measured = table.columns.filter(isMeasured);
  const found = new Map<CatalogColumn, CatalogColumn>();
  let rows = 0;
  // a statement gives at most 1,664 columns
  for (let at = 0; at === 0 || at < measured.length; at += 400) {
    const part = measured.slice(at, at + 400);
    const cells = part.flatMap((column) => {
      const c = quote(column.name);
      // most types have an order, but not all: as text, everything does
      const text = hasBounds(column) && column.type !== 'text' ? c : `${c}::text collate "C"`;
      return [`count(${c})`, `count(distinct ${text})`, `min(${text})::text`, `max(${text})::text`];
    });
    const [row = []] = await read(`select ${['count(*)', ...cells].join(', ')} from ${from}`, timeoutMs);
    rows = Number(row[0]);
    for (const [i, column] of part.entries()) {
      const [values, distinct, min = null, max = null] = row.slice(1 + i * 4, 5 + i * 4);
      const all = { rows, values: Number(values), distinct: Number(distinct), min, max };
      found.set(column, measuredColumn(column, all));
    }
  }
  for (const [column, filled] of found) {
    if (column.type !== 'text' || (filled.distinct ?? 0) > sampleLimits.distinct) continue;
    const c = quote(column.name);
    const values = await read(
      `select ${c}::text collate "C", count(*) from ${from} where ${c} is not null group by 1 order by 2 desc, 1 limit ${sampleLimits.distinct + 1}`,
      timeoutMs,
    );
    found.set(
      column,
      withSamples(
        filled,
        values.map((row) => row[0] ?? ''),
      ),
    );
  }
  return { ...table, rows, columns: table.columns.map((column) => found.get(column) ?? column) };
}

/** What the last `analyze` found, by sampling: estimates, and said to be. */
async function statistics(table: CatalogTable, read: ReadRows, timeoutMs: number): Promise<CatalogTable> {
  const rows = table.rows ?? 0;
  const found = await read(
    `select attname, null_frac, n_distinct, most_common_vals::text, histogram_bounds::text from pg_stats
    where schemaname = ${literal(table.schema ?? 'public')} and tablename = ${literal(table.name)} and not inherited`,
    timeoutMs,
  );
  const byName = new Map(found.map((row) => [row[0], row]));
  const columns = table.columns.map((column): CatalogColumn => {
    const [, nulls, distinct, common, bounds] = byName.get(column.name) ?? [];
    if (distinct === undefined || distinct === null || !isMeasured(column)) return column;
    const number = Number(distinct);
    const ends = texts(bounds);
    const bound = (value: string | undefined): string | number | null =>
      hasBounds(column) && column.type !== 'text' ? neutralBound(value ?? null, column.type, numericTypes) : null;
    return {
      ...column,
      // negative: a share of the rows
      distinct: Math.round(number < 0 ? -number * rows : number),
      estimated: true,
      nulls: Math.round(Number(nulls ?? 0) * rows),
      min: bound(ends[0]),
      max: bound(ends.at(-1)),
      samples: column.type === 'text' ? texts(common).slice(0, sampleLimits.values) : [],
    };
  });
  return { ...table, columns };
}

// our own parser gives an array of texts for an array of whatever
const texts = (array: string | null | undefined): readonly string[] =>
  array === null || array === undefined ? [] : (JSON.parse(arrayJson(array, 'text') ?? '[]') as string[]);

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
