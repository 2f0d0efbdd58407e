import { Model, fail, pass, problem } from '@lumiere/contract';
import type { Checked, Problem } from '@lumiere/contract';
import { LineCounter, isCollection, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { findingsOf } from './check-model.ts';
import type { Path } from './check-model.ts';

/** Characters of model text beyond which it is refused unread. */
const largest = 20_000_000;

/** Reads a model from YAML. All problems at once, each with the line it stands on; unknown keys and broken references are problems. */
export function parseModel(yaml: string): Checked<Model> {
  const quick = printedAsJson(yaml);
  if (quick !== null) return pass(quick);
  const read = readModel(yaml);
  if (!read.ok) return read;
  const { model, at } = read.value;
  const findings = findingsOf(model);
  if (findings.length === 0) return pass(model);
  return fail(
    ...findings.map(({ path, message, hint }) =>
      problem('model.invalid', message, hint === undefined ? { path: at(path) } : { path: at(path), hint }),
    ),
  );
}

/** A model that `printModel` wrote as JSON; null for everything else, of which YAML's reader says on which line it is wrong. */
function printedAsJson(text: string): Model | null {
  if (!text.startsWith('{') || text.length > largest) return null;
  try {
    const value: unknown = JSON.parse(text);
    // written by hand, a key may stand twice
    if (JSON.stringify(value) !== text) return null;
    const parsed = Model.safeParse(value);
    return parsed.success && findingsOf(parsed.data).length === 0 ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Reads the shape alone: what it names need not exist. `at` says on which line a part stands. */
export function readModel(yaml: string): Checked<{ readonly model: Model; readonly at: (path: Path) => string }> {
  if (yaml.length > largest) return fail(problem('model.invalid', `The model is longer than ${largest} characters.`));
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, version: '1.2', merge: false });
  if (document.errors.length > 0) {
    return fail(
      ...document.errors.map((error) =>
        problem('model.invalid', sentence(error.message), { path: `line ${lines.linePos(error.pos[0]).line}` }),
      ),
    );
  }
  const value = plain(document);
  if (value === undefined)
    return fail(problem('model.invalid', 'The text refers to itself too often to be read.', { path: 'line 1' }));
  const at = (path: Path): string => `line ${lineOf(document, lines, path)}`;
  const parsed = Model.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue): Problem[] => {
      const path = issue.path.filter((key) => typeof key !== 'symbol');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) =>
          problem('model.invalid', `\`${key}\` is no key ${placeOf(path)}.`, { path: at([...path, key]) }),
        );
      return [problem('model.invalid', `${placeName(path)}: ${issue.message}.`, { path: at(path) })];
    });
    return fail(...problems);
  }
  return pass({ model: parsed.data, at });
}

function plain(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value ?? {};
  } catch {
    return undefined;
  }
}

/** The line of the deepest part of `path` that the text has. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (!isCollection(node)) break;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = startOf(node) ?? offset;
    }
  }
  return lines.linePos(offset).line;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0]; // every parsed node has a range; a missing one has none
}

function placeName(path: Path): string {
  const names = path.filter((key) => typeof key === 'string');
  return names.length === 0 ? 'The model' : `\`${names.at(-1)}\``;
}

function placeOf(path: Path): string {
  const names = path.filter((key) => typeof key === 'string');
  return names.length === 0 ? 'of a model' : `in ${names.at(-1)}`;
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}
