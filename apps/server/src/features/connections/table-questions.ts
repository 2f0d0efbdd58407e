import { type Lexicon, understand } from '@lumiere/ask';
import type { Field, Query, Table } from '@lumiere/contract';

/** How many are offered. */
const most = 4;
const grouping: ReadonlySet<Field['role']> = new Set(['category', 'place', 'flag', 'label']);

/**
 * Questions about one table, in its own names, the plainest first. Each is tried out: it is offered only where every word of it is understood
 * for sure, and means this table.
 */
export function tableQuestions(table: Table, lexicon: Lexicon): readonly string[] {
  const isGood = (question: string): boolean => {
    // the date matters to none of them
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    const sure = outcome.kind === 'query' && outcome.confidence === 'high';
    return sure && outcome.chips.every((chip) => chip.applied) && isAbout(outcome.query, table);
  };
  const { counts, others } = candidates(table);
  // of the many ways to ask for their number one is enough
  const first = counts.find(isGood);
  const good = first === undefined ? [] : [first];
  for (const question of others) {
    if (good.length === most) break;
    if (!good.includes(question) && isGood(question)) good.push(question);
  }
  return good;
}

interface Candidates {
  /** How many there are, said in as many ways as names have: a label may be a word that questions use otherwise. */
  readonly counts: readonly string[];
  readonly others: readonly string[];
}

function candidates({ label, singular, synonyms, source, measures, fields, time }: Table): Candidates {
  const names = [...new Set([label, ...synonyms, `${singular} records`, source.name.replaceAll('_', ' ')])];
  const counts = [
    ...names.map((name) => `How many ${name.toLowerCase()} are there?`),
    ...names.map((name) => `Number of ${name.toLowerCase()}`),
  ];
  const groups = fields.filter(({ role }) => grouping.has(role)).slice(0, 4);
  const shown = measures.filter(({ hidden }) => !hidden).slice(0, 4);
  const others = shown.flatMap((measure, at) => {
    const group = groups[at % Math.max(1, groups.length)];
    return [
      ...(time === null ? [] : [`${measure.label} by month`]),
      ...(group === undefined ? [] : [`${measure.label} by ${group.label.toLowerCase()}`]),
    ];
  });
  return { counts, others: [...others, ...groups.map((field) => `${label} by ${field.label.toLowerCase()}`)] };
}

/** Whether a query computes something of this table. */
const isAbout = (query: Query, { id }: Table): boolean => {
  const text = JSON.stringify(query);
  return text.includes(`"${id}.`) || text.includes(`"table":"${id}"`) || query.from === id;
};
