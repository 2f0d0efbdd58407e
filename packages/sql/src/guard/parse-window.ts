import type { Cursor } from './cursor.ts';
import { isReserved } from './keywords.ts';
import { Refusal } from './refusal.ts';
import type { Bound, Expr, Frame, Group, Order, Window } from './tree.ts';

/** What comes after `order by`. */
export function parseOrder(c: Cursor): readonly Order[] {
  const order: Order[] = [];
  do {
    const value = c.expression();
    order.push({ value, ...parseDirection(c) });
  } while (c.take(','));
  return order;
}

export function parseDirection(c: Cursor): Pick<Order, 'direction' | 'nulls'> {
  const direction = c.takeAny(['asc', 'desc'] as const);
  const nulls = c.take('nulls', 'first') ? 'first' : c.take('nulls', 'last') ? 'last' : null;
  if (c.at('using')) throw new Refusal(c.token.at, 'Only `asc` and `desc` can sort.');
  return { direction, nulls };
}

/** What comes after `group by`. */
export function parseGroups(c: Cursor): readonly Group[] {
  const groups: Group[] = [];
  do groups.push(parseGroup(c));
  while (c.take(','));
  return groups;
}

function parseGroup(c: Cursor): Group {
  const { at } = c.token;
  const kind = (['rollup', 'cube', 'grouping sets'] as const).find((word) => c.at(...word.split(' '), '('));
  if (kind !== undefined) {
    if (!c.grammar.features.groupingSets)
      throw new Refusal(at, `${c.grammar.title} has no \`${kind}\`.`, 'Put several queries together with `union all`.');
    c.take(...kind.split(' '));
    c.expect('(');
    const of = c.deeper(() => parseGroups(c));
    c.expect(')');
    return { kind, of, at };
  }
  if (c.at('(', ')')) {
    c.take('(', ')');
    return { kind: 'empty', at };
  }
  const value = c.expression();
  if (value.kind === 'row' && c.grammar.features.groupingSets) return { kind: 'together', of: value.of, at };
  return { kind: 'value', value, at };
}

/** A window between brackets. */
export function parseWindow(c: Cursor): Window {
  const { at } = c.expect('(');
  const starts = c.at('partition', 'by') || c.at('order', 'by') || atFrame(c);
  const named = c.token.kind === 'name' || (c.token.kind === 'word' && !isReserved(c.token.word));
  const base = !starts && named ? c.name('a window') : null;
  const partitionBy = c.take('partition', 'by') ? c.expressions() : [];
  const orderBy = c.take('order', 'by') ? parseOrder(c) : [];
  const frame = atFrame(c) ? parseFrame(c) : null;
  c.expect(')');
  return { base, partitionBy, orderBy, frame, at };
}

const atFrame = (c: Cursor): boolean => c.at('rows') || c.at('range') || c.at('groups');

function parseFrame(c: Cursor): Frame {
  const unit = c.takeAny(['rows', 'range', 'groups'] as const) ?? 'rows';
  if (unit === 'groups' && !c.grammar.features.groupsFrame) throw c.unexpected('`rows` or `range`');
  let end: Bound | null = null;
  let start: Bound;
  if (c.take('between')) {
    start = parseBound(c);
    c.expect('and');
    end = parseBound(c);
  } else start = parseBound(c);
  return { unit, start, end, exclude: parseExclude(c) };
}

function parseExclude(c: Cursor): Frame['exclude'] {
  if (!c.grammar.features.groupsFrame || !c.take('exclude')) return null;
  if (c.take('current', 'row')) return 'current row';
  if (c.take('no', 'others')) return 'no others';
  const word = c.takeAny(['group', 'ties'] as const);
  if (word === null) throw c.unexpected('`current row`, `group`, `ties` or `no others`');
  return word;
}

function parseBound(c: Cursor): Bound {
  if (c.take('current', 'row')) return { kind: 'current row' };
  if (c.take('unbounded', 'preceding')) return { kind: 'unbounded preceding' };
  if (c.take('unbounded', 'following')) return { kind: 'unbounded following' };
  // not the `and` between the bounds
  const by: Expr = c.expression(c.grammar.ranks.and + 1);
  const kind = c.takeAny(['preceding', 'following'] as const);
  if (kind === null) throw c.unexpected('`preceding` or `following`');
  return { kind, by };
}
