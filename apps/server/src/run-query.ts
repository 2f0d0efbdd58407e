import {
  type Checked,
  type Column,
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
import { type FoundColumn, SourceError } from '@lumiere/connectors';
import { bareColumn } from '@lumiere/semantic';
import { numericTypes } from '@lumiere/values';
import type { Logger } from 'pino';
import type { Caps } from './data/caps.ts';
import type { Journal } from './data/journal.ts';
import type { Reading } from './data/matched.ts';
import type { PrepareOptions, Prepared, Preparer, Runnable, Sight } from './data/prepare.ts';
import { type Proof, receiptId, receiptRow } from './data/receipt.ts';
import { type Finished, type ResultCache, unknownVersion } from './data/result-cache.ts';
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
  readonly flights: SingleFlight<Read>;
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
  /** Reads a sample of about this part (0 to 1) of the rows, from all over the table. */
  readonly share?: number;
  /** False where the rows are too many to be kept for others who ask the same. */
  readonly keep?: boolean;
}

/** A statement that was run: its result as bytes, with everything that an answer says of it. */
export interface Ran<P extends Runnable = Prepared> {
  readonly source: Source;
  readonly prepared: P;
  readonly columns: readonly Column[];
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
export const runQuery = (query: Query, who: Principal, deps: QueryDeps, options: QueryOptions): Promise<Checked<Ran>> =>
  runPrepared(({ source, sight }, at) => deps.preparer.prepare(source, sight, query, at), who, deps, options);

/** A source and what a person may see of it. */
export interface Opened {
  readonly source: Source;
  readonly sight: Sight;
}

/** Works out the statement that is run; called again where the data were replaced meanwhile. */
type Prepare<P extends Runnable> = (opened: Opened, at: PrepareOptions) => Promise<Checked<P>>;

/** The path to data for whatever prepares its statement in its own way. */
export async function runPrepared<P extends Runnable>(
  prepare: Prepare<P>,
  who: Principal,
  deps: QueryDeps,
  options: QueryOptions,
): Promise<Checked<Ran<P>>> {
  const opened = await openSource(who, deps, options.connection);
  if (!opened.ok) return opened;
  for (let tries = 1; ; tries += 1) {
    const ran = await readOnce(prepare, who, deps, opened.value, options);
    if (ran !== 'moved') return ran;
    if (tries === mostTries) return fail(keepsChanging());
  }
}

/** Data that is replaced while a query reads it, is read again; more often than that somebody replaces it all the time. */
const mostTries = 3;

const keepsChanging = (): Problem =>
  problem('source.busy', 'The data was replaced again and again while it was read.', {
    hint: 'Try again when the load that replaces it has ended.',
  });

/** One reading of the data; `moved` where what the statement takes for granted was no longer so when it ran. */
async function readOnce<P extends Runnable>(
  prepare: Prepare<P>,
  who: Principal,
  deps: QueryDeps,
  opened: Opened,
  options: QueryOptions,
): Promise<Checked<Ran<P>> | 'moved'> {
  const { source } = opened;
  const began = performance.now();
  const { now, zone } = options.as ?? { now: deps.clock(), zone: who.zone };
  const reading = await readingOf(source, options.signal);
  if (!reading.ok) return reading;
  const { maxRows } = options.caps;
  const share = options.share === undefined ? {} : { share: options.share };
  const prepared = await prepare(opened, { now, zone, maxRows, reading: reading.value, ...share });
  if (!prepared.ok) return prepared;
  const planned = performance.now();

  const outcome = await reached(options.signal, () =>
    execute(who, deps, { source, reading: reading.value, prepared: prepared.value }, options),
  );
  const ended = performance.now();
  if (outcome.ok && prepared.value.assumes && !outcome.value.still) return 'moved';
  deps.dataMetrics.ran(
    reading.value.connector.dialect.name,
    outcome.ok ? (outcome.value.cached ? 'cached' : 'ok') : (outcome.problems[0]?.code ?? 'failed'),
    ended - planned,
  );
  if (!outcome.ok) return outcome;

  const { finished, cached } = outcome.value;
  const { engine } = reading.value.connector;
  const proof: Proof = { source, prepared: prepared.value, finished, engine, question: options.question ?? null };
  const receipt = options.receipt === false ? null : keepReceipt(who, deps, proof, options);
  return pass({
    source,
    prepared: prepared.value,
    columns: prepared.value.columns ?? (finished.encoded.found ?? []).map(columnOf),
    finished,
    engine,
    cached,
    receipt,
    warnings: [...warningsOf(prepared.value, finished), ...notesOn(reading.value, prepared.value)],
    milliseconds: { plan: planned - began, run: ended - planned },
  });
}

/** Opens a source and asks it for the version of its data. */
export function readingOf(source: Source, signal: AbortSignal): Promise<Checked<Reading>> {
  return reached(signal, async () => {
    const connector = await source.open();
    return { connector, version: await connector.dataVersion() };
  });
}

/** What asks the source: its failures become problems, and so does that nobody waits any more. */
async function reached<T>(signal: AbortSignal, work: () => Promise<T>): Promise<Checked<T>> {
  try {
    signal.throwIfAborted();
    return pass(await work());
  } catch (error) {
    if (signal.aborted) return fail(problem('query.cancelled', 'The query was cancelled.'));
    if (error instanceof SourceError) return fail(sourceProblem(error));
    throw error;
  }
}

/** A connection of the person's organization and what they may see of it. One that is not theirs and one that never was are the same. */
export async function openSource(
  who: Principal,
  deps: Pick<QueryDeps, 'sources' | 'preparer'>,
  id: ConnectionId,
): Promise<Checked<Opened>> {
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

/** What a statement is run with. */
interface Task {
  readonly source: Source;
  readonly reading: Reading;
  readonly prepared: Runnable;
}

/** A result as it was read, and whether the data were the same before and after. */
interface Read {
  readonly finished: Finished;
  readonly still: boolean;
}

interface Executed extends Read {
  readonly cached: boolean;
}

async function execute(
  who: Principal,
  deps: QueryDeps,
  task: Task,
  { signal, caps, fresh, keep }: QueryOptions,
): Promise<Executed> {
  const { connector, version } = task.reading;
  const key = JSON.stringify([
    who.org,
    task.source.id,
    version,
    connector.engine,
    task.prepared.cacheKey,
    caps.maxRows,
    caps.maxBytes,
    caps.timeoutMs,
  ]);
  const kept = version === null || fresh === true || !task.prepared.keeps ? null : deps.cache.get(key);
  if (kept !== null) return { finished: kept, still: true, cached: true };
  const read = await deps.flights.join(key, signal, (shared) => run(deps, task, { key, caps, keep, signal: shared }));
  return { ...read, cached: false };
}

/** What a person is told of a source's failure; the engine's own words stay in the log. */
export const sourceProblem = ({ code, message, hint }: SourceError): Problem =>
  problem(code, message, hint === null ? {} : { hint });

interface Flight {
  readonly key: string;
  readonly caps: Caps;
  readonly keep: boolean | undefined;
  readonly signal: AbortSignal;
}

async function run(deps: QueryDeps, task: Task, { key, caps, keep, signal }: Flight): Promise<Read> {
  const { source, prepared, reading } = task;
  const asOf = source.loadedAt ?? deps.clock();
  const encoded = await reading.connector.run(prepared.statement, prepared.columns, { signal, ...caps });
  // rows of data that changed meanwhile belong to no version: they are not kept, and their receipt names none
  const still = reading.version !== null && (await versionNow(reading.connector)) === reading.version;
  const dataVersion = still && reading.version !== null ? reading.version : unknownVersion;
  const finished: Finished = { encoded, asOf: asOf.toISOString(), dataVersion };
  if (still && prepared.keeps && keep !== false) deps.cache.put(key, source.id, finished);
  return { finished, still };
}

/** The version of the data; null, which is that of none, where it cannot be had. */
async function versionNow(connector: Reading['connector']): Promise<string | null> {
  try {
    return await connector.dataVersion();
  } catch (error) {
    if (error instanceof SourceError) return null;
    throw error;
  }
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

/** A column that only its source knows. */
const columnOf = ({ key, name, type }: FoundColumn, place: number): Column =>
  bareColumn(key, type, {
    label: name === '' ? `Column ${place + 1}` : name,
    role: numericTypes.has(type) ? 'measure' : 'dimension',
  });

/** What the source knows of the tables that were read, beside their rows. */
const notesOn = ({ connector }: Reading, { tables }: Runnable): readonly Problem[] =>
  connector.notes?.([...new Set(tables.map(({ name }) => name))]) ?? [];

function warningsOf(prepared: Runnable, { encoded }: Finished): readonly Problem[] {
  if (!encoded.truncated) return prepared.warnings;
  const cut = problem('query.truncated', `Only the first ${encoded.rowCount} rows are here; there are more.`, {
    severity: 'warning',
    hint: 'Totals over these rows are not totals over all of them. Filter, group coarser, or export.',
  });
  return [...prepared.warnings, cut];
}
