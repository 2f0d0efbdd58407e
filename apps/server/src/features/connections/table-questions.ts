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
  const good: string[] = [];
  for (const question of candidates(table)) {
    if (good.length === most) break;
    // the date matters to none of them
    const outcome = understand(question, { lexicon, today: '2025-06-15', history: [] });
    const sure =
      outcome.kind === 'query' && outcome.confidence === 'high' && outcome.chips.every((chip) => chip.applied);
    if (sure && isAbout(outcome.query, table)) good.push(question);
  }
  return good;
}

/** The first is how many there are, said in as many ways as names have: a label may be a word that questions use otherwise. */
function candidates({ label, singular, synonyms, source, measures, fields, time }: Table): readonly string[] {
  const names = [...new Set([label, ...synonyms, `${singular} records`, source.name.replaceAll('_', ' ')])];
  const rows = [
    ...names.map((name) => `How many ${name.toLowerCase()} are there?`),
    ...names.map((name) => `Number of ${name.toLowerCase()}`),
  ];
  const groups = fields.filter(({ role }) => grouping.has(role)).slice(0, 4);
  const shown = measures.filter(({ hidden }) => !hidden).slice(0, 4);
  return [
    ...rows,
    ...shown.flatMap((measure) => [
      ...(time === null ? [] : [`${measure.label} by month`]),
      ...groups.slice(0, 2).map((field) => `${measure.label} by ${field.label.toLowerCase()}`),
    ]),
    ...groups.map((field) => `${label} by ${field.label.toLowerCase()}`),
    ...shown.map((measure) => `Total ${measure.label.toLowerCase()}`),
  ];
}

/** Whether a query computes something of this table. */
const isAbout = (query: Query, { id }: Table): boolean => {
  const text = JSON.stringify(query);
  return text.includes(`"${id}.`) || text.includes(`"table":"${id}"`) || query.from === id;
};
