import type { DatePart, ValueType } from '@lumiere/values';
import type { Comparison, FieldId, FilterField, Scalar } from '@lumiere/contract';
import type { Expression } from '../plan.ts';
import { unreachable } from '../unreachable.ts';
import { allOf, anyOf, columnOf, nothing, refuse } from './context.ts';
import type { Context, FieldRef } from './context.ts';
import { article } from './dimension.ts';
import type { Leaf } from './nnf.ts';
import { dayOf, momentOf, rangesOf, shiftRange } from './period.ts';
import type { Range, Shift } from './period.ts';
import { boundOf, isNumber, isTemporal, shiftOf, typedValue } from './scalar.ts';
import type { Scope } from './scope.ts';

/** A field's column in a scope. */
export interface Located {
  readonly ref: FieldRef;
  readonly column: Expression;
  readonly nullable: boolean;
  /** How periods of this field are moved. */
  readonly shifted: readonly Shift[];
}

type RowLeaf = Exclude<Leaf, { kind: 'exists' }>;
const msPerDay = 86_400_000;

/** One test over located columns, or its exact complement: a missing value passes only `null` and negations. */
export function leafTest(
  scope: Scope,
  leaf: RowLeaf,
  negated: boolean,
  places: readonly Located[],
  find: (id: FieldId) => Located | 'many' | null,
): Expression {
  const { ctx } = scope;
  const [place, other] = places;
  if (place === undefined) return nothing('boolean');
  switch (leaf.kind) {
    case 'compare':
      return compareTest(ctx, leaf.on, place, leaf.op, leaf.value, negated);
    case 'compare-fields':
      return other === undefined ? nothing('boolean') : fieldsTest(ctx, leaf, place, other, negated);
    case 'in':
      return inTest(ctx, leaf.on, place, leaf.values, negated);
    case 'text': {
      if (leaf.on.part !== null || place.ref.field.type !== 'text')
        return wrongType(ctx, leaf.on, place, 'only text can be searched for a part of it');
      return complement({ kind: 'text-match', op: leaf.op, of: place.column, value: leaf.value }, negated, [place]);
    }
    case 'null': {
      const missing: Expression = { kind: 'is-null', of: place.column };
      return negated ? { kind: 'not', of: missing } : missing;
    }
    case 'period': {
      if (leaf.on.part !== null || !isTemporal(place.ref.field.type))
        return wrongType(ctx, leaf.on, place, 'a period needs a date');
      const ranges = rangesOf(leaf.period, ctx.nowMs, ctx.weekStart);
      if (ranges === null)
        return wrongType(ctx, leaf.on, place, 'the ends of a period must be dates such as 2024-01-31');
      return rangeTest(ctx, place, ranges, negated);
    }
    case 'compare-measure': {
      if (leaf.on.part === null && !isNumber(place.ref.field.type))
        return wrongType(ctx, leaf.on, place, 'only a number can be compared with a measure');
      const value = measureValue(scope, leaf, find);
      return comparison(targetOf(ctx, leaf.on, place), leaf.op, value, negated, [
        place.nullable ? place.column : null,
        value,
      ]);
    }
    case 'in-groups': {
      const { step, key } = ctx.sub.groups(ctx, leaf);
      return complement({ kind: 'in-step', of: targetOf(ctx, leaf.on, place), step, key }, negated, [place]);
    }
    default:
      return unreachable(leaf);
  }
}

/** A test of a column against ranges of local time, as half-open bounds on the bare column. */
export function rangeTest(ctx: Context, place: Located, ranges: readonly Range[], negated: boolean): Expression {
  const bound = (op: Comparison, ms: number): Expression => ({
    kind: 'compare',
    op,
    left: place.column,
    right: boundOf(ctx, ms, place.ref.field),
  });
  const moved = ranges.map((range) => place.shifted.reduce(shiftRange, range));
  if (!negated) {
    const tests = moved.map(
      ({ fromMs, untilMs }) =>
        allOf([fromMs === null ? null : bound('>=', fromMs), untilMs === null ? null : bound('<', untilMs)]) ??
        present(place),
    );
    return anyOf(tests);
  }
  const outside = allOf(
    moved.map(({ fromMs, untilMs }) =>
      anyOf([...(fromMs === null ? [] : [bound('<', fromMs)]), ...(untilMs === null ? [] : [bound('>=', untilMs)])]),
    ),
  );
  return withMissing(outside ?? nothing('boolean'), [place.nullable ? place.column : null]);
}

function present(place: Located): Expression {
  return { kind: 'not', of: { kind: 'is-null', of: place.column } };
}

function compareTest(
  ctx: Context,
  on: FilterField,
  place: Located,
  op: Comparison,
  value: Scalar,
  negated: boolean,
): Expression {
  if (value === null) {
    if (op !== '=' && op !== '!=')
      return wrongType(ctx, on, place, 'a missing value is neither more nor less than anything');
    const missing: Expression = { kind: 'is-null', of: place.column };
    return (op === '=') === negated ? { kind: 'not', of: missing } : missing;
  }
  if (on.part === 'year-number' && isTemporal(place.ref.field.type)) {
    const year = Number(value);
    if (!Number.isInteger(year) || year < 1 || year > 9998)
      return wrongType(ctx, on, place, `${show(value)} is no year`);
    return orderTest(ctx, place, op, yearStart(year), yearStart(year + 1), negated);
  }
  if (on.part === null && isTemporal(place.ref.field.type)) {
    const at = typeof value === 'string' ? momentOf(value) : Number.NaN;
    if (Number.isNaN(at)) return wrongType(ctx, on, place, `${show(value)} is no date; write it as 2024-01-31`);
    // a day against a moment means the whole day; against a date, only whole days can be met
    if (typeof value === 'string' && value.length <= 12) return orderTest(ctx, place, op, at, at + msPerDay, negated);
    return orderTest(
      ctx,
      place,
      op,
      at,
      place.ref.field.type === 'date' ? at + (at % msPerDay === 0 ? msPerDay : 0) : at,
      negated,
    );
  }
  const typed = partValue(on, place, value);
  if (typed === null)
    return wrongType(
      ctx,
      on,
      place,
      `${show(value)} is not ${article(on.part === null ? place.ref.field.type : 'integer')}`,
    );
  return comparison(targetOf(ctx, on, place), op, typed, negated, [place.nullable ? place.column : null]);
}

/** A time against the stretch [start, end) that a value stands for; a single moment where both are equal. */
function orderTest(
  ctx: Context,
  place: Located,
  op: Comparison,
  start: number,
  end: number,
  negated: boolean,
): Expression {
  const inverse = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
  const point = start === end && place.ref.field.type !== 'date';
  const to = negated ? inverse[op] : op;
  const missing = negated !== (op === '!=') ? [place.nullable ? place.column : null] : [];
  const shifted = place.shifted.reduce(shiftRange, { fromMs: start, untilMs: end });
  const [from, until] = [shifted.fromMs ?? start, shifted.untilMs ?? end];
  const bound = (test: Comparison, ms: number): Expression => ({
    kind: 'compare',
    op: test,
    left: place.column,
    right: boundOf(ctx, ms, place.ref.field),
  });
  // the same day of a date needs no range
  if (point || (place.ref.field.type === 'date' && until - from === msPerDay))
    return withMissing(bound(to, from), missing);
  switch (to) {
    case '=':
      return withMissing(allOf([bound('>=', from), bound('<', until)]) ?? nothing('boolean'), missing);
    case '!=':
      return withMissing(anyOf([bound('<', from), bound('>=', until)]), missing);
    case '<':
      return withMissing(bound('<', from), missing);
    case '<=':
      return withMissing(bound('<', until), missing);
    case '>':
      return withMissing(bound('>=', until), missing);
    case '>=':
      return withMissing(bound('>=', from), missing);
    default:
      return unreachable(to);
  }
}

function inTest(
  ctx: Context,
  on: FilterField,
  place: Located,
  values: readonly Scalar[],
  negated: boolean,
): Expression {
  const given = values.filter((value) => value !== null);
  const withNull = given.length < values.length;
  const missing: Expression = { kind: 'is-null', of: place.column };
  if (given.length === 0) return negated ? { kind: 'not', of: missing } : missing;
  if (
    isTemporal(place.ref.field.type) &&
    (on.part === 'year-number' || (on.part === null && place.ref.field.type !== 'date'))
  ) {
    const each = given.map((value) => compareTest(ctx, on, place, '=', value, negated));
    const all = negated ? (allOf(each) ?? nothing('boolean')) : anyOf(each);
    if (!withNull) return all;
    return negated ? (allOf([all, present(place)]) ?? all) : anyOf([all, missing]);
  }
  const typed = given.map((value) => ({ value, typed: partValue(on, place, value) }));
  const wrong = typed.find((item) => item.typed === null);
  if (wrong !== undefined)
    return wrongType(
      ctx,
      on,
      place,
      `${show(wrong.value)} is not ${article(on.part === null ? place.ref.field.type : 'integer')}`,
    );
  const list: Expression = {
    kind: 'in',
    of: targetOf(ctx, on, place),
    values: typed.flatMap((item) => (item.typed === null ? [] : [item.typed])),
  };
  if (!withNull) return complement(list, negated, [place]);
  return negated ? (allOf([present(place), { kind: 'not', of: list }]) ?? list) : anyOf([list, missing]);
}

function fieldsTest(
  ctx: Context,
  leaf: Extract<Leaf, { kind: 'compare-fields' }>,
  left: Located,
  right: Located,
  negated: boolean,
): Expression {
  const [leftType, rightType] = [typeOf(leaf.left, left), typeOf(leaf.right, right)];
  const fits =
    leftType === rightType ||
    (isNumber(leftType) && isNumber(rightType)) ||
    (isTemporal(leftType) && isTemporal(rightType));
  if (!fits || leftType === 'json' || leftType === 'binary') {
    refuse(
      ctx,
      'query.wrong-type',
      `\`${left.ref.id}\` is ${article(leftType)} and \`${right.ref.id}\` ${article(rightType)}; they cannot be compared.`,
    );
    return nothing('boolean');
  }
  // a date against a moment is compared by the day
  const byDay = isTemporal(leftType) && leftType !== rightType && (leftType === 'date' || rightType === 'date');
  const side = (on: FilterField, place: Located): Expression => {
    const value = targetOf(ctx, on, place);
    if (!byDay || place.ref.field.type === 'date') return value;
    return {
      kind: 'truncate',
      of: value,
      grain: 'day',
      weekStart: ctx.weekStart,
      zone: shiftOf(ctx, place.ref.id, place.ref.field),
    };
  };
  return comparison(side(leaf.left, left), leaf.op, side(leaf.right, right), negated, [
    left.nullable ? left.column : null,
    right.nullable ? right.column : null,
  ]);
}

/** The value of a measure for the comparison of a row: one for all rows, or joined by the groups of `per`. */
function measureValue(
  scope: Scope,
  leaf: Extract<Leaf, { kind: 'compare-measure' }>,
  find: (id: FieldId) => Located | 'many' | null,
): Expression {
  const { ctx } = scope;
  const { step, keys, key, type } = ctx.sub.measure(ctx, leaf.value, leaf.per);
  if (leaf.per.length === 0) return { kind: 'scalar-step', step, key, type };
  const alias = `${step}_row`;
  let name = alias;
  for (let i = 2; ctx.names.has(name); i++) name = `${alias}_${i}`;
  ctx.names.add(name);
  const pairs = leaf.per.map((id, i): Expression => {
    const place = find(id);
    if (place === 'many')
      refuse(
        ctx,
        'query.no-path',
        `\`${id}\` has several values for a row here, so rows cannot be compared within it.`,
      );
    if (place === null || place === 'many') return nothing('boolean');
    return { kind: 'same', left: place.column, right: columnOf(name, keys[i] ?? '', place.ref.field.type) };
  });
  scope.joins.push({ kind: 'left', to: { kind: 'step', step, alias: name }, on: allOf(pairs) });
  return columnOf(name, key, type);
}

/** What is compared: the column, or a part of its date. */
function targetOf(ctx: Context, on: FilterField, place: Located): Expression {
  if (on.part === null) return place.column;
  checkPart(ctx, on.part, place);
  return {
    kind: 'date-part',
    of: place.column,
    part: on.part,
    weekStart: ctx.weekStart,
    zone: shiftOf(ctx, place.ref.id, place.ref.field),
  };
}

function checkPart(ctx: Context, part: DatePart, place: Located): void {
  const { type } = place.ref.field;
  if (!isTemporal(type) || (type === 'date' && part === 'hour'))
    refuse(ctx, 'query.wrong-type', `\`${place.ref.id}\` is ${article(type)} and has no ${part}.`);
}

function typeOf(on: FilterField, place: Located): ValueType {
  return on.part === null ? place.ref.field.type : 'integer';
}

function partValue(on: FilterField, place: Located, value: Scalar): Expression | null {
  if (on.part === null && place.ref.field.type === 'date')
    return typeof value === 'string' ? typedValue(dayText(value), 'date') : null;
  const typed = typedValue(value, typeOf(on, place));
  return on.part !== null && typed?.kind === 'value' && typed.type !== 'integer' ? null : typed;
}

/** A moment at midnight is a date; any other is none. */
function dayText(value: string): string {
  const at = momentOf(value);
  return !Number.isNaN(at) && at % msPerDay === 0 ? dayOf(at) : value;
}

/** `left op right`, or its complement, true where one of `mayMiss` is missing and the test is a negation. */
export function comparison(
  left: Expression,
  op: Comparison,
  right: Expression,
  negated: boolean,
  mayMiss: readonly (Expression | null)[],
): Expression {
  const inverse = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
  const test: Expression = { kind: 'compare', op: negated ? inverse[op] : op, left, right };
  return negated !== (op === '!=') ? withMissing(test, mayMiss) : test;
}

function complement(test: Expression, negated: boolean, places: readonly Located[]): Expression {
  return negated
    ? withMissing(
        { kind: 'not', of: test },
        places.map((place) => (place.nullable ? place.column : null)),
      )
    : test;
}

function withMissing(test: Expression, mayMiss: readonly (Expression | null)[]): Expression {
  const missing = mayMiss.flatMap((of): Expression[] => (of === null ? [] : [{ kind: 'is-null', of }]));
  return missing.length === 0 ? test : anyOf([test, ...missing]);
}

function yearStart(year: number): number {
  return momentOf(`${String(year).padStart(4, '0')}-01-01`);
}

function wrongType(ctx: Context, on: FilterField, place: Located, why: string): Expression {
  const { type } = place.ref.field;
  refuse(ctx, 'query.wrong-type', `\`${on.field}\` is ${article(type)}: ${why}.`);
  return nothing('boolean');
}

function show(value: Scalar): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
