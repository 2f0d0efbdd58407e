import { addTo, dateOf, daysOf, startOf, weekdayOf } from '@lumiere/values';
import type { TimeGrain } from '@lumiere/values';
import type { Expression, Plan, PlanJoin, Source, Step, ZoneShift } from '../plan.ts';

export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

type Env = ReadonlyMap<string, Row | null>;
/** A row of a select: the rows it stands for (one, or those of its group). */
interface Place {
  readonly envs: readonly Env[];
  readonly env: Env;
}
interface State {
  readonly tables: Tables;
  readonly steps: Map<string, readonly Row[]>;
}

/** Executes a plan by loops over rows: what every engine's text must mean. For tests only. */
export function runPlan(plan: Plan, tables: Tables): readonly Row[] {
  const state: State = { tables, steps: new Map() };
  for (const step of plan.steps) state.steps.set(step.name, runStep(step, state, new Map()));
  return state.steps.get(plan.steps.at(-1)?.name ?? '') ?? [];
}

function runStep(step: Step, state: State, outer: Env): readonly Row[] {
  const envs = joined(step.from, step.joins, state, outer).filter(
    (env) => step.where === null || valueIn(step.where, one(env), state, []) === true,
  );
  let places = step.groupBy === null ? envs.map(one) : grouped(step, envs, state);
  const { having } = step;
  if (having !== null) places = places.filter((place) => valueIn(having, place, state, []) === true);
  const all = places;
  let made = places.map((place) => ({
    place,
    row: Object.fromEntries(step.outputs.map((output) => [output.key, valueIn(output.value, place, state, all)])),
  }));
  if (step.distinct) {
    const seen = new Set<string>();
    made = made.filter(({ row }) => !seen.has(JSON.stringify(row)) && seen.add(JSON.stringify(row)));
  }
  made = made
    .map((item) => ({ ...item, keys: step.orderBy.map(({ value }) => valueIn(value, item.place, state, all)) }))
    .toSorted((a, b) =>
      step.orderBy.reduce(
        (order, { descending }, i) => order || ordered(a.keys[i] ?? null, b.keys[i] ?? null, descending),
        0,
      ),
    );
  return made.slice(0, step.limit ?? made.length).map(({ row }) => row);
}

const one = (env: Env): Place => ({ envs: [env], env });

function grouped(step: Step, envs: readonly Env[], state: State): Place[] {
  const keys = step.groupBy ?? [];
  if (keys.length === 0) return [{ envs, env: envs[0] ?? new Map<string, Row | null>() }];
  const groups = new Map<string, Env[]>();
  for (const env of envs) {
    const key = JSON.stringify(
      keys.map((name) =>
        valueIn(step.outputs.find((output) => output.key === name)?.value ?? fail(), one(env), state, []),
      ),
    );
    groups.set(key, [...(groups.get(key) ?? []), env]);
  }
  return [...groups.values()].map((group) => ({ envs: group, env: group[0] ?? fail() }));
}

function rowsOf(source: Source, state: State): readonly Row[] {
  return source.kind === 'table'
    ? (state.tables[source.table.name] ?? fail())
    : (state.steps.get(source.step) ?? fail());
}

function joined(from: Source, joins: readonly PlanJoin[], state: State, outer: Env): readonly Env[] {
  let envs: Env[] = rowsOf(from, state).map((row) => new Map(outer).set(from.alias, row));
  const before: string[] = [from.alias];
  for (const join of joins) {
    const rows = rowsOf(join.to, state);
    const met = new Set<Row>();
    const next: Env[] = [];
    for (const env of envs) {
      const matches = rows.filter(
        (row) => join.on === null || valueIn(join.on, one(new Map(env).set(join.to.alias, row)), state, []) === true,
      );
      for (const row of matches) {
        met.add(row);
        next.push(new Map(env).set(join.to.alias, row));
      }
      if (matches.length === 0 && (join.kind === 'left' || join.kind === 'full'))
        next.push(new Map(env).set(join.to.alias, null));
    }
    if (join.kind === 'full') {
      for (const row of rows)
        if (!met.has(row))
          next.push(
            new Map<string, Row | null>([
              ...before.map((alias): [string, null] => [alias, null]),
              [join.to.alias, row],
            ]),
          );
    }
    envs = next;
    before.push(join.to.alias);
  }
  return envs;
}

function valueIn(of: Expression, place: Place, state: State, all: readonly Place[]): Value {
  const value = (inner: Expression): Value => valueIn(inner, place, state, all);
  switch (of.kind) {
    case 'column': {
      const row = place.env.get(of.alias);
      if (row === undefined && place.envs.length > 0) throw new Error(`no alias ${of.alias}`);
      if (row !== null && row !== undefined && !(of.name in row)) throw new Error(`no column ${of.alias}.${of.name}`);
      return row?.[of.name] ?? null;
    }
    case 'value':
      return of.value;
    case 'and':
      return of.of.reduce<Value>((known, part) => (known === false ? false : and(known, value(part))), true);
    case 'or':
      return of.of.reduce<Value>((known, part) => not(and(not(known), not(value(part)))), false);
    case 'not':
      return not(value(of.of));
    case 'compare':
      return compared(of.op, value(of.left), value(of.right));
    case 'same':
      return value(of.left) === value(of.right);
    case 'in': {
      const left = value(of.of);
      return left === null ? null : of.values.some((item) => value(item) === left);
    }
    case 'is-null':
      return value(of.of) === null;
    case 'text-match': {
      const text = value(of.of);
      if (text === null) return null;
      const [low, part] = [String(text).toLowerCase(), of.value.toLowerCase()];
      return of.op === 'contains'
        ? low.includes(part)
        : of.op === 'starts-with'
          ? low.startsWith(part)
          : low.endsWith(part);
    }
    case 'arithmetic':
      return arithmetic(of.op, value(of.left), value(of.right));
    case 'days-between': {
      const [from, to] = [value(of.from), value(of.to)];
      return from === null || to === null ? null : daysOf(String(to).slice(0, 10)) - daysOf(String(from).slice(0, 10));
    }
    case 'case':
      return value(of.when) === true ? value(of.then) : of.otherwise === null ? null : value(of.otherwise);
    case 'coalesce':
      return of.of.map(value).find((item) => item !== null) ?? null;
    case 'truncate': {
      const moment = local(value(of.of), of.zone);
      return moment === null ? null : truncated(moment, of.grain, of.weekStart);
    }
    case 'date-part': {
      const moment = local(value(of.of), of.zone);
      return moment === null ? null : partOf(moment, of.part);
    }
    case 'add-time': {
      const date = value(of.of);
      return date === null ? null : addTo(String(date), of.grain, of.count);
    }
    case 'bin': {
      const number = value(of.of);
      return number === null ? null : Math.floor(Number(number) / of.width) * of.width;
    }
    case 'aggregate': {
      const { where, of: what } = of;
      const envs = place.envs.filter((env) => where === null || valueIn(where, one(env), state, []) === true);
      if (what === null) return envs.length;
      return aggregated(
        of.function,
        envs.map((env) => valueIn(what, one(env), state, [])).filter((item) => item !== null),
        of.percentile,
      );
    }
    case 'window':
      return windowed(of, place, state, all);
    case 'exists':
      return joined(of.from, of.joins, state, place.env).some((env) => valueIn(of.where, one(env), state, []) === true);
    case 'in-step': {
      const left = value(of.of);
      return left === null ? null : (state.steps.get(of.step) ?? fail()).some((row) => row[of.key] === left);
    }
    case 'scalar-step':
      return state.steps.get(of.step)?.[0]?.[of.key] ?? null;
  }
}

function windowed(
  of: Extract<Expression, { kind: 'window' }>,
  place: Place,
  state: State,
  all: readonly Place[],
): Value {
  const at = (expression: Expression, other: Place): Value => valueIn(expression, other, state, all);
  const key = (other: Place): string => JSON.stringify(of.partitionBy.map((part) => at(part, other)));
  const order = (a: Place, b: Place): number =>
    of.orderBy.reduce((known, { value, descending }) => known || ordered(at(value, a), at(value, b), descending), 0);
  const mine = all.filter((other) => key(other) === key(place)).toSorted(order);
  const index = mine.indexOf(place);
  const { of: what } = of;
  switch (of.function) {
    case 'rank':
      return mine.findIndex((other) => order(other, place) === 0) + 1;
    case 'row-number':
      return index + 1;
    case 'lag':
      return index === 0 || what === null ? null : at(what, mine[index - 1] ?? fail());
    default: {
      const until =
        of.orderBy.length === 0 && of.rows === null
          ? mine.length
          : mine.findLastIndex((other) => order(other, place) === 0) + 1;
      const frame = of.rows === null ? mine.slice(0, until) : mine.slice(Math.max(0, index + 1 - of.rows), index + 1);
      const values = frame.map((other) => (what === null ? 1 : at(what, other))).filter((item) => item !== null);
      return aggregated(of.function, values, null);
    }
  }
}

/** An aggregate over present values; of none it has no value, except counts. */
export function aggregated(fn: string, values: readonly Value[], percentile: number | null): Value {
  if (fn === 'count') return values.length;
  if (fn === 'count-distinct') return new Set(values).size;
  if (values.length === 0) return null;
  if (fn === 'min') return values.reduce((a, b) => (ordered(a, b, false) <= 0 ? a : b));
  if (fn === 'max') return values.reduce((a, b) => (ordered(a, b, false) >= 0 ? a : b));
  const numbers = values.map(Number);
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (fn === 'sum') return sum;
  if (fn === 'avg') return sum / numbers.length;
  const sorted = numbers.toSorted((a, b) => a - b);
  if (fn === 'median' || fn === 'percentile') {
    const at = (fn === 'median' ? 0.5 : (percentile ?? 0.5)) * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
    return low + (high - low) * (at - Math.floor(at));
  }
  throw new Error(`no aggregate ${fn}`);
}

/** Order with missing values last, either way. */
export function ordered(a: Value, b: Value, descending: boolean): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (descending ? -1 : 1);
}

const and = (a: Value, b: Value): Value =>
  a === false || b === false ? false : a === null || b === null ? null : true;
const not = (a: Value): Value => (a === null ? null : a !== true);

function compared(op: string, a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  return { '=': a === b, '!=': a !== b, '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b }[op] ?? null;
}

/** Arithmetic in which missing values spread and division by zero has no value. */
export function arithmetic(op: string, a: Value, b: Value): Value {
  if (a === null || b === null) return null;
  const [left, right] = [Number(a), Number(b)];
  if (op === '/') return right === 0 ? null : left / right;
  return op === '+' ? left + right : op === '-' ? left - right : left * right;
}

function local(value: Value, zone: ZoneShift | null): string | null {
  if (value === null || zone === null) return value === null ? null : String(value);
  const ms = Date.parse(String(value).endsWith('Z') ? String(value) : `${String(value)}Z`);
  const offset = zone.findLast(({ fromMs }) => fromMs === null || fromMs <= ms)?.offsetSeconds ?? 0;
  return new Date(ms + offset * 1000).toISOString().slice(0, 19);
}

function truncated(moment: string, grain: TimeGrain, weekStart: number): string {
  if (grain === 'hour') return `${moment.slice(0, 13)}:00:00`;
  if (grain === 'minute') return `${moment.slice(0, 16)}:00`;
  return startOf(moment.slice(0, 10), grain, weekStart);
}

function partOf(moment: string, part: string): number {
  const date = moment.slice(0, 10);
  switch (part) {
    case 'hour':
      return Number(moment.slice(11, 13));
    case 'weekday':
      return weekdayOf(date);
    case 'day-of-month':
      return Number(date.slice(8));
    case 'month-of-year':
      return Number(date.slice(5, 7));
    case 'quarter-of-year':
      return Math.ceil(Number(date.slice(5, 7)) / 3);
    case 'year-number':
      return Number(date.slice(0, 4));
    default: {
      // ISO 8601: the week of the Thursday
      const thursday = daysOf(date) + 4 - weekdayOf(date);
      return Math.floor((thursday - daysOf(`${dateOf(thursday).slice(0, 4)}-01-01`)) / 7) + 1;
    }
  }
}

function fail(): never {
  throw new Error('the plan names something that is not there');
}
