import type { Condition, FieldId, Format, GroupCondition } from '@lumiere/contract';
import type { NumberSlot } from '../grammar/draft.ts';
import { currentOnly } from './current.ts';
import type { Building } from './building.ts';
import { asDimension, asNumberField, choose } from './choose.ts';
import { push } from './filters.ts';
import { testsGroups } from './group-tests.ts';
import { fieldLabel } from './names.ts';
import { labelFields, measureOptions, tableOf, type MeasureOption } from './options.ts';

const on = (field: FieldId) => ({ field, part: null });

export interface NumberTests {
  readonly rows: readonly Condition[];
  readonly groups: readonly GroupCondition[];
  /** Measures that group tests are about, to be shown beside the groups. */
  readonly measures: readonly MeasureOption[];
}

/** "priced above 400" tests rows; "more than 30 orders" tests groups where there are groups to test. */
export function numberConditions(b: Building): NumberTests {
  const rows: Condition[] = [];
  const groups: GroupCondition[] = [];
  const measures: MeasureOption[] = [];
  for (const slot of b.draft.numbers) {
    const note = { words: slot.words, span: slot.span };
    const counted = slot.counted ? measureOptions(slot.counted.candidates, slot.aggregate, b.lexicon) : [];
    const field = slot.counted
      ? choose(slot.counted, b.around, asNumberField(b.lexicon))
      : slot.mention
        ? choose(slot.mention, b.around, asNumberField(b.lexicon))
        : null;
    const group = slot.counted
      ? counted[0]
      : slot.mention
        ? measureOptions(slot.mention.candidates, slot.aggregate, b.lexicon).find((option) => !option.rows)
        : undefined;
    const grouped = b.columns.dimensions.length > 0;
    const subject = b.subject;
    const apart =
      field !== null &&
      group !== undefined &&
      subject !== null &&
      (b.lexicon.graph.way(subject, group.table)?.against ?? 0) > 0;
    if (
      group &&
      grouped &&
      (group.rows ||
        apart ||
        !field ||
        testsGroups(slot, b.draft, b.lexicon) ||
        (group.candidate.ref.kind !== 'field' &&
          b.measures.length > 0 &&
          !(b.measures[0]?.rows && b.measures[0].table === group.table)))
    ) {
      const { low, high } = boundsOf(b, slot, formatOfMeasure(b, group));
      const test = (op: '>' | '>=' | '<' | '<=' | '=' | '!=', bound: number): GroupCondition => ({
        kind: 'compare',
        measure: group.value,
        op,
        value: bound,
      });
      groups.push(
        high === null ? test(slot.op, low) : { kind: 'and', conditions: [test('>=', low), test('<=', high)] },
      );
      measures.push(group);
      b.groupTables.push(group.table);
      b.account.heard('filter', note, `${group.label} ${slot.op} ${said(slot)}`);
      continue;
    }
    if (field?.candidate.ref.kind === 'field') {
      const id = field.candidate.ref.field;
      const { low, high } = boundsOf(b, slot, b.lexicon.view.fields.get(id)?.field.format ?? null);
      const test: Condition = { kind: 'compare', on: on(id), op: slot.op, value: low };
      const whole: Condition =
        high === null
          ? test
          : {
              kind: 'and',
              conditions: [
                { ...test, op: '>=' },
                { ...test, op: '<=', value: high },
              ],
            };
      b.tested.add(tableOf(id));
      push(rows, slot.negated ? { kind: 'not', condition: whole } : whole, slot.or);
      b.account.heard('filter', note, `${fieldLabel(b.lexicon.view, id)} ${slot.op} ${said(slot)}`);
      continue;
    }
    b.account.lacks(note);
  }
  const { average } = b.draft;
  if (average) {
    const field = average.mention ? choose(average.mention, b.around, asNumberField(b.lexicon)) : null;
    const ref = field?.candidate.ref;
    const group = average.mention ? measureOptions(average.mention.candidates, null, b.lexicon)[0] : b.measures[0];
    if (ref?.kind === 'field' && (b.columns.dimensions.length === 0 || b.subject === tableOf(ref.field))) {
      const own = b.draft.contexts.find((mention) => mention.span[0] > average.span[1]);
      const near = own ? choose(own, b.around, asDimension(b.lexicon)) : null;
      const table =
        near?.candidate.ref.kind === 'table' ? b.lexicon.view.tables.get(near.candidate.ref.table) : undefined;
      // "the average score across customers": of all of them, not of each alone
      const per =
        table?.id === tableOf(ref.field)
          ? []
          : table
            ? labelFields(table)
            : near?.candidate.ref.kind === 'field'
              ? [near.candidate.ref.field]
              : [];
      rows.push({
        kind: 'compare-measure',
        on: on(ref.field),
        op: average.above ? '>' : '<',
        value: currentOnly(
          b,
          { kind: 'aggregate', function: 'avg', field: ref.field, percentile: null },
          tableOf(ref.field),
        ),
        per: [...per],
      });
      b.tested.add(tableOf(ref.field));
      b.account.heard(
        'filter',
        average,
        `${fieldLabel(b.lexicon.view, ref.field)} ${average.above ? 'above' : 'below'} its average`,
      );
    } else if (group && b.columns.dimensions.length > 0) {
      groups.push({ kind: 'compare-groups', measure: group.value, op: average.above ? '>' : '<', function: 'avg' });
      measures.push(group);
      b.groupTables.push(group.table);
      b.account.heard('filter', average, `${group.label} ${average.above ? 'above' : 'below'} the average`);
    } else b.account.lacks(average);
  }
  if (contradict(rows)) b.account.doubt(3, 'no row can pass these tests together');
  return { rows, groups, measures };
}

/** "points over 20 and below 10": of one row it cannot hold, so groups were meant. */
function contradict(rows: readonly Condition[]): boolean {
  const bounds = rows.flatMap((row) =>
    row.kind === 'compare' && typeof row.value === 'number'
      ? [{ field: row.on.field, op: row.op, value: row.value }]
      : [],
  );
  return bounds.some(
    (low) =>
      low.op.startsWith('>') &&
      bounds.some((high) => high.op.startsWith('<') && high.field === low.field && high.value <= low.value),
  );
}

/** What is a share of something holds 0.2 for 20 %, however it is said; of other numbers nobody knows what 20 % means. */
function boundsOf(
  b: Building,
  slot: NumberSlot,
  format: Format | null,
): { readonly low: number; readonly high: number | null } {
  if (slot.unit !== 'percent' || format?.unit === '%') return { low: slot.value, high: slot.high };
  if (format?.kind === 'percent')
    return { low: hundredth(slot.value), high: slot.high === null ? null : hundredth(slot.high) };
  b.account.doubt(3, `${slot.words} was compared as a plain number`);
  return { low: slot.value, high: slot.high };
}

/** Without the dust of binary fractions: 7 % is 0.07. */
const hundredth = (value: number): number => Number((value / 100).toPrecision(12));

const said = ({ value, high, unit }: NumberSlot): string =>
  `${value}${high === null ? '' : ` to ${high}`}${unit === 'percent' ? ' %' : ''}`;

function formatOfMeasure(b: Building, { value, field }: MeasureOption): Format | null {
  const { view } = b.lexicon;
  if (value.kind === 'measure') return view.measures.get(value.measure)?.measure.format ?? null;
  // an average of shares is a share; how many there are is a number
  const own = value.kind === 'aggregate' && !value.function.startsWith('count');
  return own && field !== null ? (view.fields.get(field)?.field.format ?? null) : null;
}
