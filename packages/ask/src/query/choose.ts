import type { FieldId, TableId } from '@lumiere/contract';
import { numericTypes } from '@lumiere/values';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Mention } from '../grammar/draft.ts';
import type { Candidate, Ref } from '../grammar/items.ts';
import { refKey } from '../lexicon/phrases.ts';
import { labelFields, tableOf } from './options.ts';

/** A phrase with the reference taken for it and the next best ones. */
export interface Choice {
  readonly mention: Mention;
  readonly candidate: Candidate;
  readonly score: number;
  /** Other references whose score is nearly as good. */
  readonly rivals: readonly Candidate[];
}

/** Where a reference lies: what a choice has to be near to. */
export interface Surroundings {
  readonly lexicon: Lexicon;
  /** Tables whose rows are measured or listed. */
  readonly bases: readonly TableId[];
  /** Tables named in passing. */
  readonly contexts: ReadonlySet<TableId>;
  /** Fields in use already, which a further value in a list belongs to. */
  readonly fields: ReadonlySet<FieldId>;
}

/** The table in which a reference lies. */
export function tableOfRef(ref: Ref): TableId {
  switch (ref.kind) {
    case 'table':
    case 'formula':
      return ref.table;
    case 'field':
    case 'value':
    case 'event':
      return tableOf(ref.field);
    case 'measure':
      return tableOf(ref.measure);
    case 'segment':
      return tableOf(ref.segment);
  }
}

/** How well a reference lies to the tables in use: 0 in the same table, less the farther, far below where not related. */
export function nearness(ref: Ref, around: Surroundings): number {
  const table = tableOfRef(ref);
  let cost = 0;
  for (const base of around.bases) {
    const way = around.lexicon.graph.way(base, table);
    if (!way) return -2;
    cost += 0.03 * way.steps + 0.12 * way.against;
  }
  const context = around.contexts.has(table) ? 0.12 : 0;
  const field = (ref.kind === 'value' || ref.kind === 'field') && around.fields.has(ref.field) ? 0.1 : 0;
  return context + field - cost / Math.max(1, around.bases.length);
}

/** The best candidate for which `worth` gives a number, by likeness, worth and nearness; null where none fits. */
export function choose(mention: Mention, around: Surroundings, worth: (ref: Ref) => number | null): Choice | null {
  const scored: { candidate: Candidate; score: number }[] = [];
  for (const candidate of mention.candidates) {
    const prior = worth(candidate.ref);
    if (prior === null) continue;
    const near = nearness(candidate.ref, around);
    if (near <= -2) continue;
    scored.push({ candidate, score: candidate.score + prior + near });
  }
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best) return null;
  const rivals = scored
    .slice(1)
    .filter(
      (other) =>
        other.score > best.score - 0.05 &&
        meaning(other.candidate.ref, around.lexicon) !== meaning(best.candidate.ref, around.lexicon) &&
        !namesOne(other.candidate.ref, best.candidate.ref, around.lexicon),
    );
  return { mention, candidate: best.candidate, score: best.score, rivals: rivals.map((other) => other.candidate) };
}

/** Equal for references that come to the same: a table and the field that names its rows, a segment and the value it stands for. */
function meaning(ref: Ref, lexicon: Lexicon): string {
  if (ref.kind === 'value') return `${ref.field}=${ref.value}`;
  if (ref.kind === 'field') return ref.field;
  if (ref.kind === 'segment') {
    const where = lexicon.view.segments.get(ref.segment)?.segment.where;
    if (where?.kind === 'compare' && where.op === '=') return `${where.on.field}=${where.value}`;
  }
  const table = ref.kind === 'table' ? lexicon.view.tables.get(ref.table) : undefined;
  const labels = table ? labelFields(table) : [];
  return labels.length === 1 && labels[0] !== undefined ? labels[0] : refKey(ref);
}

/** Whether one is a table and the other the field that bears its name: products and their product, name or number. */
function namesOne(a: Ref, b: Ref, lexicon: Lexicon): boolean {
  if (a.kind !== 'table') return b.kind === 'table' && a.kind === 'field' && namesOne(b, a, lexicon);
  const table = lexicon.view.tables.get(a.table);
  if (!table || b.kind !== 'field' || tableOf(b.field) !== a.table) return false;
  const label = lexicon.view.fields.get(b.field)?.field.label.toLowerCase();
  return (
    labelFields(table).includes(b.field) ||
    label === table.label.toLowerCase() ||
    label === table.singular.toLowerCase() ||
    table.primaryKey.some((id) => `${table.id}.${id}` === b.field)
  );
}

/** How well a reference serves to group by. */
export function asDimension(lexicon: Lexicon): (ref: Ref) => number | null {
  return (ref) => {
    if (ref.kind === 'table') return 0.02;
    if (ref.kind !== 'field') return null;
    const field = lexicon.view.fields.get(ref.field)?.field;
    if (!field) return null;
    switch (field.role) {
      case 'label':
        return 0.02;
      case 'category':
      case 'place':
      case 'flag':
        return 0;
      case 'time':
        return -0.05;
      case 'text':
        return -0.05;
      case 'number':
        return numericTypes.has(field.type) && field.additive ? -0.2 : -0.1;
      case 'key':
        return -0.3;
    }
  };
}

/** How well a reference serves as a condition. */
export function asFilter(lexicon: Lexicon): (ref: Ref) => number | null {
  return (ref) => {
    if (ref.kind === 'segment') return 0.03;
    if (ref.kind === 'value') return 0;
    if (ref.kind === 'table') return -0.1;
    if (ref.kind === 'field') {
      const field = lexicon.view.fields.get(ref.field)?.field;
      return field && (field.role === 'flag' || field.type === 'boolean') ? -0.01 : null;
    }
    return null;
  };
}

/** How well a reference serves as a number of a row. */
export function asNumberField(lexicon: Lexicon): (ref: Ref) => number | null {
  return (ref) => {
    if (ref.kind !== 'field') return null;
    const field = lexicon.view.fields.get(ref.field)?.field;
    return field && numericTypes.has(field.type) && field.role !== 'key' ? 0 : null;
  };
}
