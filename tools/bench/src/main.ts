import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import type { Answer, Query } from '@lumiere/contract';
import { readOptions } from './args.ts';
import { benchDatasets } from '../../../test/support/dataset-speed.ts';
import { bars, firstDifference, geometricMean, median, missed, ratio, type Row } from './figures.ts';
import { benchGuard, guardBars } from './guard.ts';
import { type ImportFigures, benchImport, importBarMs, memoryBarMb, profileBarMs } from './import.ts';
import { openOurs, type Ours } from './ours.ts';
import { benchQueries, type BenchQuery } from './queries.ts';
import { openRaw, type Raw } from './raw.ts';
import { conclude, reportDatasets } from './report.ts';
import { starFile } from './star.ts';

const results = 'bench-results';
/** Rounds that are not counted: engines, caches of pages and compiled code come to their working state. */
const warmUps = 10;
const cachedRuns = 25;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  if (options.import) return measureImport(options.sizes, options.check);
  if (options.datasets) return measureDatasets(options.runs, options.check);
  if (options.guard) return measureGuard(options.check);
  // as many as the product gives to each of its engines
  const cores = availableParallelism();
  const threads = Math.max(Math.min(2, cores), Math.floor(cores / 4), 1);
  const measured = [];
  let complaints: readonly string[] = [];
  for (const size of options.sizes) {
    console.error(`${size.toLocaleString('en-US')} rows …`);
    const rows = await measure(
      size,
      size > 1_000_000 ? Math.max(3, Math.round(options.runs / 2)) : options.runs,
      threads,
    );
    measured.push({ size, threads, geometricMean: geometricMean(rows.map(ratio)), rows });
    print(size, rows);
    const found = missed(rows, bars);
    // the bars are those of 1,000,000 rows; an unequal answer is wrong at any size
    complaints = [...complaints, ...(size === 1_000_000 ? found : found.filter((each) => each.includes('void')))];
  }
  mkdirSync(results, { recursive: true });
  const file = path.join(results, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ node: process.version, cores, bars, sizes: measured, missed: complaints }, null, 1)}\n`,
  );
  console.log(
    complaints.length === 0 ? '\nEvery bar is met.' : `\nMissed:\n${complaints.map((each) => `  ${each}`).join('\n')}`,
  );
  return options.check && complaints.length > 0 ? 1 : 0;
}

async function measureGuard(check: boolean): Promise<number> {
  const figures = await benchGuard();
  const { fresh, repeated, hostile, waited } = figures;
  const complaints = Object.entries(guardBars).flatMap(([name, bar]) => {
    const found = Object.entries(figures).find(([key]) => key === name)?.[1] ?? Infinity;
    return found > bar ? [`${name} is ${found} ms; at most ${bar}`] : [];
  });
  console.log(
    `2 KB of SQL are understood in ${fresh} ms, again in ${repeated} ms; 64 KB of hostile text are refused within ${hostile} ms, while nobody waits longer than ${waited} ms (load ${loadavg()[0]?.toFixed(1)})`,
  );
  console.log(complaints.length === 0 ? 'Every bar is met.' : `Missed: ${complaints.join('; ')}`);
  return check && complaints.length > 0 ? 1 : 0;
}

async function measureImport(sizes: readonly number[], check: boolean): Promise<number> {
  const measured: ImportFigures[] = [];
  const complaints: string[] = [];
  for (const size of sizes) {
    const figures = await benchImport(path.join(results, 'data'), size);
    const { upload, import: imported, readProfile, whole } = figures.milliseconds;
    const grown = figures.grownMb ?? 0;
    measured.push(figures);
    complaints.push(
      ...(size === 1_000_000 && whole > importBarMs ? [`the whole took ${whole} ms; at most ${importBarMs}`] : []),
      ...(readProfile > profileBarMs ? [`the profile took ${readProfile} ms; at most ${profileBarMs}`] : []),
      ...(grown > memoryBarMb ? [`the server grew by ${grown} MB; at most ${memoryBarMb}`] : []),
    );
    console.log(
      `${figures.rows.toLocaleString('en-US')} rows, ${figures.columns} columns, ${figures.megabytes} MB: uploaded in ${upload} ms, imported and profiled in ${imported} ms, profile read in ${readProfile} ms; ${whole} ms in all; ${figures.grownMb === null ? 'memory not told by this system' : `${grown} MB of memory added at most`} (load ${figures.load.map((each) => each.toFixed(1)).join(' to ')})`,
    );
  }
  conclude(results, 'import', measured, complaints);
  return check && complaints.length > 0 ? 1 : 0;
}

async function measureDatasets(runs: number, check: boolean): Promise<number> {
  const figures = await benchDatasets(path.join(results, 'data'), runs);
  const complaints = reportDatasets(figures);
  conclude(results, 'datasets', figures, complaints);
  return check && complaints.length > 0 ? 1 : 0;
}

async function measure(size: number, runs: number, threads: number): Promise<readonly Row[]> {
  const file = path.resolve(await starFile(path.join(results, 'data'), size));
  const ours = await openOurs(file);
  const raw = await openRaw(file, threads);
  try {
    const timings = benchQueries.map((query): Timing => ({
      query,
      cold: [],
      unprepared: [],
      prepared: [],
      cached: [],
      difference: null,
    }));
    // rounds over all queries, ours and raw in turns, so that whatever else the machine does hits everything alike
    for (let i = 0; i < warmUps + runs; i++) for (const timing of timings) await coldRound(timing, i, ours, raw);
    for (let i = 0; i < warmUps + cachedRuns; i++) for (const timing of timings) await cachedRound(timing, i, ours);
    return timings.map((timing) => rowOf(timing, size));
  } finally {
    raw.close();
    await ours.close();
  }
}

interface Timing {
  readonly query: BenchQuery;
  readonly cold: number[];
  readonly unprepared: number[];
  readonly prepared: number[];
  readonly cached: number[];
  difference: string | null;
}

/**
 * Strictly by turns: ours, the driver, ours, the driver with its statement prepared. Whatever runs right after its own kind finds the
 * processor awake and its data near, and is half as long under way.
 */
async function coldRound(timing: Timing, i: number, ours: Ours, raw: Raw): Promise<void> {
  const { query, sql } = timing.query;
  const first = await coldAsk(timing, fresh(query, `${i}a`), ours);
  const unprepared = await raw.unprepared(sql);
  const second = await coldAsk(timing, fresh(query, `${i}b`), ours);
  const prepared = await raw.prepared(sql);
  if (i === 0) timing.difference = firstDifference(rowsOf(first.answer), await raw.rows(sql));
  if (i < warmUps) return;
  timing.cold.push(first.ms, second.ms);
  timing.unprepared.push(unprepared);
  timing.prepared.push(prepared);
}

async function coldAsk(timing: Timing, query: Query, ours: Ours): Promise<{ ms: number; answer: Answer }> {
  const asked = await ours.ask(query);
  if (asked.answer.cached) throw new Error(`${timing.query.name} came from the cache, which was to be passed by`);
  return asked;
}

async function cachedRound(timing: Timing, i: number, ours: Ours): Promise<void> {
  const { ms, answer } = await ours.ask(timing.query.query);
  if (i < warmUps) return;
  if (!answer.cached) timing.difference ??= 'asked again, it did not come from the cache';
  timing.cached.push(ms);
}

/** The driver's figure is the better one of its two ordinary uses. */
function rowOf({ query, cold, unprepared, prepared, cached, difference }: Timing, rows: number): Row {
  const raw = Math.min(median(unprepared), median(prepared));
  return { name: query.name, rows, ours: median(cold), raw, cached: median(cached), difference };
}

/** The same question with other column names, so that no earlier answer can be used again and the engine's work is the same. */
function fresh(query: Query, i: string): Query {
  const name = (key: string): string => `${key}_${i}`;
  return {
    ...query,
    dimensions: query.dimensions.map((each) => ({ ...each, key: name(each.key) })),
    measures: query.measures.map((each) => ({ ...each, key: name(each.key) })),
    sort: query.sort.map((each) => ({ ...each, by: name(each.by) })),
  };
}

function rowsOf({ result }: Answer): readonly (readonly unknown[])[] {
  if (result === null) return [];
  return Array.from({ length: result.rowCount }, (_, r) => result.data.map((column) => column[r]));
}

function print(size: number, rows: readonly Row[]): void {
  console.log(`\n${size.toLocaleString('en-US')} rows, medians in ms`);
  console.log(
    `${'query'.padEnd(22)} ${'ours'.padStart(8)} ${'raw'.padStart(8)} ${'ratio'.padStart(7)} ${'cached'.padStart(8)}`,
  );
  for (const row of rows) {
    const figures = [
      row.ours.toFixed(1).padStart(8),
      row.raw.toFixed(1).padStart(8),
      `${ratio(row).toFixed(2)}×`.padStart(7),
      row.cached.toFixed(2).padStart(8),
    ];
    console.log(
      `${row.name.padEnd(22)} ${figures.join(' ')}${row.difference === null ? '' : `  VOID: ${row.difference}`}`,
    );
  }
  console.log(
    `${'geometric mean'.padEnd(22)} ${' '.repeat(17)} ${`${geometricMean(rows.map(ratio)).toFixed(2)}×`.padStart(7)}`,
  );
}

process.exitCode = await main();
