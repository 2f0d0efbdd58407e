import type { Period } from '@lumiere/contract';
import { addTo, monthNames, startOf } from '@lumiere/values';

const isoDay = /^\d{4}-\d{2}-\d{2}$/;

/** A period as it is said: `2024`, `in the last 30 days` without its preposition, `this month`. Fit to follow “for” or “is”. */
export function periodWords(period: Period): string {
  switch (period.kind) {
    case 'between':
      return betweenWords(period.from, period.until);
    case 'calendar': {
      const { grain, offset, count, toDate } = period;
      const date = toDate ? (offset === 0 && count === 1 ? ' to date' : ' up to the same day') : '';
      if (count === 1 && grain === 'day' && offset >= -1 && offset <= 1)
        return ['yesterday', 'today', 'tomorrow'][offset + 1] ?? '';
      if (count === 1) return `${unitWords(grain, offset)}${date}`;
      if (offset === -count) return `the last ${count} ${grain}s${date}`;
      if (offset === 1 - count) return `the last ${count} ${grain}s with this one${date}`;
      if (offset === 1) return `the next ${count} ${grain}s${date}`;
      return `${count} ${grain}s from ${unitWords(grain, offset)}${date}`;
    }
    case 'rolling':
      return `the last ${period.count === 1 ? '' : `${period.count} `}${period.grain}${period.count === 1 ? '' : 's'} up to today`;
  }
}

function unitWords(grain: string, offset: number): string {
  if (offset === 0) return `this ${grain}`;
  if (offset === -1) return `last ${grain}`;
  if (offset === 1) return `next ${grain}`;
  return offset < 0 ? `the ${grain} ${-offset} ${grain}s ago` : `the ${grain} ${offset} ${grain}s ahead`;
}

function betweenWords(from: string | null, until: string | null): string {
  if (from === null) return until === null ? 'any time' : `before ${until}`;
  if (until === null) return `since ${from}`;
  if (!isoDay.test(from) || !isoDay.test(until)) return `from ${from} until before ${until}`;
  const year = from.slice(0, 4);
  for (const grain of ['year', 'quarter', 'month'] as const) {
    if (startOf(from, grain) !== from) continue;
    if (addTo(from, grain, 1) === until) {
      const month = Number(from.slice(5, 7));
      return grain === 'year'
        ? year
        : grain === 'quarter'
          ? `Q${Math.ceil(month / 3)} ${year}`
          : `${monthNames[month - 1] ?? ''} ${year}`;
    }
  }
  if (from.endsWith('-01-01') && until.endsWith('-01-01')) return `${year} to ${Number(until.slice(0, 4)) - 1}`;
  const last = addTo(until, 'day', -1);
  return last === from ? from : `${from} to ${last}`;
}
