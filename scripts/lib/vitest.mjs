import { mkdtempSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './project.mjs';
import { removeAtExit, run } from './children.mjs';

/**
 * Runs a project of vitest.config.ts, or several, and counts their tests; a file that cannot even be loaded is a failure. With `tag`
 * only the tests that bear it; with `workers` that many files at once.
 */
export async function vitest(projects, { env = {}, tag, workers, timeoutMs = 1_200_000 } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-vitest-'));
  removeAtExit(folder);
  const report = path.join(folder, 'report.json');
  const args = [
    'run',
    ...[projects].flat().flatMap((project) => ['--project', project]),
    ...(tag === undefined ? [] : [`--tags-filter=${tag}`]),
    ...(workers === undefined ? [] : [`--maxWorkers=${workers}`]),
    '--passWithNoTests',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { code, output } = await run(path.join(root, 'node_modules', '.bin', 'vitest'), args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...env },
    timeoutMs,
  });
  if (!existsSync(report)) return { failed: code === 0 ? 0 : 1, detail: output };
  const counts = count(JSON.parse(readFileSync(report, 'utf8')), tag);
  // an error outside any test, such as an unhandled rejection, fails the run without a failed test
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1, detail: output } : { ...counts, detail: output };
}

function count(report, tag) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const tests = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ tags }) => tag === undefined || tags.includes(tag));
  const those = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  return {
    passed: those('passed'),
    failed: those('failed') + broken,
    skipped: those('skipped', 'pending', 'todo'),
  };
}
