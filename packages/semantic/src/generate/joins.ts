import type { CatalogColumn, CatalogTable } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import { rawWords, singular, wordsOf } from './words.ts';

/** A reference between physical tables, by their place in the catalog. */
export interface Reference {
  readonly from: number;
  readonly columns: readonly string[];
  readonly to: number;
  readonly toColumns: readonly string[];
  readonly oneToOne: boolean;
}

/** Declared foreign keys, and those that names, types and values give away where none is declared. */
export function referencesOf(tables: readonly CatalogTable[]): readonly Reference[] {
  const declared = tables.flatMap((table, from) => declaredOf(tables, table, from));
  const covered = new Set(
    declared.flatMap((reference) => reference.columns.map((column) => `${reference.from}.${column}`)),
  );
  return [...declared, ...inferredOf(tables, covered)];
}

function declaredOf(tables: readonly CatalogTable[], table: CatalogTable, from: number): readonly Reference[] {
  const found: Reference[] = [];
  for (const key of table.foreignKeys) {
    const to = tables.findIndex(
      (other) =>
        sameName(other.name, key.to.table) &&
        (key.to.schema === null || other.schema === null || other.schema === key.to.schema),
    );
    const target = tables[to];
    if (target === undefined) continue;
    // a foreign key without target columns means the primary key
    const wanted = key.to.columns.length > 0 ? key.to.columns : target.primaryKey;
    const namesIn = (owner: CatalogTable, names: readonly string[]): readonly string[] =>
      names.flatMap((name) => columnNamed(owner, name)?.name ?? []);
    const [columns, toColumns] = [namesIn(table, key.columns), namesIn(target, wanted)];
    if (columns.length === 0 || columns.length !== key.columns.length || columns.length !== toColumns.length) continue;
    if (columns.some((name, i) => !fits(columnNamed(table, name), columnNamed(target, toColumns[i] ?? '')))) continue;
    if (found.some((other) => other.to === to && other.columns.join('\n') === columns.join('\n'))) continue;
    if (from === to && columns.join('\n') === toColumns.join('\n')) continue;
    found.push({ from, columns, to, toColumns, oneToOne: isUnique(table, columns) });
  }
  return found;
}

interface Target {
  readonly table: number;
  readonly column: CatalogColumn;
  /** Column names that point here: `customer_id` for `customers.id`, `customers.customer_id` or `customers.code`. */
  readonly names: ReadonlySet<string>;
  readonly own: boolean;
}

const generic: ReadonlySet<string> = new Set([
  'id',
  'key',
  'code',
  'name',
  'number',
  'uuid',
  'guid',
  'year',
  'date',
  'type',
  'index',
  'rank',
  'position',
]);

function inferredOf(tables: readonly CatalogTable[], covered: ReadonlySet<string>): readonly Reference[] {
  const byName = new Map<string, Target[]>();
  tables.forEach((table, index) => {
    const column = keyOf(table);
    if (column === null) return;
    const own = normal(column.name);
    const one = singularName(table);
    const names = new Set(generic.has(own) ? [`${one}_${own}`] : [own, `${one}_${own}`]);
    for (const name of names)
      byName.set(name, [
        ...(byName.get(name) ?? []),
        { table: index, column, names, own: own.startsWith(one) || generic.has(own) },
      ]);
  });
  const found: Reference[] = [];
  tables.forEach((table, from) => {
    for (const column of table.columns) {
      if (covered.has(`${from}.${column.name}`)) continue;
      const name = normal(column.name);
      const target = bestTarget(tables, byName, name, column, from);
      if (target === null) continue;
      const oneToOne = isUnique(table, [column.name]);
      // two tables that share a key: the smaller points at the larger, once
      if (oneToOne && !target.own && (tables[target.table]?.rows ?? 0) <= (table.rows ?? 0)) continue;
      found.push({ from, columns: [column.name], to: target.table, toColumns: [target.column.name], oneToOne });
    }
  });
  return found;
}

function bestTarget(
  tables: readonly CatalogTable[],
  byName: ReadonlyMap<string, readonly Target[]>,
  name: string,
  column: CatalogColumn,
  from: number,
): Target | null {
  const table = tables[from];
  const isOwnKey = table?.primaryKey.length === 1 && table.primaryKey[0] === column.name;
  const candidates = [...(byName.get(name) ?? []), ...suffixTargets(byName, name)].filter(
    (target) =>
      target.table !== from &&
      fits(column, target.column) &&
      within(column, target.column) &&
      amongSamples(column, target.column) &&
      atLeast(column) <= (tables[target.table]?.rows ?? Number.POSITIVE_INFINITY),
  );
  if (isOwnKey && candidates.every((target) => !target.own)) return null;
  const ranked = candidates.toSorted(
    (a, b) => Number(b.own) - Number(a.own) || (tables[b.table]?.rows ?? 0) - (tables[a.table]?.rows ?? 0),
  );
  return ranked[0] ?? null;
}

/** `head_employee_id` points where `employee_id` does. */
function suffixTargets(byName: ReadonlyMap<string, readonly Target[]>, name: string): readonly Target[] {
  const parts = name.split('_');
  for (let i = 1; i < parts.length - 1; i++) {
    const found = byName.get(parts.slice(i).join('_'));
    if (found !== undefined) return found.filter((target) => target.own);
  }
  return [];
}

/** The one column that identifies rows: declared, or unlike in every row and named like a key. */
function keyOf(table: CatalogTable): CatalogColumn | null {
  if (table.primaryKey.length === 1) return columnNamed(table, table.primaryKey[0] ?? '') ?? null;
  if (table.primaryKey.length > 1 || table.kind === 'view') return null;
  const rows = table.rows ?? 0;
  return (
    table.columns.find(
      (column) =>
        rows > 1 &&
        (column.distinct === rows || looksUnique(table, column, rows)) &&
        (column.nulls ?? 0) === 0 &&
        /(^|_)(id|key|code)$/.test(normal(column.name)),
    ) ?? null
  );
}

/** An estimate of distinct values lies within this factor of the truth: DuckDB's sketch errs by 13 % at one standard deviation. */
const estimateError = 0.7;

const atLeast = (column: CatalogColumn): number => (column.distinct ?? 0) * (column.estimated ? estimateError : 1);

/**
 * Whether a column of a table too large to be counted can be its key: named after the table, as many values as rows as far as the estimate
 * tells, and room for them between its extremes. A line's pointer to its order is named after the order.
 */
function looksUnique(table: CatalogTable, column: CatalogColumn, rows: number): boolean {
  if (!column.estimated || (column.distinct ?? 0) < rows * estimateError) return false;
  const own = normal(column.name);
  if (!generic.has(own) && !own.startsWith(`${singularName(table)}_`)) return false;
  if (!numericTypes.has(column.type) || column.min === null || column.max === null) return true;
  return Number(column.max) - Number(column.min) + 1 >= rows;
}

function fits(from: CatalogColumn | undefined, to: CatalogColumn | undefined): boolean {
  if (from === undefined || to === undefined) return false;
  return from.type === to.type || (numericTypes.has(from.type) && numericTypes.has(to.type));
}

/** Whether the values known are among the target's, where all of those are known. */
function amongSamples(from: CatalogColumn, to: CatalogColumn): boolean {
  if (!to.complete || to.samples.length === 0) return true;
  const known = new Set(to.samples.map(String));
  return from.samples.every((value) => known.has(String(value)));
}

/** Whether the values can all be among the target's, as far as their extremes tell. */
function within(from: CatalogColumn, to: CatalogColumn): boolean {
  if (from.min === null || from.max === null || to.min === null || to.max === null) return true;
  if (typeof from.min === 'string' && typeof to.min === 'string')
    return from.min >= to.min && String(from.max) <= String(to.max);
  return Number(from.min) >= Number(to.min) && Number(from.max) <= Number(to.max);
}

/** Whether no two rows hold the same values of these columns, by a key that says so. */
export function isUnique(table: CatalogTable, columns: readonly string[]): boolean {
  return [table.primaryKey, ...table.unique].some(
    (key) => key.length > 0 && key.every((name) => columns.includes(name)),
  );
}

/** The words that tell one reference from another to the same table: `head_employee_id` to employees is `head employee`. */
export function roleWords(columns: readonly string[]): readonly string[] {
  const words = wordsOf(columns[0] ?? '');
  if (words.join(' ') === 'reports to') return ['manager'];
  const bare = words.filter(
    (word, i) => i < words.length - 1 || !['id', 'key', 'code', 'number', 'uuid'].includes(word),
  );
  return bare.length > 0 ? bare : words;
}

function columnNamed(table: CatalogTable, name: string): CatalogColumn | undefined {
  return (
    table.columns.find((column) => column.name === name) ?? table.columns.find((column) => sameName(column.name, name))
  );
}

const singularName = ({ name }: CatalogTable): string =>
  normal([...wordsOf(name).slice(0, -1), singular(wordsOf(name).at(-1) ?? '')].join('_'));
const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const normal = (name: string): string => rawWords(name).join('_');
