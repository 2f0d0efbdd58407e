import type { Expression, Plan, PlanJoin, Policy, Source, Step, ZoneShift } from '@lumiere/semantic';

/**
 * A plan by plain loops, in no hurry: what the engines are compared with. Booleans, numbers, text; dates are `2024-01-31`, moments
 * `2024-01-31 12:00:00`. Unknown is null.
 */
export type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** Rows by alias. */
type Env = Readonly<Record<string, Row | null>>;

interface Context {
  readonly tables: Tables;
  readonly steps: Map<string, readonly Row[]>;
}

/** The result of a plan, one array a row in the order of `plan.columns`. With a policy, tables are filtered before anything else. */
export function naive(plan: Plan, tables: Tables, policy: Policy | null = null): readonly (readonly Value[])[] {
  const seen: Record<string, readonly Row[]> = { ...tables };
  for (const name of Object.keys(tables)) {
    const rule = policy?.tables.get(name);
    if (rule === undefined) continue;
    const context: Context = { tables, steps: new Map() };
    seen[name] =
      rule.kind === 'none'
        ? []
        : (tables[name] ?? []).filter((row) => evaluate(rule.where, [{ t: row }], 0, context) === true);
  }
  const context: Context = { tables: seen, steps: new Map() };
  for (const step of plan.steps) context.steps.set(step.name, runStep(step, context));
  const rows = context.steps.get(plan.steps[plan.steps.length - 1]?.name ?? '') ?? [];
  return rows.slice(0, plan.limit ?? undefined).map((row) => plan.columns.map(({ key }) => row[key] ?? null));
}

function runStep(step: Step, context: Context): readonly Row[] {
  const joined = join(step.from, step.joins, {}, context).filter(
    (env) => step.where === null || evaluate(step.where, [env], 0, context) === true,
  );
  // every entry is a group of rows; without grouping, one row each
  let groups: Env[][] = joined.map((env) => [env]);
  const empty: Env = {};
  if (step.groupBy !== null) {
    const keys = step.outputs.filter((output) => step.groupBy?.includes(output.key) === true);
    const byKey = new Map<string, Env[]>();
    if (keys.length === 0) byKey.set('[]', []);
    for (const env of joined) {
      const key = JSON.stringify(keys.map((output) => evaluate(output.value, [env], 0, context)));
      const group = byKey.get(key) ?? [];
      group.push(env);
      byKey.set(key, group);
    }
    groups = [...byKey.values()];
  }
  const grouped = step.groupBy !== null;
  if (step.having !== null) {
    const { having } = step;
    groups = groups.filter((group) => evaluateGroup(having, group, context) === true);
  }
  // windows look at the groups (or rows) that are left
  const heads: Env[] = groups.map((group) => group[0] ?? empty);
  const value = (e: Expression, i: number): Value =>
    grouped
      ? evaluate(
          e,
          heads,
          i,
          context,
          (part) => evaluateGroup(part, groups[i] ?? [], context),
          (part, j) => evaluateGroup(part, groups[j] ?? [], context),
        )
      : evaluate(e, heads, i, context);
  let rows = heads.map((_, i) => ({
    row: Object.fromEntries(step.outputs.map((output) => [output.key, value(output.value, i)])) as Row,
    order: step.orderBy.map((by) => value(by.value, i)),
  }));
  if (step.distinct) {
    const seen = new Set<string>();
    rows = rows.filter(({ row }) => {
      const key = JSON.stringify(row);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  }
  if (step.orderBy.length > 0) rows = rows.toSorted((a, b) => compareAll(a.order, b.order, step.orderBy));
  return rows.slice(0, step.limit ?? undefined).map(({ row }) => row);
}

function compareAll(a: readonly Value[], b: readonly Value[], by: readonly { readonly descending: boolean }[]): number {
  for (let i = 0; i < by.length; i += 1) {
    const [left, right] = [a[i] ?? null, b[i] ?? null];
    if (left === null || right === null) {
      if (left === right) continue;
      return left === null ? 1 : -1;
    }
    const order = compare(left, right);
    if (order !== 0) return by[i]?.descending === true ? -order : order;
  }
  return 0;
}

/** Text by the bytes of UTF-8, which is the order of code points. */
export function compare(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b);
}

function join(from: Source, joins: readonly PlanJoin[], outer: Env, context: Context): Env[] {
  let envs: Env[] = rowsOf(from, context).map((row) => ({ ...outer, [from.alias]: row }));
  const before = [from.alias];
  for (const { kind, to, on } of joins) {
    const right = rowsOf(to, context);
    const met = new Set<Row>();
    const next: Env[] = [];
    for (const env of envs) {
      let any = false;
      for (const row of right) {
        const both = { ...env, [to.alias]: row };
        if (on !== null && evaluate(on, [both], 0, context) !== true) continue;
        any = true;
        met.add(row);
        next.push(both);
      }
      if (!any && (kind === 'left' || kind === 'full')) next.push({ ...env, [to.alias]: null });
    }
    if (kind === 'full') {
      const missing = Object.fromEntries(before.map((alias) => [alias, null]));
      for (const row of right) if (!met.has(row)) next.push({ ...outer, ...missing, [to.alias]: row });
    }
    before.push(to.alias);
    envs = next;
  }
  return envs;
}

const rowsOf = (source: Source, context: Context): readonly Row[] =>
  (source.kind === 'table' ? context.tables[source.table.name] : context.steps.get(source.step)) ?? [];

function evaluateGroup(e: Expression, group: readonly Env[], context: Context): Value {
  return evaluate(e, [group[0] ?? {}], 0, context, (part) => {
    if (part.kind !== 'aggregate') return undefined;
    const { of, where } = part;
    const rows = group.filter((env) => where === null || evaluate(where, [env], 0, context) === true);
    if (of === null) return rows.length;
    const values = rows.map((env) => evaluate(of, [env], 0, context)).filter((value) => value !== null);
    return aggregate(part.function, values, part.percentile);
  });
}

function aggregate(fn: string, values: readonly Exclude<Value, null>[], percentile: number | null): Value {
  const numbers = values.map(Number);
  if (fn === 'count') return values.length;
  if (fn === 'count-distinct') return new Set(values).size;
  if (values.length === 0) return null;
  const sum = numbers.reduce((a, b) => a + b, 0);
  switch (fn) {
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
    case 'min':
      return values.toSorted(compare)[0] ?? null;
    case 'max':
      return values.toSorted(compare)[values.length - 1] ?? null;
    case 'stddev': {
      if (numbers.length < 2) return null;
      const mean = sum / numbers.length;
      return Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / (numbers.length - 1));
    }
    default: {
      const sorted = numbers.toSorted((a, b) => a - b);
      const at = (fn === 'median' ? 0.5 : (percentile ?? 0.5)) * (sorted.length - 1);
      const low = sorted[Math.floor(at)] ?? 0;
      return low + ((sorted[Math.ceil(at)] ?? 0) - low) * (at - Math.floor(at));
    }
  }
}

/** `special` answers parts that mean something else here, such as aggregates of a group; `other` does so for row j. */
function evaluate(
  e: Expression,
  rows: readonly Env[],
  i: number,
  context: Context,
  special: (e: Expression) => Value | undefined = () => undefined,
  other: ((e: Expression, j: number) => Value) | null = null,
): Value {
  const known = e.kind === 'aggregate' ? special(e) : undefined;
  if (known !== undefined) return known;
  const of = (part: Expression): Value => evaluate(part, rows, i, context, special, other);
  const env = rows[i] ?? {};
  switch (e.kind) {
    case 'column':
      return env[e.alias]?.[e.name] ?? null;
    case 'value':
      return typeof e.value === 'string' && (e.type === 'timestamp' || e.type === 'instant')
        ? e.value.replace('T', ' ').replace('Z', '')
        : typeof e.value === 'string' && (e.type === 'decimal' || e.type === 'integer')
          ? Number(e.value)
          : e.value;
    case 'and': {
      const values = e.of.map(of);
      return values.includes(false) ? false : values.includes(null) ? null : true;
    }
    case 'or': {
      const values = e.of.map(of);
      return values.includes(true) ? true : values.includes(null) ? null : false;
    }
    case 'not':
      return of(e.of) !== true;
    case 'compare': {
      const [left, right] = [of(e.left), of(e.right)];
      if (left === null || right === null) return null;
      const order = compare(left, right);
      return {
        '=': order === 0,
        '!=': order !== 0,
        '<': order < 0,
        '<=': order <= 0,
        '>': order > 0,
        '>=': order >= 0,
      }[e.op];
    }
    case 'same':
      return of(e.left) === of(e.right);
    case 'in': {
      const value = of(e.of);
      return value === null ? null : e.values.map(of).includes(value);
    }
    case 'is-null':
      return of(e.of) === null;
    case 'text-match': {
      const value = of(e.of);
      if (value === null) return null;
      const [text, wanted] = [fold(String(value)), fold(e.value)];
      return e.op === 'contains'
        ? text.includes(wanted)
        : e.op === 'starts-with'
          ? text.startsWith(wanted)
          : text.endsWith(wanted);
    }
    case 'arithmetic': {
      const [left, right] = [of(e.left), of(e.right)];
      if (left === null || right === null) return null;
      const [a, b] = [Number(left), Number(right)];
      if (e.op === '/') return b === 0 ? null : a / b;
      return e.op === '+' ? a + b : e.op === '-' ? a - b : a * b;
    }
    case 'days-between': {
      const [from, to] = [of(e.from), of(e.to)];
      return from === null || to === null ? null : (dayOf(to) - dayOf(from)) / msPerDay;
    }
    case 'case':
      return of(e.when) === true ? of(e.then) : e.otherwise === null ? null : of(e.otherwise);
    case 'coalesce':
      return e.of.map(of).find((value) => value !== null) ?? null;
    case 'truncate': {
      const value = of(e.of);
      return value === null ? null : truncate(local(String(value), e.zone), e.grain, e.weekStart);
    }
    case 'date-part': {
      const value = of(e.of);
      return value === null ? null : datePart(local(String(value), e.zone), e.part, e.weekStart);
    }
    case 'add-time': {
      const value = of(e.of);
      return value === null ? null : addTime(String(value), e.grain, e.count);
    }
    case 'bin': {
      const value = of(e.of);
      return value === null ? null : Math.floor(Number(value) / e.width) * e.width;
    }
    case 'aggregate':
      throw new Error('an aggregate outside a group');
    case 'window': {
      const at = (part: Expression, j: number): Value =>
        other === null ? evaluate(part, rows, j, context) : other(part, j);
      const peers = rows.map((_, j) => j).filter((j) => e.partitionBy.every((key) => at(key, j) === at(key, i)));
      const orders = new Map(peers.map((j) => [j, e.orderBy.map((by) => at(by.value, j))]));
      const sorted = peers.toSorted((a, b) => compareAll(orders.get(a) ?? [], orders.get(b) ?? [], e.orderBy) || a - b);
      const place = sorted.indexOf(i);
      if (e.function === 'row-number') return place + 1;
      if (e.function === 'rank') {
        return sorted.findIndex((j) => compareAll(orders.get(j) ?? [], orders.get(i) ?? [], e.orderBy) === 0) + 1;
      }
      const { of: argument } = e;
      if (e.function === 'lag') {
        const before = sorted[place - 1];
        return before === undefined || argument === null ? null : at(argument, before);
      }
      const frame =
        e.orderBy.length === 0
          ? sorted
          : sorted.slice(e.rows === null ? 0 : Math.max(0, place - e.rows + 1), place + 1);
      if (argument === null) return frame.length;
      return aggregate(
        e.function,
        frame.map((j) => at(argument, j)).filter((value) => value !== null),
        null,
      );
    }
    case 'exists':
      return join(e.from, e.joins, env, context).some((inner) => evaluate(e.where, [inner], 0, context) === true);
    case 'in-step': {
      const value = of(e.of);
      return value === null ? null : (context.steps.get(e.step) ?? []).some((row) => row[e.key] === value);
    }
    case 'scalar-step':
      return context.steps.get(e.step)?.[0]?.[e.key] ?? null;
  }
}

const msPerDay = 86_400_000;
const fold = (text: string): string =>
  [...text].map((letter) => ([...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter)).join('');
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dayOf = (value: Value): number => Date.parse(`${String(value).slice(0, 10)}T00:00:00Z`);

/** A moment as its zone's clock shows it. */
function local(value: string, zone: ZoneShift | null): string {
  if (zone === null || value.length === 10) return value;
  const ms = Date.parse(`${value.replace(' ', 'T')}Z`);
  const range = zone.findLast(({ fromMs }) => fromMs === null || fromMs <= ms);
  return new Date(ms + (range?.offsetSeconds ?? 0) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function truncate(value: string, grain: string, weekStart: number): string {
  if (grain === 'minute') return `${value.slice(0, 16)}:00`;
  if (grain === 'hour') return `${value.slice(0, 13)}:00:00`;
  const starts = (ms: number): boolean => {
    const date = new Date(ms);
    if (grain === 'day') return true;
    if (grain === 'week') return date.getUTCDay() === weekStart % 7;
    const first = date.getUTCDate() === 1;
    if (grain === 'month') return first;
    return first && date.getUTCMonth() % (grain === 'quarter' ? 3 : 12) === 0;
  };
  let day = dayOf(value);
  while (!starts(day)) day -= msPerDay;
  return dateOf(day);
}

function datePart(value: string, part: string, weekStart: number): number {
  const date = new Date(dayOf(value));
  switch (part) {
    case 'hour':
      return Number(value.slice(11, 13));
    case 'weekday':
      return date.getUTCDay() || 7;
    case 'day-of-month':
      return date.getUTCDate();
    case 'month-of-year':
      return date.getUTCMonth() + 1;
    case 'quarter-of-year':
      return Math.floor(date.getUTCMonth() / 3) + 1;
    case 'year-number':
      return date.getUTCFullYear();
    default: {
      // the week's fourth day says to which year it belongs, and how many such days came before it there
      let fourth = dayOf(truncate(value, 'week', weekStart)) + 3 * msPerDay;
      const year = new Date(fourth).getUTCFullYear();
      let week = 0;
      for (; new Date(fourth).getUTCFullYear() === year; fourth -= 7 * msPerDay) week += 1;
      return week;
    }
  }
}

function addTime(value: string, grain: string, count: number): string {
  const clock = value.slice(10);
  if (grain === 'day' || grain === 'week')
    return dateOf(dayOf(value) + count * (grain === 'week' ? 7 : 1) * msPerDay) + clock;
  if (grain === 'hour' || grain === 'minute') {
    const ms = Date.parse(`${value.replace(' ', 'T')}Z`) + count * (grain === 'hour' ? 3_600_000 : 60_000);
    return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  }
  const months = count * { month: 1, quarter: 3, year: 12 }[grain as 'month' | 'quarter' | 'year'];
  const date = new Date(dayOf(value));
  for (let day = date.getUTCDate(); ; day -= 1) {
    const moved = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, day));
    const wanted = (((date.getUTCMonth() + months) % 12) + 12) % 12;
    if (moved.getUTCMonth() === wanted) return dateOf(moved.getTime()) + clock;
  }
}
