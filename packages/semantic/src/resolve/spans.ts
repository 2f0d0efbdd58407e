import type { Condition, QueryMeasure } from '@lumiere/contract';
import { warn } from './context.ts';
import type { Context } from './context.ts';
import type { GridDimension } from './grid-request.ts';
import { conjunctsOf } from './nnf.ts';
import { dayOf, rangesOf } from './period.ts';

const msPerDay = 86_400_000;
const article = { week: 'week', month: 'month', quarter: 'quarter', year: 'year' } as const;

/** Notes what the query's own periods limit each time field to, and says where a period is not over yet. */
export function noteSpans(
  ctx: Context,
  where: Condition,
  dimensions: readonly GridDimension[],
  measures: readonly QueryMeasure[],
): void {
  const moves = JSON.stringify(measures).includes('"shifted"');
  for (const conjunct of conjunctsOf(where)) {
    if (conjunct.kind !== 'leaf' || conjunct.negated || conjunct.leaf.kind !== 'period') continue;
    const { period, on } = conjunct.leaf;
    const ranges = rangesOf(period, ctx.nowMs, ctx.weekStart);
    if (ranges === null) continue;
    const from = ranges[0]?.fromMs ?? null;
    const until = ranges.at(-1)?.untilMs ?? null;
    // a moved measure reads other periods than the filter's
    if (!moves && ctx.zone !== 'UTC') ctx.spans.set(on.field, { fromMs: from, untilMs: until });
    const tomorrow = (Math.floor(ctx.nowMs / msPerDay) + 1) * msPerDay;
    const current =
      period.kind === 'calendar' &&
      !period.toDate &&
      until !== null &&
      until > tomorrow &&
      (from === null || from < tomorrow);
    if (current && period.grain in article) {
      warn(
        ctx,
        'query.partial-period',
        `This ${period.grain} is not over yet: it holds data up to ${dayOf(ctx.nowMs)} at most.`,
        'info',
      );
    } else if (
      period.kind === 'rolling' &&
      dimensions.some(({ ref, of }) => ref.id === on.field && of.grain !== null && of.grain in article)
    ) {
      warn(ctx, 'query.partial-period', 'The first and the last period shown may not be whole.', 'info');
    }
  }
}
