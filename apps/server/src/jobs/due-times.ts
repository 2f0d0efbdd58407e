import { Cron } from 'croner';
import { type Missed, type Problem, type Timing, problem } from '@lumiere/contract';

/** What a schedule does at a moment: the due times that get a job, those that are left out, and the next one. */
export interface Due {
  readonly run: readonly number[];
  /** The first and the last due time that policy leaves out; null where it leaves out none. */
  readonly skipped: { readonly from: number; readonly to: number } | null;
  /** Null where there never is another. */
  readonly next: number | null;
}

/** A due time that is this late is still run by schedules that leave out what they missed. */
export const graceMs = 60_000;
/** Due times that get their job in one transaction. */
const atOnce = 100;

/** All that is wrong with a timing: an expression that cannot be read or never comes, a zone that nobody knows. */
export function timingProblems(timing: Timing, now: number): readonly Problem[] {
  if (timing.kind === 'interval') return [];
  try {
    if (nextDue(timing, 0, now) !== null) return [];
    return [
      problem('request.invalid', `"${timing.cron}" names a time that never comes, such as February 31.`, {
        path: 'timing.cron',
      }),
    ];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return /zone/i.test(words)
      ? [
          problem('request.invalid', `"${timing.zone}" is no time zone; use a name such as Europe/Berlin.`, {
            path: 'timing.zone',
          }),
        ]
      : [
          problem(
            'request.invalid',
            `"${timing.cron}" cannot be read (${words.replace(/^CronPattern: /, '')}); use five fields, such as 0 6 * * 1-5.`,
            { path: 'timing.cron' },
          ),
        ];
  }
}

/**
 * The first due time after `after`, in milliseconds since 1970; null where there is none. Fixed times follow the wall clock of the zone: one that falls
 * into a gap is due when the gap ends, one that comes twice is due the first time. Intervals count real time from `anchor`.
 */
export function nextDue(timing: Timing, anchor: number, after: number): number | null {
  if (timing.kind === 'interval') {
    const { everyMs } = timing;
    return anchor + Math.max(0, Math.floor((after - anchor) / everyMs) + 1) * everyMs;
  }
  return cronOf(timing).nextRun(new Date(after))?.getTime() ?? null;
}

/** What a schedule whose next due time is `next` has to do at `now`. */
export function dueAt(timing: Timing, anchor: number, next: number, now: number, missed: Missed): Due {
  if (next > now) return { run: [], skipped: null, next };
  if (missed === 'each') {
    const run = [next];
    for (;;) {
      const following = nextDue(timing, anchor, run.at(-1) ?? next);
      // the rest has its turn at once, in a transaction of its own
      if (following === null || following > now || run.length >= atOnce) return { run, skipped: null, next: following };
      run.push(following);
    }
  }
  const { before, latest, after } = around(timing, anchor, next, now);
  const runs = missed === 'latest' || now - latest <= graceMs;
  const lastSkipped = runs ? before : latest;
  return {
    run: runs ? [latest] : [],
    skipped: lastSkipped === null ? null : { from: next, to: lastSkipped },
    next: after,
  };
}

/** The latest due time up to `now`, the one before it from `first` on, and the one after it. */
function around(
  timing: Timing,
  anchor: number,
  first: number,
  now: number,
): { readonly before: number | null; readonly latest: number; readonly after: number | null } {
  // far behind, one jumps near to now instead of counting every minute of a year
  for (let back = 3_600_000; back < now - first; back *= 4) {
    const start = nextDue(timing, anchor, now - back);
    const second = start === null ? null : nextDue(timing, anchor, start);
    if (start !== null && second !== null && start > first && second <= now) return walk(timing, anchor, start, now);
  }
  return walk(timing, anchor, first, now);
}

function walk(timing: Timing, anchor: number, start: number, now: number) {
  let before: number | null = null;
  let latest = start;
  for (;;) {
    const after = nextDue(timing, anchor, latest);
    if (after === null || after > now) return { before, latest, after };
    before = latest;
    latest = after;
  }
}

const kept = new Map<string, Cron>();
const keepAtMost = 500;

function cronOf({ cron, zone }: Extract<Timing, { kind: 'cron' }>): Cron {
  const name = `${zone} ${cron}`;
  const known = kept.get(name);
  if (known !== undefined) return known;
  // without a function nothing is timed: only the arithmetic is used
  const made = new Cron(cron, { timezone: zone, mode: '5-part', paused: true, unref: true });
  if (kept.size >= keepAtMost) kept.clear();
  kept.set(name, made);
  return made;
}
