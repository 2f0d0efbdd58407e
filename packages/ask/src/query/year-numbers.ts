import type { Condition, FieldId } from '@lumiere/contract';
import type { Mention, PeriodSlot } from '../grammar/draft.ts';
import { wordsOf } from '../text/tokens.ts';
import type { Building } from './building.ts';

/** Years that are kept as numbers: `release_year`, `year`. */
function isYear(b: Building, id: FieldId): boolean {
  const field = b.lexicon.view.fields.get(id)?.field;
  return field?.type === 'integer' && field.role === 'category' && wordsOf(field.label).at(-1) === 'year';
}

/**
 * "released in 2015" beside a `release_year`: whole years as a test of that number, and the mention that named it; null where no such number
 * is meant. Where the rows have no date at all, the only year that they have is meant.
 */
export function yearTest(
  b: Building,
  slot: PeriodSlot,
  dated: boolean,
): { readonly field: FieldId; readonly test: Condition; readonly named: Mention | null } | null {
  const { period } = slot;
  if (period.kind !== 'between' || period.from === null || period.until === null) return null;
  if (!period.from.endsWith('-01-01') || !period.until.endsWith('-01-01')) return null;
  const named = [...b.draft.columns, ...b.draft.stray, ...b.draft.contexts, ...b.draft.events].find(
    ({ at }) => at < slot.at && at >= slot.at - 2,
  );
  const meant = named?.candidates.flatMap(({ ref, score }) =>
    ref.kind === 'field' && score > 0.4 && isYear(b, ref.field) ? [ref.field] : [],
  );
  const field = meant?.[0] ?? (dated ? null : onlyYear(b));
  if (field === null) return null;
  const on = { field, part: null };
  const [from, last] = [Number(period.from.slice(0, 4)), Number(period.until.slice(0, 4)) - 1];
  const test: Condition =
    from === last
      ? { kind: 'compare', on, op: '=', value: from }
      : {
          kind: 'and',
          conditions: [
            { kind: 'compare', on, op: '>=', value: from },
            { kind: 'compare', on, op: '<=', value: last },
          ],
        };
  return { field, test, named: meant?.[0] === undefined ? null : (named ?? null) };
}

/** The one number of rows without a date that tells their year; null where there is none, or several. */
export function onlyYear(b: Building): FieldId | null {
  const [one, ...others] = [...b.lexicon.view.fields.keys()].filter((id) => isYear(b, id) && inBase(b, id));
  return others.length === 0 ? (one ?? null) : null;
}

const inBase = (b: Building, id: FieldId): boolean =>
  [...b.around.bases, ...(b.subject === null ? [] : [b.subject])].includes(id.slice(0, id.indexOf('.')));
