import type { Field, FieldId, Table } from '@lumiere/contract';
import type { View } from '@lumiere/semantic';
import type { FieldValues } from '../outcome.ts';
import { lemma } from '../text/lemma.ts';
import { TypoIndex } from '../text/distance.ts';
import { wordsOf } from '../text/tokens.ts';
import { idleParticiples, lightVerbs, numberWords, plainWords, stopWords } from '../words/function-words.ts';
import { grammarWords } from '../words/grammar-phrases.ts';
import { timeWords } from '../words/time-words.ts';
import { eventSynonyms, nameGroups, valueSynonyms } from '../words/thesaurus.ts';
import { addFormulas } from './formulas.ts';
import { measureGraph, type Graph } from './graph.ts';
import { PhraseIndex } from './phrases.ts';

/** Everything of one view that a question can name, indexed; made once per model, policy and data version. */
export interface Lexicon {
  readonly view: View;
  readonly values: FieldValues;
  readonly phrases: PhraseIndex;
  readonly typos: TypoIndex;
  readonly graph: Graph;
  /** Words that are right as they are and no typo of anything. */
  readonly known: ReadonlySet<string>;
}

const timeVocabulary = new Set(timeWords.flatMap((word) => [word, lemma(word)]));
const mostValues = 20_000;
const unitEnding =
  /^(sqm|m2|sq|usd|eur|gbp|c|f|kw|kwh|kg|g|km|cm|mm|pct|percent|seconds|second|minutes|hours|id|no|num|name|at|on|date)$/u;

/**
 * Indexes every table, field, measure, segment, synonym and value of a view. `values` holds what this person may see of text fields;
 * nothing else is ever matched or offered.
 */
export function buildLexicon(view: View, values: FieldValues): Lexicon {
  const steps = lexiconSteps(view, values);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same in small steps, for who has others waiting: with thousands of tables the whole takes seconds. */
export function* lexiconSteps(view: View, values: FieldValues): Generator<void, Lexicon, void> {
  const phrases = new PhraseIndex();
  const twins = twinTables(view);
  for (const table of view.tables.values()) {
    if (!table.hidden) addTable(phrases, table, twins.has(table.id) ? 0.82 : 1);
    yield;
  }
  addFormulas(phrases, view);
  addPeople(phrases, view, twins);
  addSpending(phrases);
  for (const [field, known] of values) {
    addValues(
      phrases,
      view,
      field,
      known.values.slice(0, mostValues),
      twins.has(field.slice(0, field.indexOf('.'))) ? 0.9 : 1,
    );
    yield;
  }
  const known = new Set([
    ...phrases.words,
    ...grammarWords,
    ...timeWords,
    ...stopWords,
    ...lightVerbs,
    ...idleParticiples,
    ...numberWords.keys(),
    ...plainWords,
    ...nameGroups.flat().flatMap((member) => member.split(' ')),
  ]);
  return {
    view,
    values,
    phrases,
    typos: new TypoIndex([
      ...phrases.words,
      ...plurals(phrases.words),
      ...grammarWords,
      ...timeWords,
      ...numberWords.keys(),
      ...[...lightVerbs].filter((word) => word.length > 4),
    ]),
    graph: measureGraph(view),
    known,
  };
}

/** Names in the plural too, since people mistype those as well. */
function plurals(words: ReadonlySet<string>): readonly string[] {
  return words.size > 4000
    ? []
    : [...words]
        .filter((word) => word.length > 3 && !word.endsWith('s'))
        .map((word) => (/[^aeiou]y$/u.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`));
}

/** What customers spend is what is earned, where no table of costs claims the word. */
function addSpending(phrases: PhraseIndex): void {
  if (!phrases.exact.has('revenue'))
    for (const { ref, score } of phrases.exact.get('amount') ?? [])
      if (score > 0.9 && (ref.kind === 'measure' || ref.kind === 'field'))
        for (const word of ['revenue', 'value', 'sales']) phrases.add(word, ref, 0.82, 'synonym');
  if (phrases.exact.has('spend')) return;
  const earned = (phrases.exact.get('revenue') ?? []).filter(
    (one) => one.score > 0.9 && (one.ref.kind === 'measure' || one.ref.kind === 'field'),
  );
  const measured = earned.filter((one) => one.ref.kind === 'measure');
  for (const { ref } of measured.length > 0 ? measured : earned)
    for (const word of ['spend', 'spent', 'spending']) phrases.add(word, ref, 0.88, 'synonym');
}

/** "people", "who", "everybody": the tables whose rows are persons. */
function addPeople(phrases: PhraseIndex, view: View, twins: ReadonlySet<string>): void {
  for (const table of view.tables.values()) {
    if (table.hidden) continue;
    const personal = table.fields.some((field) =>
      /^(first_?name|last_?name|birth_?(date|year)|gender|sex|date_of_birth|age)$/u.test(field.id),
    );
    const named =
      /\b(customer|client|employee|member|user|person|people|student|patient|staff|guest|passenger|player)s?$/u.test(
        table.label.toLowerCase(),
      );
    if ((personal || named) && !twins.has(table.id))
      phrases.add('person', { kind: 'table', table: table.id }, personal ? 0.84 : 0.8, 'synonym');
  }
}

/** Tables that stand a second time in another role: a manager is an employee too, and is meant only where named. */
export function twinTables(view: View): ReadonlySet<string> {
  const seen = new Set<string>();
  const twins = new Set<string>();
  for (const { id, source } of view.model.tables) {
    const name = `${source.schema ?? ''}.${source.name}`;
    // the first of a source is the thing itself
    if (seen.has(name)) twins.add(id);
    seen.add(name);
  }
  return twins;
}

function addTable(phrases: PhraseIndex, table: Table, weight: number): void {
  const ref = { kind: 'table', table: table.id } as const;
  addName(table.label, (name, score, quality) => phrases.add(name, ref, score, quality));
  addName(table.singular, (name, score, quality) => phrases.add(name, ref, score, quality));
  for (const synonym of table.synonyms) phrases.add(synonym, ref, 0.97, 'synonym');
  const nouns = wordsOf(table.singular);
  // "readings" for meter readings, "sessions" for web sessions
  const head = nouns[nouns.length - 1];
  if (nouns.length > 1 && head !== undefined) phrases.add([head], ref, 0.86, 'partial');
  addMassNoun(phrases, table);
  for (const field of table.fields) if (!field.hidden) addField(phrases, table, field, weight);
  for (const measure of table.measures) {
    if (measure.hidden) continue;
    const to = { kind: 'measure', measure: `${table.id}.${measure.id}` } as const;
    addName(measure.label, (name, score, quality) => phrases.add(name, to, score * weight, quality));
    for (const synonym of measure.synonyms) phrases.add(synonym, to, 0.97 * weight, 'synonym');
  }
  for (const segment of table.segments) {
    const to = { kind: 'segment', segment: `${table.id}.${segment.id}` } as const;
    for (const name of [segment.label, ...segment.synonyms])
      phrases.add(name, to, name === segment.label ? 1 : 0.97, 'exact');
  }
}

/** A table named by a quantity, such as ad spend, lends its name to its one sum. */
function addMassNoun(phrases: PhraseIndex, table: Table): void {
  if (!massNoun(table)) return;
  const field = amounts
    .map((name) =>
      table.fields.find(
        (one) =>
          one.role === 'number' &&
          one.additive &&
          !one.hidden &&
          wordsOf(one.label.replace(/\(.*\)/u, '')).join(' ') === name,
      ),
    )
    .find((one) => one !== undefined);
  if (!field) return;
  const measure = table.measures.find(
    (one) =>
      !one.hidden &&
      one.value.kind === 'aggregate' &&
      one.value.function === 'sum' &&
      one.value.field === `${table.id}.${field.id}`,
  );
  const ref = measure
    ? ({ kind: 'measure', measure: `${table.id}.${measure.id}` } as const)
    : ({ kind: 'field', field: `${table.id}.${field.id}` } as const);
  addName(table.label, (name, score, quality) => phrases.add(name, ref, score * 0.99, quality));
}

const amounts = ['cost', 'amount', 'total', 'value', 'spend', 'price', 'quantity', 'kwh'];

/** Whether a table's name is no plural: a quantity rather than things that are counted. */
export function massNoun(table: Table): boolean {
  const last = wordsOf(table.label).at(-1) ?? '';
  return (
    last !== '' &&
    lemma(last) === last &&
    /^(spend|spending|usage|consumption|revenue|payroll|cost|traffic|inventory|stock|budget|turnover|income|sales)$/u.test(
      last,
    )
  );
}

function addField(phrases: PhraseIndex, table: Table, field: Field, weight: number): void {
  const id: FieldId = `${table.id}.${field.id}`;
  const ref = { kind: 'field', field: id } as const;
  const singular = wordsOf(table.singular);
  const isKey = field.role === 'key';
  for (const [name, likeness] of [
    [field.label, 1],
    [field.id, 0.98],
    ...field.synonyms.map((word) => [word, 0.97] as const),
  ] as const) {
    const base = likeness * weight;
    const words = wordsOf(name);
    addName(name, (variant, score, quality) => phrases.add(variant, ref, score * base, quality));
    // "store format", "customer segment": the table's noun before the field's
    const happening = field.role === 'time' && !words.some((word) => /^(date|time|day|year)$/u.test(word));
    // "customers signed up" is no name of a date
    if (words[0] !== singular[singular.length - 1] && !happening) {
      addName(words.join(' '), (variant, score, quality) =>
        phrases.add([...singular, ...variant], ref, score * likeness * 1.02, quality),
      );
      const head = singular[singular.length - 1];
      if (singular.length > 1 && head !== undefined) phrases.add([head, ...words], ref, base * 0.9, 'partial');
    }
    if (isKey) continue;
    const bare = words.filter((word, i) => i === 0 || !unitEnding.test(word));
    if (bare.length < words.length)
      addName(bare.join(' '), (variant, score, quality) => phrases.add(variant, ref, score * base * 0.94, quality));
    // in "standing charge per day" the day is no thing charged
    const head = bare.includes('per') ? bare.slice(0, bare.indexOf('per')) : bare;
    if (head.length < bare.length && head.length > 0) phrases.add(head, ref, base * 0.9, 'partial');
    for (let from = 1; from < head.length; from++) phrases.add(head.slice(from), ref, base * 0.78, 'partial');
    if (field.role !== 'time')
      for (let until = bare.length - 1; until > 0; until--)
        phrases.add(bare.slice(0, until), ref, base * 0.55, 'partial');
  }
  // what names the rows is their name, whatever the column is called
  if (field.role === 'label' && table.labels.length === 1 && table.labels[0] === field.id)
    phrases.add(['name'], ref, (wordsOf(field.id).at(-1) === 'name' ? 0.9 : 0.8) * weight, 'partial');
  if (field.role === 'time') addEvent(phrases, field, id, weight);
}

/** "hire date" also stands for the hiring: "hires per year", "hired in 2024". */
function addEvent(phrases: PhraseIndex, field: Field, id: FieldId, weight: number): void {
  const ref = { kind: 'event', field: id } as const;
  for (const name of [field.label, field.id, ...field.synonyms]) {
    const words = wordsOf(name).filter((word) => !/^(date|time|on|at|day|timestamp|datetime|of|the|year)$/u.test(word));
    if (words.length === 0 || words.length > 2) continue;
    phrases.add(words, ref, 0.85 * weight, 'partial');
    for (const group of eventSynonyms) {
      if (group.some((word) => word === words.join(' ')))
        for (const word of group) phrases.add(word, ref, 0.8 * weight, 'synonym');
    }
  }
}

/** The groups of the thesaurus as lemmas, under the first lemma of each member. */
const membersByWord: ReadonlyMap<
  string,
  readonly { readonly part: readonly string[]; readonly others: readonly (readonly string[])[] }[]
> = (() => {
  const map = new Map<string, { part: readonly string[]; others: readonly (readonly string[])[] }[]>();
  for (const group of nameGroups) {
    const split = group.map((member) => member.split(' '));
    for (const member of split) {
      const part = member.map(lemma);
      const entry = { part, others: split.filter((other) => other !== member) };
      map.set(part[0] ?? '', [...(map.get(part[0] ?? '') ?? []), entry]);
    }
  }
  return map;
})();

/** A name and the names that may stand for it or for a word of it. */
function addName(
  name: string,
  add: (name: readonly string[], score: number, quality: 'exact' | 'synonym') => void,
): void {
  const words = wordsOf(name);
  add(words, 1, 'exact');
  const lemmas = words.map(lemma);
  lemmas.forEach((first, at) => {
    for (const { part, others } of membersByWord.get(first) ?? []) {
      if (part.some((word, i) => lemmas[at + i] !== word)) continue;
      const whole = part.length === lemmas.length;
      // the head noun's synonym keeps the sense; a modifier's often does not
      if (!whole && at + part.length !== lemmas.length && at !== 0) continue;
      for (const other of others)
        add([...words.slice(0, at), ...other, ...words.slice(at + part.length)], whole ? 0.92 : 0.85, 'synonym');
    }
  });
}

function addValues(phrases: PhraseIndex, view: View, field: FieldId, list: readonly string[], weight: number): void {
  const entry = view.fields.get(field);
  if (!entry || entry.field.hidden || entry.field.role === 'key') return;
  const split = list.map((value) => wordsOf(value));
  // how many values hold a word: "lost" stands for "closed lost" where no other value has it
  const holders = new Map<string, number>();
  if (list.length <= 60)
    for (const words of split) for (const word of new Set(words)) holders.set(word, (holders.get(word) ?? 0) + 1);
  list.forEach((value, i) => {
    const words = split[i] ?? [];
    const ref = { kind: 'value', field, value } as const;
    // a value that is a mere number is met by its number, not by a word
    if (words.every((word) => /^\d+$/u.test(word))) return;
    phrases.add(words, ref, 0.98 * weight, 'exact');
    for (const other of synonymsOfValue.get(words.join(' ')) ?? []) phrases.add(other, ref, 0.9 * weight, 'synonym');
    if (words.length < 2 || words.length > 4 || (entry.field.role !== 'category' && entry.field.role !== 'place'))
      return;
    for (const word of new Set(words)) {
      if (holders.get(word) !== 1 || stopWords.has(word) || timeVocabulary.has(word) || word.length < 3) continue;
      phrases.add([word], ref, 0.72 * weight, 'partial');
    }
  });
}

const synonymsOfValue: ReadonlyMap<string, readonly string[]> = new Map(
  valueSynonyms.flatMap((group) => group.map((member) => [member, group.filter((other) => other !== member)] as const)),
);
