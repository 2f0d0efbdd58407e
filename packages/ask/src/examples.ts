import type { Field, Measure, Table } from '@lumiere/contract';
import { sameThing } from '@lumiere/values';
import type { Lexicon } from './lexicon/lexicon.ts';
import { labelFields } from './query/options.ts';

/** Questions made of the names of a view, most telling first; not yet tried out. */
export function exampleQuestions(lexicon: Lexicon): readonly string[] {
  const { view, graph, values } = lexicon;
  const questions: string[] = [...view.model.suggestions];
  const tables = [...view.tables.values()].filter((table) => !table.hidden);
  const facts = tables
    .map((table) => ({
      table,
      weight:
        table.measures.filter((measure) => !measure.hidden).length +
        (graph.timeOf(table.id) === null ? 0 : 2) +
        (view.joinsOf.get(table.id) ?? []).filter((join) => join.from.table === table.id).length,
    }))
    .sort((a, b) => b.weight - a.weight || (a.table.id < b.table.id ? -1 : 1));
  for (const { table } of facts.slice(0, 3)) {
    const measure =
      table.measures.find((one) => !one.hidden && one.value.kind === 'aggregate') ??
      table.measures.find((one) => !one.hidden);
    const number = table.fields.find((field) => field.role === 'number' && field.additive && !field.hidden);
    const name =
      measure?.label ?? (number ? `Total ${number.label.toLowerCase()}` : `Number of ${table.label.toLowerCase()}`);
    const named = measure ? namesOfMeasure(measure, view.fields) : number ? namesOf(number) : namesOfTable(table);
    const timed = graph.timeOf(table.id) !== null;
    const near = tables.filter(
      (other) =>
        other.id !== table.id &&
        graph.way(table.id, other.id)?.against === 0 &&
        labelFields(other).some((id) => view.fields.get(id)?.field.role === 'label') &&
        !sameThing(named, namesOfTable(other)),
    );
    const category = table.fields.find(
      (field) => field.role === 'category' && !field.hidden && !sameThing(namesOfTable(table), namesOf(field)),
    );
    if (timed) questions.push(`${name} by month`, `${name} last month`);
    for (const other of near.slice(0, 2))
      questions.push(`Top 5 ${other.label.toLowerCase()} by ${name.toLowerCase()}`, `${name} by ${other.singular}`);
    if (category) questions.push(`Number of ${table.label.toLowerCase()} by ${category.label.toLowerCase()}`);
    questions.push(`How many ${table.label.toLowerCase()} are there?`);
    for (const other of [table, ...near]) {
      const field = other.fields.find(
        (one) =>
          one.role === 'category' && !one.hidden && (values.get(`${other.id}.${one.id}`)?.values.length ?? 0) > 1,
      );
      const value = field ? values.get(`${other.id}.${field.id}`)?.values[0] : undefined;
      if (value !== undefined) {
        questions.push(`${name} for ${value}`);
        break;
      }
    }
  }
  return [...new Set(questions)];
}

const namesOf = ({ label, synonyms }: Pick<Field, 'label' | 'synonyms'>): readonly string[] => [label, ...synonyms];

const namesOfTable = (table: Table): readonly string[] => [...namesOf(table), table.singular];

/** The names of a measure and of the field that it adds up or counts. */
function namesOfMeasure(measure: Measure, fields: Lexicon['view']['fields']): readonly string[] {
  const of = measure.value.kind === 'aggregate' ? fields.get(measure.value.field)?.field : undefined;
  return [...namesOf(measure), ...(of ? namesOf(of) : [])];
}
