import type { ColumnProfile } from '@lumiere/contract';

type Show = (value: ColumnProfile['min'], type: ColumnProfile['type']) => string | null;

/** The smallest and the largest value in words; of yes and no, which of them there are. Null where values have no order, or there is none. */
export function rangeWords(
  { min, max, type, top }: Pick<ColumnProfile, 'min' | 'max' | 'type' | 'top'>,
  show: Show,
): string | null {
  if (type === 'boolean')
    return top.length === 0 ? null : top.flatMap(({ value }) => show(value, type) ?? []).join(', ');
  const [least, most] = [show(min, type), show(max, type)];
  if (least === null || most === null) return null;
  return least === most ? least : `${least} – ${most}`;
}
