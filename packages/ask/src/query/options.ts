import type { FieldId, MeasureExpression, Table, TableId } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { massNoun } from '../lexicon/lexicon.ts';
import type { AggregateWord } from '../grammar/draft.ts';
import type { Candidate, Ref } from '../grammar/items.ts';
import { saysYes } from './flags.ts';

/** One way to read a phrase as a number. */
export interface MeasureOption {
  readonly candidate: Candidate;
  readonly score: number;
  readonly table: TableId;
  readonly value: MeasureExpression;
  readonly label: string;
  /** The date it goes by where the word itself says so: hires by hire date. */
  readonly time: FieldId | null;
  /** The condition that the word carries: "contractors" counts employees of that type. */
  readonly where: Ref | null;
  /** What one adds up: a sum or count may be split and averaged again, an average may not. */
  readonly additive: boolean;
  /** The number field behind it, where it is one. */
  readonly field: FieldId | null;
  readonly rows: boolean;
  /** The happenings that the things counted take part in: different customers who bought. */
  readonly fact: TableId | null;
}

export const tableOf = (id: FieldId): TableId => id.slice(0, id.indexOf('.'));

/** The ways to read a phrase as a number under an aggregate word, best first. */
export function measureOptions(
  candidates: readonly Candidate[],
  aggregate: AggregateWord | null,
  lexicon: Lexicon,
): readonly MeasureOption[] {
  const options = candidates.flatMap((candidate) => measureOption(candidate, aggregate, lexicon) ?? []);
  return options.sort((a, b) => b.score - a.score);
}

function measureOption(candidate: Candidate, aggregate: AggregateWord | null, lexicon: Lexicon): MeasureOption | null {
  const { view } = lexicon;
  const { ref, score } = candidate;
  const base = { candidate, time: null, where: null, field: null, rows: false, fact: null } as const;
  const counting = aggregate === 'count' || aggregate === 'distinct';
  switch (ref.kind) {
    case 'measure': {
      const entry = view.measures.get(ref.measure);
      if (!entry) return null;
      const inner = entry.measure.value;
      const own: MeasureExpression = { kind: 'measure', measure: ref.measure };
      const sum = inner.kind === 'aggregate' && inner.function === 'sum';
      const additive =
        sum ||
        inner.kind === 'count-rows' ||
        (inner.kind === 'aggregate' && inner.function === 'count') ||
        inner.kind === 'row-arithmetic';
      if (sum && aggregate !== null && aggregate !== 'sum' && !counting)
        return {
          ...base,
          score,
          table: entry.table.id,
          value: { ...inner, function: aggregate },
          label: `${titles[aggregate]} ${lower(entry.measure.label)}`,
          additive: false,
          field: inner.field,
        };
      const fits =
        aggregate === null ||
        aggregate === 'sum' ||
        (counting
          ? inner.kind === 'count-rows' || (inner.kind === 'aggregate' && inner.function.startsWith('count'))
          : !additive);
      const distinct = aggregate === 'distinct' && inner.kind === 'count-rows' ? -0.2 : 0;
      return {
        ...base,
        score: score * (fits ? 1 : 0.8) + distinct + 0.01,
        table: entry.table.id,
        value: own,
        label: entry.measure.label,
        additive,
        field: sum ? inner.field : null,
        rows: inner.kind === 'count-rows',
      };
    }
    case 'formula':
      return { ...base, score, table: ref.table, value: ref.value, label: ref.label, additive: false };
    case 'table': {
      const table = view.tables.get(ref.table);
      if (!table) return null;
      const fit = aggregate === null || counting ? 1 : aggregate === 'sum' ? 0.95 : 0.6;
      const mass = massNoun(table) && !counting ? 0.6 : 1;
      return {
        ...base,
        ...rowsOf(table),
        score: score * fit * mass * (aggregate === null ? 0.92 : 1),
      };
    }
    case 'event': {
      const entry = view.fields.get(ref.field);
      if (!entry) return null;
      const value: MeasureExpression = { kind: 'aggregate', function: 'count', field: ref.field, percentile: null };
      return {
        ...base,
        score: score * 0.9,
        table: entry.table.id,
        value,
        label: `Number by ${lower(entry.field.label)}`,
        additive: true,
        time: ref.field,
        rows: true,
      };
    }
    case 'value':
    case 'segment': {
      const id = ref.kind === 'value' ? ref.field : ref.segment;
      const table = view.tables.get(tableOf(id));
      if (!table || !(counting || aggregate === null)) return null;
      return { ...base, ...rowsOf(table), score: score * (counting ? 0.9 : 0.6), where: ref };
    }
    case 'field': {
      const entry = view.fields.get(ref.field);
      if (!entry) return null;
      const { field, table } = entry;
      const at = { ...base, table: table.id, field: ref.field };
      const numeric = numericTypes.has(field.type) && field.role === 'number';
      if ((field.role === 'flag' || field.type === 'boolean') && aggregate === 'count')
        // "how many would recommend us": the rows that say yes
        return saysYes(ref.field, lexicon) === null
          ? null
          : { ...base, ...rowsOf(table), score: score * 0.9, where: ref };
      if (aggregate === 'distinct' || (aggregate === 'count' && !numeric && field.role !== 'time')) {
        const value: MeasureExpression = {
          kind: 'aggregate',
          function: 'count-distinct',
          field: ref.field,
          percentile: null,
        };
        return {
          ...at,
          score: score * (aggregate === 'distinct' && !numeric ? 0.97 : 0.85),
          value,
          label: `Number of different ${lower(field.label)}`,
          additive: false,
        };
      }
      if (numeric) {
        // "how many units" adds them up; "how many scores" asks for how many there are, since adding scores up gives nothing
        const usual = field.additive ? 'sum' : aggregate === 'count' ? 'count' : 'avg';
        const fn = aggregate === null || aggregate === 'count' ? usual : aggregate;
        const value: MeasureExpression = { kind: 'aggregate', function: fn, field: ref.field, percentile: null };
        const doubtful = aggregate === 'count' ? 0.8 : aggregate === 'sum' && !field.additive ? 0.9 : 1;
        return {
          ...at,
          score: score * doubtful,
          value,
          label: `${titles[fn]} ${lower(field.label)}${fn === 'count' ? ' values' : ''}`,
          additive: fn === 'sum' || fn === 'count',
        };
      }
      if (field.role === 'flag' && aggregate === null) return null;
      if (field.role === 'time' && (aggregate === 'min' || aggregate === 'max')) {
        return {
          ...at,
          score,
          value: { kind: 'aggregate', function: aggregate, field: ref.field, percentile: null },
          label: `${aggregate === 'min' ? 'Earliest' : 'Latest'} ${lower(field.label)}`,
          additive: false,
        };
      }
      return null;
    }
  }
}

/** The count of a table's rows. */
const rowsOf = ({ id, label }: Table) =>
  ({
    table: id,
    value: { kind: 'count-rows', table: id },
    label: `Number of ${lower(label)}`,
    additive: true,
    rows: true,
  }) as const;

const titles = {
  sum: 'Total',
  avg: 'Average',
  min: 'Smallest',
  max: 'Largest',
  median: 'Median',
  count: 'Number of',
  distinct: 'Number of different',
} as const;

/** A label as it stands within a sentence; acronyms keep their capitals. */
export function lower(label: string): string {
  return /^\p{Lu}[\p{Ll}\s-]/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** Whether rows of a table have a name to people, or only a key. */
export function labelled(table: Table): boolean {
  const key = new Set(table.primaryKey.map((id) => `${table.id}.${id}`));
  return labelFields(table).some((field) => !key.has(field)) || table.labels.length > 0;
}

/** The fields that name a row of a table to people: its labels, else a field of that role, else its key. */
export function labelFields(table: Pick<Table, 'id' | 'fields' | 'labels' | 'primaryKey'>): readonly FieldId[] {
  const visible = new Map(table.fields.filter((field) => !field.hidden).map((field) => [field.id, field]));
  const named = table.labels.filter((id) => visible.has(id));
  if (named.length > 0) return named.map((id) => `${table.id}.${id}`);
  const byRole = table.fields.find((field) => !field.hidden && field.role === 'label');
  if (byRole) return [`${table.id}.${byRole.id}`];
  const key = table.primaryKey.find((id) => visible.has(id));
  if (key !== undefined) return [`${table.id}.${key}`];
  const first = table.fields.find((field) => !field.hidden);
  return first ? [`${table.id}.${first.id}`] : [];
}
