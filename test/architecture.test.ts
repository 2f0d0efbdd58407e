import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf, violations, type Manifest, type SourceFile } from './support/architecture.ts';

const root = path.resolve(import.meta.dirname, '..');
const units = ['packages', 'apps', 'tools'].flatMap((group) =>
  readdirSync(path.join(root, group)).map((name) => `${group}/${name}`),
);

function sources(): readonly SourceFile[] {
  return units
    .filter((unit) => existsSync(path.join(root, unit, 'src')))
    .flatMap((unit) =>
      readdirSync(path.join(root, unit, 'src'), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${unit}/src/${file}`,
      ),
    )
    .filter((file) => /\.(ts|tsx)$/.test(file))
    .map(read);
}

const read = (file: string): SourceFile => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') });

const deepTests = (): readonly SourceFile[] =>
  readdirSync(path.join(root, 'test/deep'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => read(`test/deep/${file}`));

function manifests(): ReadonlyMap<string, Manifest> {
  const read = (unit: string): Manifest => JSON.parse(readFileSync(path.join(root, unit, 'package.json'), 'utf8'));
  return new Map(
    ['', ...units]
      .filter((unit) => existsSync(path.join(root, unit, 'package.json')))
      .map((unit) => [unit, read(unit)]),
  );
}

test('the house keeps its architecture', () => {
  expect(violations(sources(), manifests())).toEqual([]);
});

describe('each rule can fail', () => {
  const known = new Map<string, Manifest>([
    ['packages/sql', { dependencies: { '@lumiere/semantic': '1', '@lumiere/ask': '1', zod: '4' } }],
    ['packages/ask', { dependencies: { '@lumiere/semantic': '1', '@lumiere/sql': '1' } }],
    ['apps/web', { dependencies: { '@lumiere/contract': '1', '@lumiere/connectors': '1', '@lumiere/charts': '1' } }],
    ['apps/server', { dependencies: { '@lumiere/web': '1' } }],
  ]);
  const verdict = (file: string, text: string): readonly string[] => violations([{ path: file, text }], known);

  test.each([
    ['packages/sql/src/a.ts', `import { ask } from '@lumiere/ask';`, 'sql must not see ask'],
    ['packages/ask/src/a.ts', `export type { X } from '@lumiere/sql';`, 'ask must not see sql'],
    ['apps/web/src/a.ts', `const m = await import('@lumiere/connectors');`, 'web must not see connectors'],
    ['apps/server/src/a.ts', `import {\n  App,\n} from '@lumiere/web';`, 'server must not see web'],
    ['apps/web/src/a.ts', `import { Query } from '@lumiere/contract';`, 'as types only'],
    ['packages/sql/src/a.ts', `import { x } from '@lumiere/semantic/src/x.ts';`, 'the inside of a package'],
    ['packages/sql/src/a.ts', `import { x } from '../../semantic/src/x.ts';`, 'reaches out of its package'],
    ['packages/sql/src/a.ts', `import { x } from 'lodash';`, 'not among the dependencies'],
    ['packages/sql/src/a.ts', `import { readFileSync } from 'node:fs';`, 'must not import node:fs'],
    ['packages/sql/src/a.ts', `import 'fs/promises';`, 'must not import fs/promises'],
    ['packages/sql/src/a.ts', `await fetch(url);`, 'must not fetch'],
    ['apps/web/src/features/ask/a.ts', `import { x } from '../history/x.ts';`, 'must not import the feature history'],
    [
      'apps/server/src/features/ask/a.ts',
      `import { x } from '../../features/history/x.ts';`,
      'must not import the feature history',
    ],
    ['packages/sql/src/a.ts', 'const x = 1;\n'.repeat(401), 'has 401 lines'],
    ['packages/sql/src/utils/a.ts', '', 'utils or types folder'],
    ['packages/sql/src/types/a.ts', '', 'utils or types folder'],
    ['apps/server/src/http/a.ts', `const port = process.env['PORT'];`, 'reads the environment'],
    ['apps/server/src/a.test.ts', `const n = 9 * Number(process.env['LUMIERE_DEEP_SCALE']);`, 'how long the run is'],
    ['apps/server/src/a.ts', `import { seed } from '@lumiere/testing';`, 'server must not see testing'],
  ])('%s: %s', (file, text, sentence) => {
    expect(verdict(file, text)).toEqual([expect.stringContaining(sentence)]);
  });

  test.each([
    [
      'packages/sql/src/a.ts',
      `import type { Plan } from '@lumiere/semantic';\nimport { z } from 'zod';\nimport { b } from './b.ts';`,
    ],
    ['packages/sql/src/a.ts', `// import 'lodash'; fetch(it)\n/* process.env */`],
    [
      'apps/web/src/features/ask/a.ts',
      `import type { Query } from '@lumiere/contract';\nimport { b } from './b.ts';\nimport { c } from '../../ui/c.ts';`,
    ],
    [
      'apps/web/src/features/ask/a.ts',
      `const charts = await import('@lumiere/charts');\ntype A = import('@lumiere/contract').Answer;`,
    ],
    ['apps/server/src/config.ts', `export const read = (env = process.env) => env;`],
    ['packages/sql/src/a.test.ts', `import { readFileSync } from 'node:fs';`],
    ['packages/sql/src/a.test.ts', `import { deepTest } from '@lumiere/testing';`],
  ])('and lets pass: %s: %s', (file, text) => {
    expect(verdict(file, text)).toEqual([]);
  });
});

test('every long run is a deepTest, which npm run test:deep finds', () => {
  for (const { path: file, text } of deepTests()) {
    expect(
      importsOf(text).map(({ from }) => from),
      file,
    ).toContain('@lumiere/testing');
    expect(text, file).not.toMatch(/LUMIERE_DEEP_SCALE|LUMIERE_SEED|import \{[^}]*\btest\b[^}]*\} from 'vitest'/);
  }
});

test('imports of every form are seen', () => {
  const text = `import a from 'a';\nimport { b,\n  c } from "b";\nimport 'c';\nexport * from 'd';\nexport type { E } from 'e';\nconst f = () => import('f');`;
  expect(importsOf(text).map((each) => each.from)).toEqual(['a', 'b', 'd', 'e', 'c', 'f']);
});
