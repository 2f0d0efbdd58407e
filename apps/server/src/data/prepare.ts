import { createHash } from 'node:crypto';
import { type Checked, type Column, type Principal, type Problem, type Query, pass } from '@lumiere/contract';
import {
  type PlanTable,
  type Policy,
  type View,
  bindPolicy,
  describeQuery,
  modelFor,
  resolve,
} from '@lumiere/semantic';
import { type Guarded, compile } from '@lumiere/sql';
import { dateInZone } from '@lumiere/values';
import { type Lru, createLru } from './lru.ts';
import type { Matched, Reading } from './matched.ts';
import type { Source } from './sources.ts';

/** A source as one person may see it. */
export interface Sight {
  readonly view: View;
  readonly policy: Policy;
  /** Equal exactly where two people see the same names and the same rows of the same model. */
  readonly key: string;
}

/** A statement worked out for one person's sight, ready to be run; the JSON parts of its answer are written once. */
export interface Runnable {
  /** JSON of what was asked: what a receipt keeps, and a replay asks again. */
  readonly askedJson: string;
  readonly statement: Guarded;
  readonly statementJson: string;
  /** True where the statement is right for this version of the data only. */
  readonly assumes: boolean;
  /** False where the answer changes with the clock, so that it is not kept. */
  readonly keeps: boolean;
  /** Null where they are as the source gives them. */
  readonly columns: readonly Column[] | null;
  readonly tables: readonly PlanTable[];
  readonly policy: Policy;
  readonly warnings: readonly Problem[];
  /** The moment and zone that relative dates were read by. */
  readonly resolvedAt: Date;
  readonly zone: string;
  /** Cuts the cost of a cache key: everything of it that the statement fixes. */
  readonly cacheKey: string;
}

/** A query as a statement. */
export interface Prepared extends Runnable {
  readonly query: Query;
  readonly columns: readonly Column[];
  readonly columnsJson: string;
  /** The query in plain English. */
  readonly text: string;
}

export interface PrepareOptions {
  readonly now: Date;
  readonly zone: string;
  readonly maxRows: number;
  readonly reading: Reading;
  /** The part of the rows that is enough, 0 to 1; all of them where it is left out. */
  readonly share?: number;
}

/** Works out queries and remembers the work. Entries hang on content (model version, policy, day), so they never go stale. */
export interface Preparer {
  /** What `who` may see of a source; problems where the model's rules cannot be bound to this person, and then nothing may be run. */
  sight(source: Source, who: Principal): Checked<Sight>;
  prepare(source: Source, sight: Sight, query: Query, options: PrepareOptions): Promise<Checked<Prepared>>;
  /** Forgets everything of a connection. */
  forget(connection: string): void;
}

/** Makes a preparer with empty memory. */
export function createPreparer(matched: Matched): Preparer {
  const sights = createLru<Checked<Sight>>(2000);
  const prepared = createLru<Promise<Checked<Prepared>>>(2000);
  return {
    sight: (source, who) => remember(sights, sightKey(source, who), () => look(source, who)),
    prepare: (source, sight, query, options) => {
      const queryJson = JSON.stringify(query);
      const key = JSON.stringify([
        source.id,
        sight.key,
        options.zone,
        moment(queryJson, options),
        options.maxRows,
        options.share ?? null,
        // a server may have become another one behind the same name
        options.reading.connector.dialect.name,
        options.reading.connector.frozen ? options.reading.version : null,
        queryJson,
      ]);
      const made = remember(prepared, key, () => work(matched, source, sight, query, queryJson, options));
      made.catch(() => prepared.delete(key));
      return made;
    },
    forget: (connection) => {
      const prefix = `["${connection}"`;
      sights.deleteAll(prefix);
      prepared.deleteAll(prefix);
      matched.forget(connection);
    },
  };
}

function remember<T>(memory: Lru<T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

/** All of a person that a model or its rules may ask about. */
function sightKey(source: Source, who: Principal): string {
  return JSON.stringify([source.id, source.modelVersion, who.org, who.user, who.role, who.groups, who.attributes]);
}

function look(source: Source, who: Principal): Checked<Sight> {
  const bound = bindPolicy(source.model, who);
  if (!bound.ok) return bound;
  // it may spell out every rule; what stands in keys and on receipts is short
  const policy = { ...bound.value, fingerprint: digest(bound.value.fingerprint) };
  const view = modelFor(source.model, who, source.modelVersion);
  const names = [view.fields, view.measures, view.segments].map((ids) => [...ids.keys()]);
  return pass({
    view,
    policy,
    key: JSON.stringify([source.modelVersion, policy.fingerprint, digest(JSON.stringify(names))]),
  });
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** Relative dates move by the day; only a query that speaks of hours or minutes can move within one. */
function moment(queryJson: string, { now, zone }: PrepareOptions): string {
  return /"(hour|minute)"/.test(queryJson) ? now.toISOString().slice(0, 16) : today(now, zone);
}

const quarter = 15 * 60_000;
const days = createLru<string>(1000);

/** The date in a zone. Asking the runtime costs more than all else here, and no zone changes its date but at a quarter of an hour. */
function today(now: Date, zone: string): string {
  const key = `${Math.floor(now.getTime() / quarter)} ${zone}`;
  const known = days.get(key) ?? dateInZone(now, zone);
  days.set(key, known);
  return known;
}

async function work(
  matched: Matched,
  source: Source,
  { view, policy }: Sight,
  query: Query,
  queryJson: string,
  options: PrepareOptions,
): Promise<Checked<Prepared>> {
  const { now, zone, maxRows, reading } = options;
  const plan = resolve(query, view, { now, zone });
  if (!plan.ok) return plan;
  const proven = await matched.of(source, reading, plan.value);
  const guarded = compile(plan.value, policy, reading.connector.dialect, {
    maxRows,
    matched: proven,
    ...(options.share === undefined ? {} : { share: options.share }),
  });
  if (!guarded.ok) return guarded;
  const statement = guarded.value;
  const statementJson = JSON.stringify({
    dialect: statement.dialect,
    sql: statement.sql,
    parameters: statement.parameters,
  });
  return pass({
    query,
    askedJson: queryJson,
    statement,
    statementJson,
    assumes: proven.size > 0,
    keeps: true,
    columns: plan.value.columns,
    columnsJson: JSON.stringify(plan.value.columns),
    tables: plan.value.tables,
    policy,
    warnings: [...plan.warnings, ...guarded.warnings],
    text: describeQuery(query, view),
    resolvedAt: now,
    zone,
    // the types decide how cells are written, so equal statements of other types are other results
    cacheKey: JSON.stringify([
      policy.fingerprint,
      statementJson,
      plan.value.columns.map(({ key, type }) => [key, type]),
    ]),
  });
}
