import type { FieldId } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';
import type { DatePart } from '@lumiere/values';
import type { Ref } from '../grammar/items.ts';

export const partNames: { readonly [P in DatePart]: string } = {
  hour: 'hour',
  weekday: 'weekday',
  'day-of-month': 'day_of_month',
  'week-of-year': 'week_of_year',
  'month-of-year': 'month_of_year',
  'quarter-of-year': 'quarter_of_year',
  'year-number': 'year',
};

/** A field's label, with its table's where the label alone says too little. */
export function fieldLabel(view: View, id: FieldId): string {
  const entry = view.fields.get(id);
  if (!entry) return id;
  const bare = entry.field.label.toLowerCase();
  const common = ['name', 'title', 'city', 'country', 'status', 'type', 'code', 'description'].includes(bare);
  return common ? `${sentence(entry.table.singular)} ${bare}` : entry.field.label;
}

/** A reference in the model's names: `Revenue`, `Region is Nord`. */
export function refLabel(view: View, ref: Ref): string {
  switch (ref.kind) {
    case 'table':
      return view.tables.get(ref.table)?.label ?? ref.table;
    case 'field':
      return fieldLabel(view, ref.field);
    case 'measure':
      return view.measures.get(ref.measure)?.measure.label ?? ref.measure;
    case 'segment':
      return view.segments.get(ref.segment)?.segment.label ?? ref.segment;
    case 'value':
      return `${fieldLabel(view, ref.field)} is ${ref.value}`;
    case 'event':
      return fieldLabel(view, ref.field);
    case 'formula':
      return ref.label;
  }
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
