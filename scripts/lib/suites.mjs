/**
 * What came of a suite. `detail` is shown where something failed, `note` beside the counts.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, note: string, detail: string, ms: number }} Suite
 */

/** A suite from what `run` gives; a throw is one failure with its message, never the end of the whole run. */
export async function suite(name, run) {
  const began = performance.now();
  process.stdout.write(`… ${name}\n`);
  const result = await Promise.resolve()
    .then(run)
    .catch((error) => ({ failed: 1, detail: String(error?.message ?? error) }));
  const done = {
    passed: 0,
    failed: 0,
    skipped: 0,
    note: '',
    detail: '',
    ...result,
    name,
    ms: performance.now() - began,
  };
  process.stdout.write(
    `${mark(done)} ${name}${done.note ? ` (${done.note})` : ''}, ${(done.ms / 1000).toFixed(1)} s\n`,
  );
  if (done.failed > 0 && done.detail) process.stdout.write(`${indent(done.detail)}\n`);
  return done;
}

/** A suite that could not be run, with the reason for a person. */
export const skip = (reason) => ({ skipped: 1, note: reason });

/** Runs suites two at a time, in order: this many fit on two cores. */
export async function pooled(tasks, width = 2) {
  const results = [];
  const next = tasks.entries();
  const worker = async () => {
    for (const [i, task] of next) results[i] = await task();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** Prints the table and gives the exit code. With `strict` a skip counts as a failure; a run without any test is one too. */
export function conclude(suites, { strict = false } = {}) {
  const rows = suites.map((each) => [
    `${mark(each)} ${each.name}`,
    each.passed,
    each.failed,
    each.skipped,
    `${(each.ms / 1000).toFixed(1)} s`,
    each.note,
  ]);
  process.stdout.write(`\n${table([['suite', 'passed', 'failed', 'skipped', 'time', ''], ...rows])}\n`);
  const sum = (key) => suites.reduce((total, each) => total + each[key], 0);
  const [passed, failed, skipped] = [
    sum('passed'),
    sum('failed') + (strict ? sum('skipped') : 0),
    strict ? 0 : sum('skipped'),
  ];
  if (strict && sum('skipped') > 0)
    process.stdout.write(`\n${sum('skipped')} skipped, and LUMIERE_TEST_STRICT=1 counts a skip as a failure.\n`);
  if (passed + failed === 0) process.stdout.write('\nNo test ran.\n');
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

/** Lines up columns; numbers to the right. */
export function table(rows) {
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => String(row[c]).length)));
  const line = (row) =>
    row
      .map((cell, c) =>
        typeof rows[1]?.[c] === 'number' ? String(cell).padStart(widths[c]) : String(cell).padEnd(widths[c]),
      )
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

const mark = (each) => (each.failed > 0 ? '✗' : each.passed > 0 ? '✓' : '–');
const indent = (text) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-200)
    .map((line) => `    ${line}`)
    .join('\n');
