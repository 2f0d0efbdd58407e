import type { MeasureExpression } from '@lumiere/contract';
import type { Building } from './build.ts';
import type { MeasureOption } from './options.ts';

/** Adds the measures as columns, as shares, running totals or growth where the question says so. */
export function wrapMeasures(b: Building, options: readonly MeasureOption[], rank: MeasureOption | null, tested: readonly MeasureOption[]): { readonly first: string | null; readonly rank: string | null } {
  const keys: string[] = [];
  const { window, growth } = b.draft;
  const all = options.length > 0 || rank !== null ? options : tested;
  for (const option of all) {
    let value: MeasureExpression = option.value;
    let label = option.label;
    if (window) {
      value = { kind: 'window', function: window.function, of: value, within: [], rows: null };
      label = `${{ share: 'Share of', 'running-sum': 'Running total of', 'running-avg': 'Running average of' }[window.function]} ${label.toLowerCase()}`;
      b.account.heard('measure', window, label);
    } else if (growth) {
      value = { kind: 'window', function: growth.relative ? 'growth' : 'change', of: value, within: [], rows: null };
      label = `${growth.relative ? 'Growth' : 'Change'} of ${label.toLowerCase()}`;
      b.account.heard('measure', growth, label);
    }
    keys.push(b.columns.measure(value, label));
  }
  const rankKey = rank ? b.columns.measure(rank.value, rank.label) : null;
  for (const option of tested) b.columns.measure(option.value, option.label);
  return { first: keys[0] ?? null, rank: rankKey };
}
