import type { Catalog, CatalogTable, Join, Model, Table } from '@lumiere/contract';
import { fieldsOf } from './fields.ts';
import { referencesOf, roleWords } from './joins.ts';
import type { Reference } from './joins.ts';
import { withMeasures } from './measures.ts';
import { labelFields, mainTime, tableNames, withLabels } from './tables.ts';
import { idOf, labelOf, plural, rawWords, singular, wordsOf } from './words.ts';

/**
 * A model of a discovered source that can be asked without anyone's help: names for people, roles of fields, joins (declared ones, and
 * those that names and values give away), default measures. It claims nothing that it does not know: prices are not added up, and
 * revenue is called so only where a table of sold lines shows it.
 */
export function generateModel(catalog: Catalog, { name }: { readonly name: string }): Model {
  const sources = catalog.tables.filter((table) => table.columns.length > 0);
  const references = referencesOf(sources);
  const taken = new Set<string>();
  const tables = sources.map((source, i) => tableOf(source, i, references, idOf(source.name, taken, `table_${i + 1}`)));
  distinguishLabels(tables, sources);
  const joins: Join[] = [];
  const roles: Table[] = [];
  for (const reference of orderedReferences(references, sources))
    addJoin(reference, { sources, tables, references, joins, roles, taken });
  return {
    version: 1,
    name,
    description: null,
    weekStart: 1,
    fiscalYearStart: 1,
    tables: [
      ...tables.map((table, i) => {
        const source = sources[i];
        return source === undefined ? table : withMeasures(table, source, pointing(references, i));
      }),
      ...roles,
    ],
    joins,
    rules: [],
    suggestions: [],
  };
}

/** The columns of a table that point at others. */
const pointing = (references: readonly Reference[], table: number): ReadonlySet<string> =>
  new Set(references.filter(({ from }) => from === table).flatMap(({ columns }) => columns));

function tableOf(source: CatalogTable, index: number, references: readonly Reference[], id: string): Table {
  const keys = pointing(references, index);
  const names = tableNames(source.name, id);
  const fields = fieldsOf(source, keys);
  const labels = labelFields(source, fields, names.words);
  const fieldIdOf = (column: string): string | undefined => fields.find((field) => field.column === column)?.id;
  const primaryKey = source.primaryKey.map(fieldIdOf);
  return {
    id,
    label: names.label.slice(0, 200),
    singular: names.singular.slice(0, 200),
    synonyms: [...names.synonyms],
    description: null,
    source: { schema: source.schema, name: source.name },
    primaryKey: primaryKey.every((key) => key !== undefined) ? primaryKey.filter((key) => key !== undefined) : [],
    time: mainTime(fields, names.words),
    labels: [...labels],
    fields: withLabels(fields, labels),
    measures: [],
    segments: [],
    hidden: false,
  };
}

/** Two tables of one name in two schemas say which is which. */
function distinguishLabels(tables: Table[], sources: readonly CatalogTable[]): void {
  const seen = new Map<string, number>();
  for (const table of tables) seen.set(table.label.toLowerCase(), (seen.get(table.label.toLowerCase()) ?? 0) + 1);
  tables.forEach((table, i) => {
    if ((seen.get(table.label.toLowerCase()) ?? 0) < 2) return;
    const schema = sources[i]?.schema;
    const full =
      schema === null || schema === undefined ? (sources[i]?.name ?? table.label) : `${table.label} (${schema})`;
    tables[i] = { ...table, label: full.slice(0, 200) };
  });
}

/** References named like their target come first: of several to one table, they are the usual one. */
function orderedReferences(references: readonly Reference[], sources: readonly CatalogTable[]): readonly Reference[] {
  return references.toSorted((a, b) => Number(isUsual(b, sources)) - Number(isUsual(a, sources)));
}

function isUsual(reference: Reference, sources: readonly CatalogTable[]): boolean {
  const [column = ''] = reference.columns;
  const target = sources[reference.to];
  const one = wordsOf(target?.name ?? '').map((word, i, all) => (i === all.length - 1 ? singular(word) : word));
  const own = rawWords(column).join('_');
  return own === rawWords(reference.toColumns[0] ?? '').join('_') || roleWords([column]).join(' ') === one.join(' ');
}

interface Building {
  readonly sources: readonly CatalogTable[];
  readonly tables: readonly Table[];
  readonly references: readonly Reference[];
  readonly joins: Join[];
  readonly roles: Table[];
  readonly taken: Set<string>;
}

function addJoin(reference: Reference, building: Building): void {
  const { tables, joins, roles } = building;
  const [from, to] = [tables[reference.from], tables[reference.to]];
  if (from === undefined || to === undefined) return;
  const ids = (table: Table, columns: readonly string[]): string[] =>
    columns.map((column) => table.fields.find((field) => field.column === column)?.id ?? '');
  const cardinality = reference.oneToOne ? 'one-to-one' : 'many-to-one';
  const role = roleWords(reference.columns).join(' ').slice(0, 100);
  const self = from.id === to.id;
  const again = joins.some((join) => join.from.table === from.id && join.to.table === to.id);
  const back = isCircular(reference, building);
  const end = { table: from.id, fields: ids(from, reference.columns) };
  if (!self && !again) {
    const usual = isUsual(reference, building.sources);
    joins.push({
      from: end,
      to: { table: to.id, fields: ids(to, reference.toColumns) },
      cardinality,
      role: usual ? null : role,
      secondary: back,
    });
    if (!back) return;
  }
  // the same table in another part: a second one, so that both can be named in one question
  const alias = roleTable(to, reference, building);
  roles.push(alias);
  joins.push({
    from: end,
    to: { table: alias.id, fields: ids(to, reference.toColumns) },
    cardinality: self || back ? 'many-to-one' : cardinality,
    role,
    secondary: false,
  });
}

/** Whether the target points back at this table and is rather what this one belongs to: `departments.head_employee_id`. */
function isCircular(reference: Reference, { references, sources }: Building): boolean {
  const back = references.find((other) => other.from === reference.to && other.to === reference.from);
  if (back === undefined || reference.from === reference.to) return false;
  const [own, other] = [isUsual(reference, sources), isUsual(back, sources)];
  if (own !== other) return !own;
  const [rows, otherRows] = [sources[reference.from]?.rows ?? 0, sources[back.from]?.rows ?? 0];
  return rows < otherRows || (rows === otherRows && reference.from > back.from);
}

function roleTable(to: Table, reference: Reference, { taken, sources }: Building): Table {
  const words = roleWords(reference.columns);
  const named = words.join(' ');
  const last = words.at(-1) ?? '';
  const many = [...words.slice(0, -1), plural(singular(last))];
  const fromName = sources[reference.from]?.name ?? '';
  const id = idOf(named, taken, 'role');
  const label = labelOf(many);
  return {
    ...to,
    id,
    label,
    singular: named,
    synonyms: words.length > 1 ? [words.slice(0, -1).join(' ')] : [],
    description: `${to.label} as ${named} of ${labelOf(wordsOf(fromName)).toLowerCase()}.`,
    time: null,
    measures: [],
    segments: [],
    fields: to.fields.map((field) => (field.role === 'number' ? { ...field, additive: false } : field)),
  };
}
