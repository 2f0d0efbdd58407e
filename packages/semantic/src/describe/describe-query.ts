import type { Condition, DimensionExpression, FieldId, Query } from '@lumiere/contract';
import { temporalTypes } from '@lumiere/values';
import { fieldLabel, lowerFirst, upperFirst } from '../resolve/labels.ts';
import type { View } from '../view.ts';
import { describeCondition, describeGroupCondition, list, measureWords } from './condition-words.ts';
import { periodWords } from './period-words.ts';

/** The whole query as one plain English sentence: `Revenue by region for 2024, top 5, highest first, only where Status is completed`. */
export function describeQuery(query: Query, view: View): string {
  const { periods, rest } = splitPeriods(view, query.where);
  const parts = [`${subject(query, view)}${periods.map((words) => ` for ${words}`).join(' and')}`];
  const ranking = rankingWords(query, view);
  parts.push(...ranking);
  if (rest.length > 0)
    parts.push(
      `only where ${rest.map((condition) => (condition.kind === 'or' && rest.length > 1 ? `(${describeCondition(view, condition)})` : describeCondition(view, condition))).join(' and ')}`,
    );
  if (query.having !== null) parts.push(`only groups where ${describeGroupCondition(view, query.having)}`);
  return upperFirst(parts.join(', '));
}

function subject(query: Query, view: View): string {
  const dimensions = query.dimensions.map((dimension) => dimensionWords(view, dimension));
  if (query.detail) {
    const of = query.from === null ? '' : ` of each ${view.tables.get(query.from)?.singular ?? query.from}`;
    return `List of ${query.distinct ? 'different ' : ''}${list(dimensions, 'and')}${of}`;
  }
  if (query.measures.length === 0) return `Every ${list(dimensions, 'and')}`;
  const measures = query.measures.map((measure, i) => {
    const words = measure.label ?? measureWords(view, measure.value);
    return i === 0 ? words : lowerFirst(words);
  });
  return `${list(measures, 'and')}${dimensions.length === 0 ? '' : ` by ${list(dimensions, 'and')}`}`;
}

const partWords = {
  hour: 'hour of day',
  weekday: 'weekday',
  'day-of-month': 'day of month',
  'week-of-year': 'week of year',
  'month-of-year': 'month of year',
  'quarter-of-year': 'quarter of year',
  'year-number': 'year',
} as const;

function dimensionWords(view: View, of: DimensionExpression): string {
  const label = lowerFirst(fieldLabel(view, of.field));
  const own = isMainTime(view, of.field);
  if (of.grain !== null) return own ? of.grain : `${of.grain} of ${label}`;
  if (of.part !== null) return own ? partWords[of.part] : `${partWords[of.part]} of ${label}`;
  return of.bin === null ? label : `${label} in steps of ${of.bin}`;
}

function isMainTime(view: View, id: FieldId): boolean {
  const found = view.fields.get(id);
  return found !== undefined && found.table.time === found.field.id;
}

/** Periods of main dates are said as such, everything else as a filter. */
function splitPeriods(
  view: View,
  where: Condition | null,
): { readonly periods: readonly string[]; readonly rest: readonly Condition[] } {
  const all = where === null ? [] : where.kind === 'and' ? where.conditions : [where];
  const isPeriod = (condition: Condition): condition is Extract<Condition, { kind: 'period' }> =>
    condition.kind === 'period' && isMainTime(view, condition.on.field);
  return {
    periods: all.filter(isPeriod).map((condition) => periodWords(condition.period)),
    rest: all.filter((condition) => !isPeriod(condition)),
  };
}

function rankingWords(query: Query, view: View): readonly string[] {
  const [first] = query.sort;
  const byMeasure = first !== undefined && query.measures.some((measure) => measure.key === first.by);
  const dimension = query.dimensions.find((candidate) => candidate.key === first?.by);
  const time =
    dimension !== undefined &&
    (dimension.grain !== null || temporalTypes.has(view.fields.get(dimension.field)?.field.type ?? 'text'));
  const unasked =
    first === undefined &&
    query.measures.length > 0 &&
    query.dimensions.length > 0 &&
    !query.dimensions.some((candidate) => candidate.grain !== null);
  const place = (byMeasure && first.descending) || unasked ? 'top' : byMeasure ? 'bottom' : 'first';
  const words: string[] = [];
  if (query.limitWithin !== null) {
    const within = query.limitWithin.within
      .map((key) => query.dimensions.find((candidate) => candidate.key === key))
      .flatMap((found) => (found === undefined ? [] : [dimensionWords(view, found)]));
    words.push(`${place} ${query.limitWithin.count} of each ${list(within, 'and')}`);
  }
  if (query.limit !== null) words.push(`${place} ${query.limit}`);
  if (first === undefined) return words;
  const label =
    byMeasure && query.measures[0]?.key !== first.by ? ` by ${lowerFirst(measureName(query, view, first.by))}` : '';
  if (byMeasure) words.push(`${first.descending ? 'highest' : 'lowest'} first${label}`);
  else if (time) words.push(`${first.descending ? 'newest' : 'oldest'} first`);
  else if (dimension !== undefined)
    words.push(`sorted by ${dimensionWords(view, dimension)}${first.descending ? ', descending' : ''}`);
  return words;
}

function measureName(query: Query, view: View, key: string): string {
  const measure = query.measures.find((candidate) => candidate.key === key);
  return measure === undefined ? key : (measure.label ?? measureWords(view, measure.value));
}
