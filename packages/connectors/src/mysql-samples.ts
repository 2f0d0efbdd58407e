import type { CatalogColumn, CatalogTable } from '@lumiere/contract';
import { hasBounds, isMeasured, measuredColumn, withSamples } from './catalog-columns.ts';
import { sampleLimits } from './catalog-samples.ts';
import type { CatalogProgress } from './connector.ts';
import type { ReadRows } from './session-connector.ts';
import { lookInto } from './table-looks.ts';

/**
 * Looks into the tables, the small ones first, until the deadline. Large ones are not scanned: of them the bounds of columns that lead an
 * index are read, which costs nothing.
 */
export const mysqlSamples = (
  tables: readonly CatalogTable[],
  leading: ReadonlyMap<string, ReadonlySet<string>>,
  read: ReadRows,
  deadline: number,
  progress?: CatalogProgress,
): Promise<CatalogTable[]> =>
  lookInto(
    tables,
    deadline,
    (table, large, timeoutMs) =>
      large ? bounds(table, leading.get(table.name) ?? new Set(), read, timeoutMs) : scan(table, read, timeoutMs),
    progress,
  );

async function scan(table: CatalogTable, read: ReadRows, timeoutMs: number): Promise<CatalogTable> {
  const from = quote(table.name);
  const measured = table.columns.filter(isMeasured);
  const found = new Map<CatalogColumn, CatalogColumn>();
  let rows = 0;
  // a statement gives at most 4,096 columns
  for (let at = 0; at === 0 || at < measured.length; at += 400) {
    const part = measured.slice(at, at + 400);
    const cells = part.flatMap((column) => {
      const c = comparable(column);
      return [`count(${c})`, `count(distinct ${c})`, `min(${c})`, `max(${c})`];
    });
    const [row = []] = await read(`select ${['count(*)', ...cells].join(', ')} from ${from}`, timeoutMs);
    rows = Number(row[0]);
    for (const [i, column] of part.entries()) {
      const [values, distinct, min = null, max = null] = row.slice(1 + i * 4, 5 + i * 4);
      // a tinyint(1) that holds more than two values was no boolean
      const wide = column.type === 'boolean' && (Number(min ?? 0) < 0 || Number(max ?? 0) > 1);
      const typed: CatalogColumn = wide ? { ...column, type: 'integer' } : column;
      found.set(column, measuredColumn(typed, { rows, values: Number(values), distinct: Number(distinct), min, max }));
    }
  }
  for (const [column, filled] of found) {
    if (column.type !== 'text' || (filled.distinct ?? 0) > sampleLimits.distinct) continue;
    const values = await read(
      `select ${comparable(column)}, count(*) from ${from} where ${quote(column.name)} is not null group by 1 order by 2 desc, 1 limit ${sampleLimits.distinct + 1}`,
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

async function bounds(
  table: CatalogTable,
  leading: ReadonlySet<string>,
  read: ReadRows,
  timeoutMs: number,
): Promise<CatalogTable> {
  const indexed = table.columns.filter(
    (column) => leading.has(column.name) && hasBounds(column) && column.type !== 'text',
  );
  if (indexed.length === 0) return table;
  const one = (fn: string, { name }: CatalogColumn): string =>
    `(select ${fn}(${quote(name)}) from ${quote(table.name)})`;
  const cells = indexed.flatMap((column) => [one('min', column), one('max', column)]);
  const [row = []] = await read(`select ${cells.join(', ')}`, timeoutMs);
  return {
    ...table,
    columns: table.columns.map((column) => {
      const at = indexed.indexOf(column);
      if (at < 0) return column;
      const [min = null, max = null] = row.slice(at * 2, at * 2 + 2);
      const known = measuredColumn(column, { rows: 0, values: 0, distinct: 0, min, max });
      return { ...column, min: known.min, max: known.max };
    }),
  };
}

const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Text by its bytes: collations hold texts for equal that are not the same. */
const comparable = ({ name, type }: CatalogColumn): string =>
  type === 'text'
    ? `cast(convert(${quote(name)} using utf8mb4) as binary)`
    : type === 'boolean'
      ? `${quote(name)} + 0`
      : quote(name);
