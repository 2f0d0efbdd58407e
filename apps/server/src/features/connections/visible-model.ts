import type { Model, Principal } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';

/** The model as a value with nothing in it that this person may not see; the rules on rows are shown to administrators only. */
export function visibleModel(view: View, who: Principal): Model {
  const { model, tables } = view;
  const shown = (table: string, fields: readonly string[]): boolean =>
    fields.every((field) => view.fields.has(`${table}.${field}`));
  return {
    ...model,
    tables: [...tables.values()],
    joins: model.joins.filter(({ from, to }) => shown(from.table, from.fields) && shown(to.table, to.fields)),
    rules: who.role === 'admin' ? model.rules : [],
  };
}
