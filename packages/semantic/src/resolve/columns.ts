import type { Column, Format, MeasureExpression, QueryDimension, QueryMeasure } from '@lumiere/contract';
import type { DatePart, TimeGrain } from '@lumiere/values';
import type { View } from '../view.ts';
import { isAdditive } from './atoms.ts';
import type { Node } from './atoms.ts';
import type { Context } from './context.ts';
import { coveredDates } from './covered.ts';
import { dimensionType } from './dimension.ts';
import { timeDimensions } from './grid.ts';
import type { GridDimension } from './grid-request.ts';
import { fieldLabel, lowerFirst, measureLabel, upperFirst } from './labels.ts';

const grainWords: Record<TimeGrain, string> = {
  minute: 'Minute',
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
  month: 'Month',
  quarter: 'Quarter',
  year: 'Year',
};
const partWords: Record<DatePart, string> = {
  hour: 'Hour of day',
  weekday: 'Weekday',
  'day-of-month': 'Day of month',
  'week-of-year': 'Week of year',
  'month-of-year': 'Month of year',
  'quarter-of-year': 'Quarter of year',
  'year-number': 'Year',
};

/** The result column of a dimension. */
export function dimensionColumn(
  ctx: Context,
  dimension: GridDimension,
  asked: QueryDimension,
  all: readonly GridDimension[],
): Column {
  const { of, ref } = dimension;
  const { view } = ctx;
  const label = fieldLabel(view, ref.id);
  const covered = of.grain === null ? undefined : ctx.covered.get(ref.id);
  const cut = of.grain !== null ? grainWords[of.grain] : of.part !== null ? partWords[of.part] : null;
  // one time field needs no name beside its unit
  const oneField = new Set(timeDimensions(all).map((other) => other.ref.id)).size < 2;
  return {
    key: dimension.key,
    label: asked.label ?? (cut === null ? label : oneField ? cut : `${cut} of ${lowerFirst(label)}`),
    role: 'dimension',
    type: dimensionType(of, ref),
    format: of.grain !== null || of.part !== null ? null : ref.field.format,
    grain: of.grain,
    part: of.part,
    field: ref.id,
    additive: false,
    description: null,
    ...(covered === undefined ? {} : { covered: coveredDates(covered) }),
  };
}

/** The result column of a measure. */
export function measureColumn(
  ctx: Context,
  measure: QueryMeasure,
  node: Node,
  multiplied: ReadonlySet<string>,
): Column {
  return {
    key: measure.key,
    label: measure.label ?? upperFirst(measureLabel(ctx.view, measure.value)),
    role: 'measure',
    type: node.type,
    format: formatOf(ctx.view, measure.value),
    grain: null,
    part: null,
    field: measure.value.kind === 'measure' ? measure.value.measure : null,
    additive: isAdditive(node, multiplied),
    description: null,
  };
}

const percent: Format = { kind: 'percent', decimals: null, currency: null, unit: null };

function formatOf(view: View, of: MeasureExpression): Format | null {
  switch (of.kind) {
    case 'measure': {
      const found = view.measures.get(of.measure);
      return found === undefined ? null : (found.measure.format ?? formatOf(view, found.measure.value));
    }
    case 'aggregate':
      return of.function === 'count' || of.function === 'count-distinct'
        ? null
        : (view.fields.get(of.field)?.field.format ?? null);
    case 'filtered':
    case 'shifted':
      return formatOf(view, of.of);
    case 'nested':
      return of.function === 'count' ? null : formatOf(view, of.of);
    case 'window':
      if (of.function === 'share' || of.function === 'growth') return percent;
      return of.function === 'rank' ? null : formatOf(view, of.of);
    case 'arithmetic': {
      const [left, right] = [formatOf(view, of.left), formatOf(view, of.right)];
      if (of.op === '+' || of.op === '-') return same(left, right) ? left : null;
      if (of.op === '/' && isShare(of.left, of.right)) return percent;
      // money per piece is money; money per money is a ratio
      if (of.op === '/') return right === null ? left : null;
      return left === null ? right : right === null ? left : null;
    }
    case 'row-arithmetic':
      if (of.op === 'days-between' || of.function === 'count' || of.function === 'count-distinct') return null;
      return (
        [of.left, of.right]
          .map((id) => view.fields.get(id)?.field.format ?? null)
          .find((format) => format?.kind === 'currency') ?? null
      );
    case 'constant':
    case 'count-rows':
      return null;
  }
}

/** Whether one is that part of the other that a condition holds for. */
const isShare = (part: MeasureExpression, whole: MeasureExpression): boolean =>
  part.kind === 'filtered' && JSON.stringify(part.of) === JSON.stringify(whole);

function same(a: Format | null, b: Format | null): boolean {
  return a === b || (a !== null && b !== null && a.kind === b.kind && a.currency === b.currency && a.unit === b.unit);
}
