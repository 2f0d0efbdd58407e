import { deepProperty } from '@lumiere/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardSql } from './guard-sql.ts';
import { grammars } from './grammars.ts';
import { hostile } from './testing/hostile.ts';
import { parse } from './parse.ts';
import { printPlain } from './print-guarded.ts';
import { Refusal } from './refusal.ts';
import { sameTree } from './same-tree.ts';
import { catalogOf, dialectNames, dialectOf, model, ruled, type DialectName } from './testing/source.ts';
import { tokenize } from './tokenize.ts';

const texts = hostile.flatMap((each) => [each.hostile, each.twin]).filter((text) => text.length < 3000);
const pieces =
  `select from where ( ) [ ] { } , ; . * ' " \` -- /* */ /*! # $$ $a$ :: := @ @@ || -> ->> and or not in is null exists case when then
  else end union all intersect except with recursive as limit offset order by group having over partition lateral join left on using values
  for update into salaries customers email orders id '/etc/passwd' query('select 1') pg_sleep(1) \\ \u0000 \u00A0 1 1e9 -1 interval cast`
    .trim()
    .split(/\s+/);

/** A statement with parts of others in it, or parts left out, or swapped. */
const mutated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.constantFrom(...texts),
    fc.array(
      fc.tuple(
        fc.nat(3000),
        fc.nat(20),
        fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3, unit: 'binary' })),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, second, edits]) => {
    let text = first;
    for (const [at, gone, piece] of edits) {
      const place = text.length === 0 ? 0 : at % text.length;
      const other = second.slice(at % Math.max(1, second.length), (at % Math.max(1, second.length)) + gone);
      text = `${text.slice(0, place)} ${piece} ${gone % 3 === 0 ? other : ''} ${text.slice(place + gone)}`;
    }
    return text;
  });

describe.each(dialectNames)('whatever is typed into %s', (name) => {
  const catalog = catalogOf(name);
  deepProperty(`${name} answers in words and in time whatever is typed`, 20_000, mutated, (text) => {
    const began = performance.now();
    const outcome = guardSql(text, { dialect: dialectOf(name), catalog, model, policy: ruled, maxRows: 100 });
    expect(performance.now() - began).toBeLessThan(2000);
    if (outcome.ok) safe(outcome.value.sql);
    else for (const problem of outcome.problems) expect(problem.message).toMatch(/^Line \d+, column \d+: ./);
  });

  deepProperty(`what parses in ${name} is printed as what was parsed`, 20_000, mutated, (text) => {
    const tree = parsed(text, name);
    if (tree !== null) expect(sameTree(parsed(printPlain(tree, grammars[name]), name), tree)).toBe(true);
  });
});

function parsed(text: string, name: DialectName) {
  try {
    return parse(text, grammars[name]);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** Looks at the text that would run with eyes of its own: no word of it reaches what is hidden. */
function safe(sql: string): void {
  const bare = sql.replaceAll(/E?'(?:[^'\\]|''|\\.)*'/g, "''").toLowerCase();
  // a name in quotes may hold anything, and does nothing
  const quoted = bare.replaceAll(/"(?:[^"]|"")*"|`(?:[^`]|``)*`/g, (name) =>
    /^.salaries.$/.test(name) ? name : '"name"',
  );
  expect(quoted).not.toMatch(
    /\bfrom\s+["`]?salaries["`]?(?!_cte)\b|[;@]|--|\/\*|\b(?:into|pg_sleep|query|read_csv|load_file|getenv)\b\s*\(/,
  );
}

const size = 64 * 1024;
const whole = (piece: string): string => piece.repeat(Math.floor(size / piece.length));

test.each(
  [
    '(',
    '[',
    '{',
    '"',
    "'",
    '/*',
    '--\n',
    '1+',
    'a.',
    'not ',
    '- ',
    'select ',
    'case when ',
    '((select',
    "'a'||",
    '$a$',
    '$$ ',
    '\\',
    "''",
    'x(',
    'union select 1 ',
    'with a as (',
    ',',
    'é',
    '😀',
    ' ',
    '\n',
    'a b ',
    '/**/',
  ].flatMap((piece) => ['', 'select '].map((head) => [head, piece] as const)),
)('64 KB of %j and %j are refused in time', (head, piece) => {
  for (const name of dialectNames) {
    const text = (head + whole(piece)).slice(0, size);
    const began = performance.now();
    const outcome = guardSql(text, { dialect: dialectOf(name), catalog: catalogOf(name), model, policy: ruled });
    // ten times what it takes, since other work may run beside
    expect(performance.now() - began).toBeLessThan(1500);
    expect(outcome.ok).toBe(false);
  }
});

test('the time of the tokenizer grows with the text, not faster', () => {
  const { lexis } = grammars.duckdb;
  const took = (text: string): number => {
    const times = Array.from({ length: 9 }, () => {
      const began = performance.now();
      tokenize(text, lexis);
      return performance.now() - began;
    });
    return Math.min(...times);
  };
  const text = (words: number): string => "select 'a' /* b */ x ".repeat(words);
  took(text(300));
  expect(took(text(2400))).toBeLessThan(took(text(300)) * 8 * 4 + 1);
});
