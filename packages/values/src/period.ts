import { addTo } from './calendar.ts';
import type { IsoDate } from './calendar.ts';
import type { TimeGrain } from './value-type.ts';

/** The stretch of dates that data can hold: from `from` up to but not including `until`; null is open. */
export interface Covered {
  readonly from: IsoDate | null;
  readonly until: IsoDate | null;
}

/**
 * Whether the unit of `grain` that starts on `start` reaches past what is covered, so that its total must not be compared with whole ones.
 * A unit below a day never is.
 */
export function isPartialPeriod(start: IsoDate, grain: TimeGrain, covered: Covered): boolean {
  if (grain === 'minute' || grain === 'hour') return false;
  return (
    (covered.from !== null && start < covered.from) ||
    (covered.until !== null && addTo(start, grain, 1) > covered.until)
  );
}

/** The stretch that data whose last day is still going on on `today` leaves of `covered`; both null where neither is known. */
export function coveredUntil(covered: Covered | undefined, today: IsoDate | null): Covered {
  const { from = null, until = null } = covered ?? {};
  return { from, until: until === null || (today !== null && today < until) ? today : until };
}
