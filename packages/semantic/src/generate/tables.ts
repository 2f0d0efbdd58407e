import type { CatalogTable, Field } from '@lumiere/contract';
import { temporalTypes } from '@lumiere/values';
import { synonymsOf } from './synonyms.ts';
import { birthWords, lateWords, recordWords, sameInPlural, statementEnds, uncountable } from './vocabulary.ts';
import { labelOf, plural, singular, wordsOf } from './words.ts';

const prefixes: ReadonlySet<string> = new Set(['tbl', 'dim', 'fact', 'vw', 'ref', 'lkp', 'stg', 'mst']);

/** What the rows of a table are called: `Order items`, `order item`. */
export function tableNames(
  name: string,
  otherwise: string,
): {
  readonly label: string;
  readonly singular: string;
  readonly synonyms: readonly string[];
  readonly words: readonly string[];
} {
  const all = wordsOf(name);
  const words = all.length > 1 && prefixes.has(all[0] ?? '') ? all.slice(1) : all;
  if (words.length === 0)
    return { label: name.trim() || otherwise, singular: name.trim() || otherwise, synonyms: [], words };
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const statement = statementEnds.has(last) || words[0] === 'has' || words[0] === 'is';
  const mass = uncountable.has(last) || statement;
  const one = [...before, ...(mass ? [last, 'record'] : sameInPlural.has(last) ? [last] : [singular(last)])];
  const many = mass ? words : [...before, sameInPlural.has(last) ? last : plural(singular(last))];
  const lower = labelOf(one);
  return {
    label: labelOf(many),
    singular:
      lower.charAt(1) === lower.charAt(1).toLowerCase() ? lower.charAt(0).toLowerCase() + lower.slice(1) : lower,
    synonyms: synonymsOf(one.join(' ')).map((phrase) => {
      const parts = phrase.split(' ');
      return [...parts.slice(0, -1), plural(parts.at(-1) ?? '')].join(' ');
    }),
    words: one,
  };
}

/** The date that places a row in time: of the event rather than of its record, its change or its end. Null where none does. */
export function mainTime(fields: readonly Field[], tableWords: readonly string[]): string | null {
  const scored = fields
    .filter((field) => temporalTypes.has(field.type) && !field.hidden)
    .map((field, i) => {
      const words = wordsOf(field.column);
      const has = (list: ReadonlySet<string>): boolean => words.some((word) => list.has(word));
      let score = 50 - i;
      if (tableWords.some((word) => words.includes(word))) score += 20;
      if (words.length === 1 && (words[0] === 'date' || words[0] === 'time' || words[0] === 'timestamp')) score += 15;
      if (field.nullable) score -= 5;
      if (has(recordWords)) score -= words.includes('created') || words.includes('create') ? 10 : 200;
      if (has(lateWords)) score -= 40;
      if (has(birthWords)) score -= 200;
      return { id: field.id, score };
    })
    .toSorted((a, b) => b.score - a.score);
  const [best] = scored;
  return best !== undefined && best.score > -50 ? best.id : null;
}

/** The fields that name a row to people, best guess; empty where only keys do. */
export function labelFields(
  table: CatalogTable,
  fields: readonly Field[],
  tableWords: readonly string[],
): readonly string[] {
  const texts = fields.filter((field) => field.type === 'text' && !field.hidden && field.role !== 'flag');
  const named = texts.map((field) => ({ field, words: wordsOf(field.column) }));
  const find = (test: (words: readonly string[]) => boolean): Field | undefined =>
    named.find(({ words, field }) => field.role !== 'key' && test(words))?.field;
  const own = tableWords.join(' ');
  const lastWord = tableWords.at(-1) ?? '';
  const first = find((words) => words.join(' ').endsWith('first name') || words.join(' ') === 'given name');
  const last = find((words) => ['last name', 'surname', 'family name'].some((name) => words.join(' ').endsWith(name)));
  const exact = find((words) => ['name', 'full name', 'label', 'display name'].includes(words.join(' ')));
  if (exact !== undefined) return [exact.id];
  if (first !== undefined && last !== undefined) return [first.id, last.id];
  const title = find((words) => words.join(' ') === 'title');
  if (title !== undefined) return [title.id];
  const candidates: ((words: readonly string[]) => boolean)[] = [
    (words) =>
      ['name', 'title'].includes(words.at(-1) ?? '') &&
      (words.slice(0, -1).join(' ') === own || words.includes(lastWord)),
    (words) => words.join(' ') === own || (words.length === 1 && words[0] === lastWord),
    (words) =>
      (words.at(-1) === 'name' || words.at(-1) === 'title') &&
      !['user', 'login', 'file', 'middle', 'owner', 'job'].includes(words.at(-2) ?? ''),
    (words) => words.join(' ') === 'serial number',
    // a table of codes is named by what they stand for
    (words) => words.at(-1) === 'description' && table.columns.length <= 3,
  ];
  for (const test of candidates) {
    const field = find(test);
    if (field !== undefined) return [field.id];
  }
  const unique = texts.find(
    (field) => field.unique && field.role !== 'text' && (field.role !== 'key' || table.columns.length < 3),
  );
  if (unique !== undefined) return [unique.id];
  const rest: ((words: readonly string[]) => boolean)[] = [
    (words) => words.includes('username') || words.join(' ') === 'user name' || words.join(' ') === 'login name',
    (words) => words.includes('email'),
  ];
  for (const test of rest) {
    const field = find(test);
    if (field !== undefined) return [field.id];
  }
  return [];
}

/** Marks the naming fields as labels. */
export function withLabels(fields: readonly Field[], labels: readonly string[]): Field[] {
  return fields.map((field) =>
    labels.includes(field.id) && field.role !== 'key' && field.role !== 'place'
      ? { ...field, role: 'label' as const }
      : field,
  );
}
