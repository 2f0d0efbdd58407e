import { readFileSync } from 'node:fs';
import type { FieldValues } from '@lumiere/ask';
import type { Checked, FieldId, Principal, Query, Result, Statement } from '@lumiere/contract';
import { fail, pass } from '@lumiere/contract';
import {
  bindPolicy,
  describeQuery,
  generateModel,
  modelFor,
  parseModel,
  resolve,
  type Policy,
  type View,
} from '@lumiere/semantic';
import { compile } from '@lumiere/sql';
import type { Connector } from '@lumiere/connectors';

/** A database as the product sees it: its model, the names in it, and the way from a typed query to a result. */
export interface Database {
  readonly view: View;
  readonly values: FieldValues;
  run(query: Query): Promise<Checked<Ran>>;
}

export interface Ran {
  readonly result: Result;
  readonly statement: Statement;
  /** The query in plain English. */
  readonly understood: string;
}

const zone = 'UTC';
/** Whoever evaluates sees everything. */
const admin = (): Principal => ({
  // branded ids that nothing stores
  user: 'usr_evaluation' as Principal['user'],
  org: 'org_evaluation' as Principal['org'],
  role: 'admin',
  groups: [],
  attributes: {},
  zone,
  locale: 'en-US',
});

/** Learns a source: its catalog, the model written for it or else generated, and the values of its text fields. */
export async function openDatabase(
  connector: Connector,
  name: string,
  modelFile: string | null,
  now: Date,
): Promise<Database> {
  const signal = AbortSignal.timeout(120_000);
  const model =
    modelFile === null
      ? generateModel(await connector.catalog({ signal, samples: true }), { name })
      : readModel(modelFile);
  const view = modelFor(model, admin(), 'evaluation');
  const policy = bindPolicy(model, admin());
  if (!policy.ok)
    throw new Error(`The rules of ${name} cannot be bound: ${policy.problems.map((each) => each.message).join(' ')}`);
  const run = (query: Query, maxRows: number): Promise<Checked<Ran>> =>
    runQuery(query, { connector, view, policy: policy.value, now, maxRows });
  return { view, values: await readValues(view, run), run: (query) => run(query, 100_000) };
}

function readModel(file: string) {
  const model = parseModel(readFileSync(file, 'utf8'));
  if (!model.ok) throw new Error(`${file}: ${model.problems.map((each) => `${each.path} ${each.message}`).join('\n')}`);
  return model.value;
}

interface Way {
  readonly connector: Connector;
  readonly view: View;
  readonly policy: Policy;
  readonly now: Date;
  readonly maxRows: number;
}

async function runQuery(query: Query, { connector, view, policy, now, maxRows }: Way): Promise<Checked<Ran>> {
  const plan = resolve(query, view, { now, zone });
  if (!plan.ok) return plan;
  const statement = compile(plan.value, policy, connector.dialect, { maxRows });
  if (!statement.ok) return statement;
  const { columns } = plan.value;
  try {
    const options = { signal: AbortSignal.timeout(30_000), maxRows, maxBytes: 256 * 1024 * 1024, timeoutMs: 30_000 };
    const encoded = await connector.run(statement.value, columns, options);
    // the wire form of the result, as the connector promises
    const data = JSON.parse(new TextDecoder().decode(encoded.data)) as Result['data'];
    const { dialect, sql, parameters } = statement.value;
    return pass({
      result: {
        columns: [...columns],
        data,
        rowCount: encoded.rowCount,
        truncated: encoded.truncated,
        asOf: now.toISOString(),
      },
      statement: { dialect, sql, parameters: [...parameters] },
      understood: describeQuery(query, view),
    });
  } catch (error) {
    return fail({
      code: 'query.failed',
      message: error instanceof Error ? error.message : String(error),
      path: '',
      severity: 'error',
      hint: null,
    });
  }
}

/** Fields whose values people name are read further than free text, which counts only where it is a short list; as in the product. */
const named = new Set(['category', 'label', 'place']);

async function readValues(
  view: View,
  run: (query: Query, maxRows: number) => Promise<Checked<Ran>>,
): Promise<FieldValues> {
  const values = new Map<FieldId, { values: readonly string[]; complete: boolean }>();
  for (const [id, { table, field }] of view.fields) {
    if (field.type !== 'text') continue;
    const most = named.has(field.role) ? 5000 : 200;
    const ran = await run(valuesQuery(id, table.id, most + 1), most + 1);
    if (!ran.ok) continue;
    const found = (ran.value.result.data[0] ?? []).filter((cell) => typeof cell === 'string');
    const complete = ran.value.result.rowCount <= most;
    if (complete || named.has(field.role)) values.set(id, { values: found.slice(0, most), complete });
  }
  return values;
}

/** The values of a field, commonest first. */
function valuesQuery(field: FieldId, table: string, limit: number): Query {
  return {
    dimensions: [{ key: 'value', label: null, field, grain: null, part: null, bin: null }],
    measures: [{ key: 'times', label: null, value: { kind: 'count-rows', table } }],
    detail: false,
    from: null,
    where: null,
    having: null,
    sort: [
      { by: 'times', descending: true },
      { by: 'value', descending: false },
    ],
    limit,
    limitWithin: null,
    distinct: false,
  };
}
