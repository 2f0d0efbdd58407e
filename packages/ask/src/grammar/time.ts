import type { Period } from '@lumiere/contract';
import { addTo, dateOf, daysOf, startOf, type DatePart, type IsoDate, type TimeGrain } from '@lumiere/values';
import { numberWords } from '../words/function-words.ts';
import { grainAdverbs, grainNouns, partPhrases, weekdayNumbers } from '../words/time-words.ts';
import type { Item } from './items.ts';
import { nameOf, stretch, yearAt, type Stretch, type TimeContext } from './stretch.ts';

export interface TimeMatch {
  readonly item: Extract<Item, { kind: 'period' | 'grain' | 'part-filter' }>;
  /** First token after it. */
  readonly until: number;
}

/** The longest expression of time that starts at token `at`, or null. Relative ones stay relative, so that a saved query moves on. */
export function timeAt(c: TimeContext, at: number): TimeMatch | null {
  const options = [range(c, at), bounded(c, at), relative(c, at), single(c, at), grainNoun(c, at), weekdays(c, at)];
  let best: TimeMatch | null = null;
  for (const option of options) if (option && (!best || option.until > best.until)) best = option;
  return best;
}

const between = (from: IsoDate | null, until: IsoDate | null): Period => ({ kind: 'between', from, until });
const calendar = (grain: TimeGrain, offset: number, count = 1, toDate = false): Period => ({
  kind: 'calendar',
  grain,
  offset,
  count,
  toDate,
});
const periodItem = (period: Period, label: string, grain: TimeGrain | null, until: number): TimeMatch => ({
  item: { kind: 'period', period, label, grain },
  until,
});

/** "between March and May 2024", "from 2023 to 2024", "Jan - Mar 2024". */
function range(c: TimeContext, at: number): TimeMatch | null {
  let i = at;
  const opener = c.words[i];
  const said = opener === 'between' || opener === 'from';
  if (said) i++;
  if (c.words[i] === 'the') i++;
  const first = stretch(c, i, null);
  if (!first) return null;
  const link = c.words[first.next] ?? '';
  const links = opener === 'between' ? ['and', 'to'] : ['to', 'until', 'till', 'through', 'thru'];
  if (!links.includes(link)) return null;
  const second = stretch(c, c.words[first.next + 1] === 'the' ? first.next + 2 : first.next + 1, null);
  if (!second) return null;
  let begin = first;
  if (first.yearless && !second.yearless) {
    begin = stretch(c, i, Number(second.from.slice(0, 4))) ?? first;
    if (begin.from > second.from) begin = stretch(c, i, Number(second.from.slice(0, 4)) - 1) ?? begin;
  }
  if (begin.from >= second.until) return null;
  return periodItem(between(begin.from, second.until), `${nameOf(begin)} to ${nameOf(second)}`, null, second.next);
}

/** "since January", "before 2023", "after 3 May", "until March 2024". */
function bounded(c: TimeContext, at: number): TimeMatch | null {
  const word = c.words[at] ?? '';
  let i = at + 1;
  const starting =
    (word === 'starting' || word === 'beginning') && ['from', 'in', 'with', 'on'].includes(c.words[i] ?? '');
  if (starting) i++;
  if (
    !starting &&
    !['since', 'before', 'after', 'until', 'till', 'from', 'by', 'prior', 'earlier', 'later', 'through', 'up'].includes(
      word,
    )
  )
    return null;
  if ((word === 'prior' || word === 'up') && c.words[i] === 'to') i++;
  else if ((word === 'earlier' || word === 'later') && c.words[i] === 'than') i++;
  else if (['prior', 'earlier', 'later', 'up'].includes(word)) return null;
  if (['the', 'start', 'beginning', 'end', 'of'].includes(c.words[i] ?? ''))
    while (['the', 'start', 'beginning', 'of'].includes(c.words[i] ?? '')) i++;
  const found = stretch(c, i, null) ?? relativeStretch(c, i);
  if (!found) return null;
  const name = nameOf(found);
  switch (word) {
    case 'since':
    case 'starting':
    case 'beginning':
      return periodItem(between(found.from, null), `since ${name}`, null, found.next);
    case 'from': {
      if (!['on', 'onward', 'onwards'].includes(c.words[found.next] ?? '')) return null;
      return periodItem(between(found.from, null), `since ${name}`, null, found.next + 1);
    }
    case 'before':
    case 'prior':
    case 'earlier':
      return periodItem(between(null, found.from), `before ${name}`, null, found.next);
    case 'after':
    case 'later':
      return periodItem(between(found.until, null), `after ${name}`, null, found.next);
    case 'by':
      // "by 2023" bounds, "by May" in "by month" does not occur: a whole date is needed
      return found.grain === 'day' ? periodItem(between(null, found.until), `until ${name}`, null, found.next) : null;
    default:
      return periodItem(between(null, found.until), `until ${name}`, null, found.next);
  }
}

/** "today", "last week", "past 90 days", "year to date", "same period last year". */
function relative(c: TimeContext, at: number): TimeMatch | null {
  const { words } = c;
  const text = (n: number): string => words.slice(at, at + n).join(' ');
  const fixed =
    fixedPhrases.get(text(5)) ??
    fixedPhrases.get(text(4)) ??
    fixedPhrases.get(text(3)) ??
    fixedPhrases.get(text(2)) ??
    fixedPhrases.get(text(1));
  if (fixed) return periodItem(fixed.period, fixed.label, fixed.grain, at + fixed.words);
  let i = at;
  if (words[i] === 'the') i++;
  const word = words[i] ?? '';
  if (
    ![
      'last',
      'past',
      'previous',
      'this',
      'current',
      'next',
      'trailing',
      'prior',
      'recent',
      'rolling',
      'coming',
    ].includes(word)
  )
    return ago(c, at);
  i++;
  if (['full', 'calendar', 'complete', 'couple', 'few'].includes(words[i] ?? '')) {
    if (words[i] === 'couple' || words[i] === 'few') return null;
    i++;
  }
  const count = numberAt(c, i);
  if (count !== null) i++;
  const part = words[i] ?? '';
  const grain = grainNouns.get(part) ?? (part === 'hour' || part === 'hours' ? 'hour' : undefined);
  if (!grain || part === 'date' || (at > 0 && part.endsWith('s') && count === null && word !== 'this')) return null;
  const until = i + 1;
  if (count !== null && grain !== 'hour') {
    if (word === 'next' || word === 'coming')
      return periodItem(calendar(grain, 1, count), `next ${count} ${grain}s`, null, until);
    // "last quarter of 2024" never has a number; "last 3 months" rolls
    return periodItem(
      { kind: 'rolling', grain, count },
      `last ${count} ${count === 1 ? grain : `${grain}s`}`,
      null,
      until,
    );
  }
  if (count !== null) return null;
  if (
    grain === 'quarter' &&
    (word === 'last' || word === 'first') &&
    words[until] === 'of' &&
    yearAt(c, until + 1) !== null
  )
    return null;
  if (word === 'this' || word === 'current') return periodItem(calendar(grain, 0), `this ${grain}`, grain, until);
  if (word === 'next' || word === 'coming') return periodItem(calendar(grain, 1), `next ${grain}`, grain, until);
  if (['past', 'trailing', 'rolling'].includes(word))
    return periodItem({ kind: 'rolling', grain, count: 1 }, `past ${grain}`, null, until);
  return periodItem(calendar(grain, -1), `last ${grain}`, grain, until);
}

/** "3 days ago", "two months ago". */
function ago(c: TimeContext, at: number): TimeMatch | null {
  const count = numberAt(c, at) ?? (c.words[at] === 'a' || c.words[at] === 'an' ? 1 : null);
  const grain = grainNouns.get(c.words[at + 1] ?? '');
  if (count === null || !grain || c.words[at + 2] !== 'ago') return null;
  return periodItem(calendar(grain, -count), `${count} ${grain}${count === 1 ? '' : 's'} ago`, grain, at + 3);
}

const fixedPhrases: ReadonlyMap<string, { period: Period; label: string; grain: TimeGrain | null; words: number }> =
  new Map(
    (
      [
        ['today', calendar('day', 0), 'day'],
        ['yesterday', calendar('day', -1), 'day'],
        ['tomorrow', calendar('day', 1), 'day'],
        ['year to date', calendar('year', 0), 'year'],
        ['ytd', calendar('year', 0), 'year'],
        ['so far this year', calendar('year', 0), 'year'],
        ['quarter to date', calendar('quarter', 0), 'quarter'],
        ['qtd', calendar('quarter', 0), 'quarter'],
        ['month to date', calendar('month', 0), 'month'],
        ['mtd', calendar('month', 0), 'month'],
        ['so far this month', calendar('month', 0), 'month'],
        ['the same period last year', calendar('year', -1, 1, true), 'year'],
        ['same period last year', calendar('year', -1, 1, true), 'year'],
        ['the same period of last year', calendar('year', -1, 1, true), 'year'],
        ['same period of last year', calendar('year', -1, 1, true), 'year'],
        ['same time last year', calendar('year', -1, 1, true), 'year'],
        ['the year before last', calendar('year', -2), 'year'],
        ['the month before last', calendar('month', -2), 'month'],
        ['the year before', calendar('year', -2), 'year'],
        ['the week before last', calendar('week', -2), 'week'],
        ['the month before', calendar('month', -2), 'month'],
        ['month before', calendar('month', -2), 'month'],
        ['the quarter before', calendar('quarter', -2), 'quarter'],
        ['the week before', calendar('week', -2), 'week'],
        ['the day before yesterday', calendar('day', -2), 'day'],
        ['day before yesterday', calendar('day', -2), 'day'],
      ] as const
    ).map(
      ([words, period, grain]) =>
        [words, { period, label: words.replace(/^the /u, ''), grain, words: words.split(' ').length }] as const,
    ),
  );

/** One absolute stretch: "2024", "Q1 2025", "May", "3 May 2024", "2024-05", "H1", "summer 2024" is not known. */
function single(c: TimeContext, at: number): TimeMatch | null {
  const found = stretch(c, at, null);
  if (!found) return null;
  return periodItem(between(found.from, found.until), nameOf(found), found.grain, found.next);
}

function relativeStretch(c: TimeContext, at: number): Stretch | null {
  const match = relative(c, at);
  if (match?.item.kind !== 'period' || match.item.period.kind !== 'calendar') return null;
  const { grain, offset, count } = match.item.period;
  const from = addTo(startOf(c.today, grain, c.weekStart), grain, offset);
  return { from, until: addTo(from, grain, count), grain, next: match.until, yearless: false };
}

/** The words of grouping: "monthly", "month", "hour of day", "weekday". */
function grainNoun(c: TimeContext, at: number): TimeMatch | null {
  for (let n = Math.min(4, c.words.length - at); n > 0; n--) {
    const text = c.words.slice(at, at + n).join(' ');
    const adverb = grainAdverbs.get(text);
    if (adverb)
      return { item: { kind: 'grain', grain: adverb, part: null, adverb: true, candidates: [] }, until: at + n };
    const part = partPhrases.get(text);
    if (part)
      return { item: { kind: 'grain', grain: null, part, adverb: text === 'hourly', candidates: [] }, until: at + n };
    const grain = grainNouns.get(text);
    if (grain && text !== 'date')
      return { item: { kind: 'grain', grain, part: null, adverb: false, candidates: [] }, until: at + n };
  }
  return null;
}

function weekdays(c: TimeContext, at: number): TimeMatch | null {
  const word = c.words[at] ?? '';
  const filter = (part: DatePart, values: readonly number[], label: string): TimeMatch => ({
    item: { kind: 'part-filter', part, values, label },
    until: at + 1,
  });
  if (word === 'weekend' || word === 'weekends') return filter('weekday', [6, 7], 'weekends');
  const day = weekdayNumbers.get(word);
  return day === undefined ? null : filter('weekday', [day], `${word.replace(/s$/u, '')}s`);
}

function numberAt(c: TimeContext, at: number): number | null {
  const token = c.tokens[at];
  if (
    token?.kind === 'number' &&
    token.unit === null &&
    token.value !== null &&
    Number.isInteger(token.value) &&
    token.value > 0 &&
    token.value <= 1000
  )
    return token.value;
  return numberWords.get(c.words[at] ?? '') ?? null;
}

/** The dates that a period covers on `today`, `until` excluded; null for an open end. */
export function boundsOf(
  period: Period,
  today: IsoDate,
  weekStart: number,
): { readonly from: IsoDate | null; readonly until: IsoDate | null } {
  switch (period.kind) {
    case 'between':
      return { from: period.from, until: period.until };
    case 'calendar': {
      const from = addTo(startOf(today, period.grain, weekStart), period.grain, period.offset);
      return { from, until: addTo(from, period.grain, period.count) };
    }
    case 'rolling':
      return { from: addTo(today, period.grain, -period.count), until: dateOf(daysOf(today) + 1) };
  }
}
