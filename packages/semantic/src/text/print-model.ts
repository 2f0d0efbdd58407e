import type { Model } from '@lumiere/contract';
import { Document, isScalar, isSeq, visit } from 'yaml';

/** Tables beyond which nobody reads a model as text, and writing or reading YAML would take seconds. */
const readable = 300;

/**
 * Writes a model as YAML that people can read and edit: stable order, everything that is the default left out. `parseModel` reads it back.
 * Very large ones are written as JSON, which is YAML too.
 */
export function printModel(model: Model): string {
  if (model.tables.length > readable) return JSON.stringify(prune(model, 'model'));
  const document = new Document(prune(model, 'model'), { aliasDuplicateObjects: false });
  // what is small and holds no lists of its own stands on one line
  visit(document, {
    Seq: (_, node) => {
      if (node.items.every((item) => isScalar(item))) node.flow = true;
    },
  });
  visit(document, {
    Map: (_, node) => {
      if (
        node.items.length <= 4 &&
        node.items.every(({ value }) => isScalar(value) || (isSeq(value) && value.flow === true))
      )
        node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

type Plain = Readonly<Record<string, unknown>>;

/** Keys in reading order and the values that go without saying. `required` keys are always written. */
interface Shape {
  readonly keys: readonly string[];
  readonly defaults: Plain;
  readonly inner?: Readonly<Record<string, string>>;
}

const named = { synonyms: [], description: null };
const shapes: Readonly<Record<string, Shape>> = {
  model: {
    keys: ['version', 'name', 'description', 'weekStart', 'fiscalYearStart', 'tables', 'joins', 'rules', 'suggestions'],
    defaults: { description: null, weekStart: 1, fiscalYearStart: 1, joins: [], rules: [], suggestions: [] },
    inner: { tables: 'table', joins: 'join', rules: 'any' },
  },
  table: {
    keys: [
      'id',
      'label',
      'singular',
      'synonyms',
      'description',
      'source',
      'primaryKey',
      'time',
      'labels',
      'hidden',
      'fields',
      'measures',
      'segments',
    ],
    defaults: { ...named, primaryKey: [], time: null, labels: [], measures: [], segments: [], hidden: false },
    inner: { source: 'source', fields: 'field', measures: 'measure', segments: 'segment' },
  },
  source: { keys: ['schema', 'name'], defaults: { schema: null } },
  field: {
    keys: [
      'id',
      'label',
      'column',
      'type',
      'role',
      'synonyms',
      'description',
      'format',
      'storedZone',
      'hidden',
      'additive',
      'unique',
      'nullable',
    ],
    defaults: {
      ...named,
      format: null,
      storedZone: null,
      hidden: false,
      additive: true,
      unique: false,
      nullable: true,
    },
    inner: { format: 'format' },
  },
  format: { keys: ['kind', 'decimals', 'currency', 'unit'], defaults: { decimals: null, currency: null, unit: null } },
  measure: {
    keys: ['id', 'label', 'synonyms', 'description', 'value', 'format', 'hidden', 'better'],
    defaults: { ...named, format: null, hidden: false, better: 'neutral' },
    inner: { value: 'any', format: 'format' },
  },
  segment: { keys: ['id', 'label', 'synonyms', 'description', 'where'], defaults: named, inner: { where: 'any' } },
  join: {
    keys: ['from', 'to', 'cardinality', 'role', 'secondary'],
    defaults: { cardinality: 'many-to-one', role: null, secondary: false },
  },
};

/** Defaults inside measures and conditions, by kind. */
const byKind: Readonly<Record<string, Plain>> = {
  aggregate: { percentile: null },
  window: { within: [], rows: null },
  exists: { where: null },
  'compare-measure': { per: [] },
  'in-groups': { where: null, having: null, top: null },
  calendar: { count: 1, toDate: false },
};

function prune(value: unknown, shape: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => prune(item, shape));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const known = shapes[shape];
  if (known === undefined) return expression(entries);
  const kept = known.keys.flatMap((key): [string, unknown][] => {
    const entry = entries.find(([name]) => name === key);
    if (entry === undefined || same(entry[1], known.defaults[key])) return [];
    const inner = known.inner?.[key];
    return [[key, inner === undefined ? entry[1] : prune(entry[1], inner)]];
  });
  return Object.fromEntries(kept);
}

function expression(entries: readonly [string, unknown][]): unknown {
  const kind = entries.find(([key]) => key === 'kind')?.[1];
  // a field with the ways it can be cut stands without a kind
  const defaults = typeof kind === 'string' ? (byKind[kind] ?? {}) : { grain: null, part: null, bin: null };
  return Object.fromEntries(
    entries
      .filter(([key, value]) => !(key in defaults && same(value, defaults[key])))
      .map(([key, value]) => [key, prune(value, 'any')]),
  );
}

function same(value: unknown, fallback: unknown): boolean {
  if (fallback === undefined) return false;
  return Array.isArray(value) && Array.isArray(fallback)
    ? value.length === 0 && fallback.length === 0
    : value === fallback;
}
