import type { TimeGrain } from '@lumiere/values';
import type { Facts } from './shape.ts';

/** A label inside a sentence: `Revenue` becomes `revenue`, `SKU` and `iPhone sales` stay. */
export function inline(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

export const labelOf = (facts: Facts | undefined): string => inline(facts?.column.label ?? '');

/** `revenue`, `revenue and cost`, `revenue, cost and margin`. */
export function listed(labels: readonly string[]): string {
  return labels.length < 2 ? (labels[0] ?? '') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`;
}

/** `12 months`, `1 year`, `40 points in time`. */
export function periods(count: number, grain: TimeGrain | null): string {
  const name = grain ?? 'point';
  return `${count} ${name}${count === 1 ? '' : 's'}${grain === null ? ' in time' : ''}`;
}
