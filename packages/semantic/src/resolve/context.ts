import type {
  ColumnKey,
  Condition,
  Field,
  FieldId,
  MeasureExpression,
  Problem,
  ProblemCode,
  Scalar,
  Table,
  TableId,
} from '@lumiere/contract';
import { problem } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Expression, PlanTable, Step } from '../plan.ts';
import type { View } from '../view.ts';
import { nearest } from './nearest.ts';
import type { ModelIndex } from './paths.ts';
import type { Range } from './period.ts';

/** What one resolution gathers. Problems are collected, not thrown: a person learns all of them at once. */
export interface Context {
  readonly view: View;
  readonly index: ModelIndex;
  /** The wall clock of the report's zone, as milliseconds that would be UTC if it were. */
  readonly nowMs: number;
  readonly zone: string;
  readonly weekStart: number;
  readonly problems: Problem[];
  readonly warnings: Problem[];
  readonly steps: Step[];
  readonly tables: Map<TableId, PlanTable>;
  /** Aliases and step names taken, so that none shadows another. */
  readonly names: Set<string>;
  /** What each time field is limited to by the query's filter, for zone tables that cover just that. */
  readonly spans: Map<FieldId, { fromMs: number | null; untilMs: number | null }>;
  /** What the query's filter leaves of each time field, to say which units it cuts. */
  covered: ReadonlyMap<FieldId, Range>;
  /** Depth of definitions and sub-queries, to end cycles. */
  depth: number;
  /** Conditions ask whole queries of their own through this. */
  readonly sub: SubQueries;
}

/** Queries within a condition: each adds its steps and says where its answer stands. */
export interface SubQueries {
  /** A measure per group of `per` (one row where empty): its step and the keys of the groups and the value. */
  measure(
    ctx: Context,
    value: MeasureExpression,
    per: readonly FieldId[],
  ): { step: string; keys: readonly ColumnKey[]; key: ColumnKey; type: ValueType };
  /** The values of a field whose groups pass a test of their own. */
  groups(ctx: Context, condition: Extract<Condition, { kind: 'in-groups' }>): { step: string; key: ColumnKey };
}

export interface FieldRef {
  readonly id: FieldId;
  readonly table: Table;
  readonly field: Field;
}

/** Records an error. */
export function refuse(
  ctx: Context,
  code: ProblemCode,
  message: string,
  extra: { path?: string; hint?: string } = {},
): void {
  if (!ctx.problems.some((known) => known.code === code && known.message === message))
    ctx.problems.push(problem(code, message, extra));
}

/** Records something that does not stop the query, once. */
export function warn(ctx: Context, code: ProblemCode, message: string, severity: 'warning' | 'info' = 'warning'): void {
  if (!ctx.warnings.some((known) => known.message === message)) ctx.warnings.push(problem(code, message, { severity }));
}

/** The field of an id, or null with a problem that offers the nearest names. */
export function fieldOf(ctx: Context, id: FieldId, path = ''): FieldRef | null {
  const found = ctx.view.fields.get(id);
  if (found !== undefined) return { id, table: found.table, field: found.field };
  if (ctx.view.measures.has(id)) {
    refuse(ctx, 'query.unknown-field', `\`${id}\` is a measure; a field is needed here.`, { path });
    return null;
  }
  const names = nearest(id, [...ctx.view.fields.keys()]);
  refuse(
    ctx,
    'query.unknown-field',
    `There is no field \`${id}\`.`,
    names.length > 0 ? { path, hint: `Did you mean ${names.map((name) => `\`${name}\``).join(' or ')}?` } : { path },
  );
  return null;
}

/** What stands where no expression can be made; the query is refused anyway. */
export const nothing = (type: ValueType = 'text'): Expression => ({ kind: 'value', value: null, type });

export const valueOf = (value: Scalar, type: ValueType): Expression => ({ kind: 'value', value, type });

/** All of `of` joined by `and`; null where there is none. */
export function allOf(of: readonly (Expression | null)[]): Expression | null {
  const parts = of.flatMap((part) => (part === null ? [] : part.kind === 'and' ? part.of : [part]));
  const [only] = parts;
  return only === undefined ? null : parts.length === 1 ? only : { kind: 'and', of: parts };
}

/** Any of `of`, flat. */
export function anyOf(of: readonly Expression[]): Expression {
  const parts = of.flatMap((part) => (part.kind === 'or' ? part.of : [part]));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'or', of: parts };
}

/** A name that nothing else in the plan has. */
export function freeName(ctx: Context, wanted: string, avoidPhysical = false): string {
  let name = wanted;
  for (let i = 2; ctx.names.has(name) || (avoidPhysical && ctx.index.physical.has(name)); i++) name = `${wanted}_${i}`;
  ctx.names.add(name);
  return name;
}

/** The physical table of a model's table, noted as read. */
export function planTable(ctx: Context, id: TableId): PlanTable {
  let table = ctx.tables.get(id);
  if (table === undefined) {
    const source = ctx.index.tables.get(id)?.source;
    table = { table: id, schema: source?.schema ?? null, name: source?.name ?? id };
    ctx.tables.set(id, table);
  }
  return table;
}

/** A column of an alias. */
export const columnOf = (alias: string, name: string, type: ValueType): Expression => ({
  kind: 'column',
  alias,
  name,
  type,
});

/** A name for an output that fits `ColumnKey`. */
export const outputKey = (prefix: string, i: number): ColumnKey => `${prefix}${i + 1}`;
