import type { Condition, FieldId, MeasureExpression } from '@lumiere/contract';
import { boundsOf } from '../grammar/time.ts';
import type { PeriodSlot } from '../grammar/draft.ts';
import type { Building } from './building.ts';
import { comparedPeriods } from './compared.ts';
import type { MeasureOption } from './options.ts';
import { timeFieldOf } from './periods.ts';

interface Wrapped {
  readonly value: MeasureExpression;
  readonly label: string;
}

/** Adds the measures as columns: as they are, side by side over periods, as shares, running totals, differences or growth. */
export function wrapMeasures(
  b: Building,
  options: readonly MeasureOption[],
  rank: MeasureOption | null,
  tested: readonly MeasureOption[],
): { readonly first: string | null; readonly rank: string | null } {
  const shown = options.length > 0 || rank !== null ? options : tested;
  const keys = shown.flatMap((option) => wrap(b, option).map((one) => b.columns.measure(one.value, one.label)));
  const rankKey = rank ? b.columns.measure(rank.value, rank.label) : null;
  for (const option of tested) b.columns.measure(option.value, option.label);
  return { first: keys[0] ?? null, rank: rankKey };
}

function wrap(b: Building, option: MeasureOption): readonly Wrapped[] {
  const { window, growth } = b.draft;
  const of = option.value;
  const name = option.label.charAt(0).toLowerCase() + option.label.slice(1);
  const compared = comparedPeriods(b.draft);
  const field = compared.length > 1 ? (option.time ?? timeFieldOf(b)) : null;
  if (compared.length > 1 && field !== null) return comparison(b, option, field, compared);
  if (window) {
    const label = `${{ share: 'Share of', 'running-sum': 'Running total of', 'running-avg': 'Running average of' }[window.function]} ${name}`;
    b.account.heard('measure', window, label);
    const own = { value: of, label: option.label };
    const value: MeasureExpression = { kind: 'window', function: window.function, of, within: [], rows: null };
    return window.function === 'share' ? [{ value, label }, own] : [{ value, label }];
  }
  if (growth) return growthOf(b, option);
  return [{ value: of, label: option.label }];
}

/** Change to the unit before, along the time axis of the result or, without one, against the period before. */
function growthOf(b: Building, option: MeasureOption): readonly Wrapped[] {
  const growth = b.draft.growth;
  if (!growth) return [];
  const of = option.value;
  const label = `${growth.relative ? 'Growth' : 'Change'} of ${option.label.charAt(0).toLowerCase()}${option.label.slice(1)}`;
  b.account.heard('measure', growth, label);
  const axis = b.columns.dimensions.find((one) => one.grain !== null);
  const own = { value: of, label: option.label };
  if (axis && (growth.of === null || growth.of === axis.grain)) {
    const others = b.columns.dimensions.filter((one) => one.key !== axis.key).map((one) => one.key);
    return [
      {
        value: { kind: 'window', function: growth.relative ? 'growth' : 'change', of, within: others, rows: null },
        label,
      },
      own,
    ];
  }
  const said = b.draft.periods[0]?.grain;
  const grain = growth.of ?? said ?? 'year';
  if (grain === 'minute' || grain === 'hour') return [own];
  const before: MeasureExpression = { kind: 'shifted', of, grain, offset: -1 };
  const change: MeasureExpression = { kind: 'arithmetic', op: '-', left: of, right: before };
  return [
    { value: growth.relative ? { kind: 'arithmetic', op: '/', left: change, right: before } : change, label },
    own,
  ];
}

function comparison(
  b: Building,
  option: MeasureOption,
  field: FieldId,
  slots: readonly PeriodSlot[],
): readonly Wrapped[] {
  const { growth } = b.draft;
  const within = (slot: PeriodSlot): MeasureExpression => {
    const where: Condition = { kind: 'period', on: { field, part: null }, period: slot.period };
    return { kind: 'filtered', of: option.value, where };
  };
  if (!growth) return slots.map((slot) => ({ value: within(slot), label: `${option.label}, ${slot.label}` }));
  const starts = (slot: PeriodSlot): string =>
    boundsOf(slot.period, b.today, b.lexicon.view.model.weekStart).from ?? '';
  const [earlier, later] = [...slots].sort((x, y) => (starts(x) < starts(y) ? -1 : 1));
  if (!earlier || !later) return [];
  const change: MeasureExpression = { kind: 'arithmetic', op: '-', left: within(later), right: within(earlier) };
  const label = `${growth.relative ? 'Growth' : 'Change'} of ${option.label.charAt(0).toLowerCase()}${option.label.slice(1)}, ${earlier.label} to ${later.label}`;
  b.account.heard('measure', growth, label);
  return [
    { value: growth.relative ? { kind: 'arithmetic', op: '/', left: change, right: within(earlier) } : change, label },
  ];
}
