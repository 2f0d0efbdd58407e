import path from 'node:path';
import { root } from './project.mjs';
import { run } from './children.mjs';
import { suite } from './suites.mjs';

const bin = (name) => path.join(root, 'node_modules', '.bin', name);

/** What the compiler learned last time; only what changed since is checked again. */
const types = (project, name) => [
  '-p',
  project,
  '--incremental',
  '--tsBuildInfoFile',
  path.join('node_modules', '.cache', 'types', `${name}.tsbuildinfo`),
];

/** Every check that needs no test runner, by name; each is one command that ends with 0. */
const checks = [
  ['types: everything', 'tsc', types('tsconfig.json', 'everything')],
  ['types: pure packages', 'tsc', types('packages/tsconfig.json', 'pure')],
  ['types: web app', 'tsc', types('apps/web/tsconfig.json', 'web')],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'oxfmt', ['--check', '.']],
  ['dead code', 'knip', ['--no-progress']],
];

/** The checks as tasks for `pooled`. */
export const checkTasks = () =>
  checks.map(
    ([name, command, args]) =>
      () =>
        suite(name, async () => {
          // a tool that hangs must not hang the run
          const { code, output } = await run(bin(command), args, { cwd: root, timeoutMs: 120_000 });
          return code === 0 ? { passed: 1 } : { failed: 1, detail: output };
        }),
  );
