import { type CatalogTableId, type Checked, type Field, type Table, fail, pass, problem } from '@lumiere/contract';
import { type Look, fieldsByColumn } from './table-look.ts';

/** What of a table may be looked at on somebody's behalf. */
export interface OpenTable {
  /** The model's table that its rows are read by. */
  readonly table: Table;
  readonly fields: readonly Field[];
}

/**
 * A profile speaks of all rows, so only who may see all of them may have one made or see it; `columns` are those that a stored one speaks
 * of. Whatever is not known to be open is closed.
 */
export function openTable(
  look: Look,
  id: CatalogTableId,
  columns: readonly string[] | null = null,
): Checked<OpenTable> {
  const [table] = look.shown.get(id) ?? [];
  if (table === undefined)
    return look.everything
      ? fail(problem('request.conflict', 'The model leaves this table out, so its rows are not looked at.'))
      : fail(noTable());
  if (look.ruled.has(id)) return fail(closed('A rule decides which rows of this table you see'));
  const visible = fieldsByColumn([table]);
  if (columns !== null && !columns.every((column) => visible.has(column)))
    return fail(closed('You may not see every column of this table that was looked at'));
  const fields = [...visible.values()].map(({ field }) => field);
  if (fields.length === 0) return fail(problem('request.conflict', 'The model hides every column of this table.'));
  return pass({ table, fields });
}

/** A table outside of the model, one hidden in it, and one that never was are the same. */
export const noTable = () =>
  problem('request.not-found', 'There is no such table.', { hint: 'Choose one of the tables of the connection.' });

const closed = (why: string) => problem('permission.denied', `${why}, so you may not see what is said of all of them.`);
