import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { agree } from './agree.ts';
import { readOptions, type Options } from './args.ts';
import { attempt, type Tried } from './attempt.ts';
import { openDatabase } from './database.ts';
import { engines, type Engine } from './engine.ts';
import { openGold, type GoldDatabase } from './gold.ts';
import type { Grid } from './grid.ts';
import { report, summarize, type Summary } from './report.ts';
import { judge, type Verdict } from './score.ts';
import { openSource } from './source.ts';
import { readSuite, type Question, type Suite } from './suite.ts';

/** Where summaries of runs are kept, beside where the command was started. */
const kept = 'eval-results';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') return say(options, 2);
  const engine: Engine | undefined = Object.entries(engines).find(([name]) => name === options.engine)?.[1];
  if (engine === undefined)
    return say(`--engine is "${options.engine}"; there is: ${Object.keys(engines).join(', ')}.`, 2);
  if (!existsSync(path.join(options.folder, 'suite.json'))) return say(`${options.folder} holds no suite.json.`, 2);
  const suite = readSuite(options.folder);
  const questions = chosen(suite, options);
  if (questions.length === 0) return say('No question of the suite is asked for.', 2);

  const verdicts: Verdict[] = [];
  const lines: string[] = [];
  const trouble = { gold: 0, sql: 0, unrun: new Map<string, string>() };
  for (const [name, { file, model }] of suite.databases) {
    const mine = questions.filter((question) => question.db === name);
    if (mine.length === 0) continue;
    const source = await openSource(file);
    const gold = openGold(file);
    try {
      const database = await openDatabase(source.connector, name, model, noon(suite.asOf));
      const read = engine.prepare(database.view, database.values, suite.asOf);
      for (const question of mine) {
        const began = performance.now();
        const reading = await read(question.question, question.history);
        const tried = await attempt(question.id, reading, performance.now() - began, database);
        lines.push(
          JSON.stringify(tried.line, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        );
        verdicts.push(judge(question, golds(question, gold, trouble), tried.attempt));
        if (reading.kind === 'query' && tried.problems.length > 0)
          trouble.unrun.set(question.id, tried.problems[0]?.message ?? '');
        if (!runsByItself(tried, gold, question.ordered)) trouble.sql += 1;
      }
    } finally {
      gold.close();
      await source.close();
    }
  }

  if (options.out !== null) writeFileSync(options.out, `${lines.join('\n')}\n`);
  const summary = summarize(verdicts, {
    suite: suite.name,
    engine: options.engine,
    asOf: suite.asOf,
    part: partOf(options),
  });
  console.log(report(summary, keep(summary)));
  if (trouble.gold > 0) console.log(`\n${trouble.gold} right answers of the suite could not be run and were left out.`);
  if (trouble.sql > 0)
    console.log(`\n${trouble.sql} statements give other rows when run by themselves than the answer shows.`);
  if (trouble.unrun.size > 0) {
    console.log(`\n${trouble.unrun.size} questions were read but could not be run, and count as refused:`);
    for (const [id, reason] of [...trouble.unrun].slice(0, 15)) console.log(`  ${id}: ${reason}`);
  }
  return 0;
}

function chosen(suite: Suite, { db, tag, limit }: Options): readonly Question[] {
  return suite.questions
    .filter((each) => (db === null || each.db === db) && (tag === null || each.tags.includes(tag)))
    .slice(0, limit ?? undefined);
}

function golds(question: Question, database: GoldDatabase, trouble: { gold: number }): readonly Grid[] {
  return question.gold.flatMap((sql) => {
    const grid = database.run(sql);
    if (!('error' in grid)) return [grid];
    trouble.gold += 1;
    return [];
  });
}

/** Whether the statement of an answer, run apart from the product, gives the rows that the answer shows. */
function runsByItself({ line, attempt: { grid } }: Tried, database: GoldDatabase, ordered: boolean): boolean {
  if (line.sql === null || grid === null) return true;
  const again = database.run(line.sql);
  return !('error' in again) && agree(again, grid, ordered).strict;
}

/** Keeps the summary as the last of its kind and gives the one before. */
function keep(summary: Summary): Summary | null {
  mkdirSync(kept, { recursive: true });
  const file = path.join(
    kept,
    `${`${summary.suite} ${summary.engine} ${summary.part}`.replaceAll(/[^\w]+/g, '-').toLowerCase()}.json`,
  );
  // written below by an earlier run
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : null;
  writeFileSync(file, `${JSON.stringify(summary, null, 1)}\n`);
  return before;
}

const noon = (date: string): Date => new Date(`${date}T12:00:00Z`);
const partOf = ({ db, tag, limit }: Options): string =>
  [db, tag, limit].filter((each) => each !== null).join(' ') || 'all';

function say(sentence: string, code: number): number {
  console.error(sentence);
  return code;
}

process.exitCode = await main();
