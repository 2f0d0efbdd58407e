import {
  type Checked,
  type ConnectionId,
  type Principal,
  type Problem,
  type Query,
  type ReceiptId,
  can,
  fail,
  pass,
  problem,
} from '@lumiere/contract';
import { type Connector, SourceError } from '@lumiere/connectors';
import type { Logger } from 'pino';
import type { Caps } from './data/caps.ts';
import type { Journal } from './data/journal.ts';
import type { Prepared, Preparer } from './data/prepare.ts';
import { type Proof, receiptId, receiptRow } from './data/receipt.ts';
import type { Finished, ResultCache } from './data/result-cache.ts';
import type { SingleFlight } from './data/single-flight.ts';
import type { Source, Sources } from './data/sources.ts';
import type { DataMetrics } from './data/metrics.ts';

/** What the path to data works with; one of each for the process. */
export interface QueryDeps {
  readonly clock: () => Date;
  readonly log: Logger;
  readonly sources: Sources;
  readonly preparer: Preparer;
  readonly cache: ResultCache;
  readonly flights: SingleFlight<Finished>;
  readonly journal: Journal;
  readonly dataMetrics: DataMetrics;
}

export interface QueryOptions {
  readonly connection: ConnectionId;
  readonly signal: AbortSignal;
  readonly caps: Caps;
  /** The words that the query came from; part of the receipt. */
  readonly question?: string | null;
  /** Reads relative dates by another moment and zone than the person's now: a replay does. */
  readonly as?: { readonly now: Date; readonly zone: string };
  /** Asks the source even where the cache has an answer. */
  readonly fresh?: boolean;
  /** False where the rows do not reach anybody as an answer, such as the values that a question may name. */
  readonly receipt?: boolean;
}

/** A query that was run: its result as bytes, with everything that an answer says of it. */
export interface Ran {
  readonly source: Source;
  readonly prepared: Prepared;
  readonly finished: Finished;
  readonly engine: string;
  readonly cached: boolean;
  readonly receipt: ReceiptId | null;
  readonly warnings: readonly Problem[];
  readonly milliseconds: { readonly plan: number; readonly run: number };
}

/**
 * THE path to data. Permission, the connection within the person's organization, what they may see of it, the rules on its rows, compile,
 * cache, engine, receipt: in this order, for everybody. Whatever is missing or fails on the way ends it with problems and no rows.
 */
export async function runQuery(
  query: Query,
  who: Principal,
  deps: QueryDeps,
  options: QueryOptions,
): Promise<Checked<Ran>> {
  const began = performance.now();
  const opened = await openSource(who, deps, options.connection);
  if (!opened.ok) return opened;
  const { source, sight } = opened.value;

  const { now, zone } = options.as ?? { now: deps.clock(), zone: who.zone };
  const prepared = deps.preparer.prepare(source, sight, query, { now, zone, maxRows: options.caps.maxRows });
  if (!prepared.ok) return prepared;
  const planned = performance.now();

  const outcome = await execute(who, deps, source, prepared.value, options);
  const ended = performance.now();
  deps.dataMetrics.ran(
    source.dialect,
    outcome.ok ? (outcome.value.cached ? 'cached' : 'ok') : (outcome.problems[0]?.code ?? 'failed'),
    ended - planned,
  );
  if (!outcome.ok) return outcome;

  const { finished, engine, cached } = outcome.value;
  const proof: Proof = { source, prepared: prepared.value, finished, engine, question: options.question ?? null };
  const receipt = options.receipt === false ? null : keepReceipt(who, deps, proof, options);
  return pass({
    source,
    prepared: prepared.value,
    finished,
    engine,
    cached,
    receipt,
    warnings: warningsOf(prepared.value, finished),
    milliseconds: { plan: planned - began, run: ended - planned },
  });
}

/** A connection of the person's organization and what they may see of it. One that is not theirs and one that never was are the same. */
export async function openSource(who: Principal, deps: Pick<QueryDeps, 'sources' | 'preparer'>, id: ConnectionId) {
  const found = await deps.sources.find(who.org, id);
  if (found.kind === 'none') return fail(noConnection());
  if (found.kind !== 'source') {
    const hint =
      found.kind === 'loading'
        ? 'Try again in a few seconds.'
        : 'Remove the connection and add it again, or ask the operator of this server.';
    return fail(problem('source.unavailable', found.reason, { hint }));
  }
  const { source } = found;
  if (!can(who, 'data.query', { org: source.org }))
    return fail(problem('permission.denied', 'You may not query data here.'));
  const sight = deps.preparer.sight(source, who);
  return sight.ok ? pass({ source, sight: sight.value }) : sight;
}

/** What a connection that cannot be seen answers, whatever the reason. */
export const noConnection = (): Problem =>
  problem('request.not-found', 'There is no such connection.', { hint: 'Choose one of your connections.' });

interface Executed {
  readonly finished: Finished;
  readonly engine: string;
  readonly cached: boolean;
}

async function execute(
  who: Principal,
  deps: QueryDeps,
  source: Source,
  prepared: Prepared,
  { signal, caps, fresh }: QueryOptions,
): Promise<Checked<Executed>> {
  try {
    signal.throwIfAborted();
    const connector = await source.open();
    const dataVersion = await connector.dataVersion();
    const key = JSON.stringify([
      who.org,
      source.id,
      dataVersion,
      connector.engine,
      prepared.cacheKey,
      caps.maxRows,
      caps.maxBytes,
      caps.timeoutMs,
    ]);
    const kept = dataVersion === null || fresh === true ? null : deps.cache.get(key);
    if (kept !== null) return pass({ finished: kept, engine: connector.engine, cached: true });
    const finished = await deps.flights.join(key, signal, (shared) =>
      run(deps, connector, source, prepared, { key, dataVersion, caps, signal: shared }),
    );
    return pass({ finished, engine: connector.engine, cached: false });
  } catch (error) {
    if (signal.aborted) return fail(problem('query.cancelled', 'The query was cancelled.'));
    if (error instanceof SourceError) return fail(sourceProblem(error));
    throw error;
  }
}

/** What a person is told of a source's failure; the engine's own words stay in the log. */
export const sourceProblem = ({ code, message, hint }: SourceError): Problem =>
  problem(code, message, hint === null ? {} : { hint });

interface Flight {
  readonly key: string;
  readonly dataVersion: string | null;
  readonly caps: Caps;
  readonly signal: AbortSignal;
}

async function run(
  deps: QueryDeps,
  connector: Connector,
  source: Source,
  prepared: Prepared,
  { key, dataVersion, caps, signal }: Flight,
): Promise<Finished> {
  const asOf = source.loadedAt ?? deps.clock();
  const encoded = await connector.run(prepared.statement, prepared.columns, { signal, ...caps });
  const finished: Finished = { encoded, asOf: asOf.toISOString(), dataVersion: dataVersion ?? 'unknown' };
  if (dataVersion !== null) void keepIfUnchanged(deps, connector, source, { key, dataVersion, finished });
  return finished;
}

/** Data that changed while the query ran may be in the result, which then must not stand for the older version. Nobody waits for this. */
async function keepIfUnchanged(
  deps: QueryDeps,
  connector: Connector,
  source: Source,
  entry: { key: string; dataVersion: string; finished: Finished },
): Promise<void> {
  const now = await connector.dataVersion().catch(() => null);
  if (now === entry.dataVersion) deps.cache.put(entry.key, source.id, entry.finished);
}

/** Rows that a result holds beside its receipt to name what changed: enough for a chart, not for a copy of the data. */
const evidenceBytes = 32 * 1024;

/** Gives the receipt's id at once; its row is durable a moment later. */
function keepReceipt(who: Principal, deps: QueryDeps, proof: Proof, { caps }: QueryOptions): ReceiptId {
  const id = receiptId(who.org, proof);
  if (!deps.journal.knows(id)) {
    const { data } = proof.finished.encoded;
    const evidence =
      data.byteLength <= evidenceBytes
        ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')
        : null;
    const row = receiptRow(id, who.org, proof, { maxRows: caps.maxRows, evidence, now: deps.clock() });
    deps.journal
      .add({ table: 'receipts', row })
      .catch((error: unknown) => deps.log.error({ err: error, receipt: id }, 'A receipt could not be stored.'));
  }
  return id;
}

function warningsOf(prepared: Prepared, { encoded }: Finished): readonly Problem[] {
  if (!encoded.truncated) return prepared.warnings;
  const cut = problem('query.truncated', `Only the first ${encoded.rowCount} rows are here; there are more.`, {
    severity: 'warning',
    hint: 'Totals over these rows are not totals over all of them. Filter, group coarser, or export.',
  });
  return [...prepared.warnings, cut];
}
