import type { Period } from '@lumiere/contract';
import type { DatePart, TimeGrain } from '@lumiere/values';
import type { Draft, PeriodSlot } from '../grammar/draft.ts';
import type { Building } from './building.ts';

/** The periods that are set against each other; fewer than two where none are. */
export function comparedPeriods(draft: Draft): readonly PeriodSlot[] {
  const slots = draft.periods.filter((slot) => !slot.negated);
  const said = draft.versus !== null || draft.growth !== null || draft.grew;
  return said && slots.length > 1 ? slots : [];
}

/** "compared to last year" names one side only: the other is the unit that we are in. */
export function completeComparison(draft: Draft): void {
  const slots = draft.periods.filter((slot) => !slot.negated);
  const [only] = slots;
  if (draft.versus === null || only === undefined || slots.length > 1) return;
  const now = currentOf(only.period);
  if (now === null || only.span[0] < draft.versus.span[0]) return;
  const label = `this ${now.grain}`;
  draft.periods.unshift({ ...draft.versus, period: now, label, grain: now.grain, negated: false, at: only.at });
}

function currentOf(period: Period): Extract<Period, { kind: 'calendar' }> | null {
  return period.kind === 'calendar' && period.count === 1 && period.offset < 0 ? { ...period, offset: 0 } : null;
}

const parts: Partial<Record<TimeGrain, Partial<Record<TimeGrain, DatePart>>>> = {
  year: { month: 'month-of-year', quarter: 'quarter-of-year', week: 'week-of-year' },
  month: { day: 'day-of-month' },
  week: { day: 'weekday' },
};

/** Two years by month are told month beside month: the part of the period that stands for a unit of `grain`, or null where none does. */
export function sharedPart(draft: Draft, grain: TimeGrain | null): DatePart | null {
  const slots = comparedPeriods(draft);
  const [first, ...others] = slots.map((slot) => slot.grain);
  if (grain === null || first === undefined || first === null) return null;
  return others.every((other) => other === first) ? (parts[first]?.[grain] ?? null) : null;
}

/** "compared to" that nothing stands on both sides of is owned up to. */
export function doubtComparison(b: Building, columns: number): void {
  const { versus } = b.draft;
  const sides = b.measures.length > 1 || comparedPeriods(b.draft).length > 1 || b.columns.dimensions.length > columns;
  if (versus !== null && !sides) b.account.doubt(3, `"${versus.words}" found nothing to set against each other`);
}
