import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './project.mjs';
import { removeAtExit, run } from './children.mjs';

/** Runs the journeys in a real browser against the built product, which their set-up starts, and counts them. */
export async function playwright({ chromium, env = {} }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'lumiere-e2e-'));
  removeAtExit(folder);
  const report = path.join(folder, 'report.json');
  const { code, output } = await run(
    path.join(root, 'node_modules', '.bin', 'playwright'),
    ['test', '--reporter=line,json'],
    {
      cwd: root,
      env: { ...process.env, ...env, CHROME_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report, NO_COLOR: '1' },
      timeoutMs: 1_200_000,
    },
  );
  if (!existsSync(report)) return { failed: 1, detail: output };
  const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = stats.unexpected + (stats.unexpected === 0 && code !== 0 ? Math.max(1, errors.length) : 0);
  return {
    passed: stats.expected + stats.flaky,
    failed,
    skipped: stats.skipped,
    note: stats.flaky > 0 ? `${stats.flaky} only at the second try` : '',
    detail: `${output}\n${errors.map((error) => error.message).join('\n')}`,
  };
}
