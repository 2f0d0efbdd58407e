import type { Checked, FieldId, Measure, Model, RowRule, Table } from '@lumiere/contract';
import { Query, fail, pass, problem } from '@lumiere/contract';
import { numericTypes, temporalTypes } from '@lumiere/values';
import type { ValueType } from '@lumiere/values';
import { viewOf } from '../model-for.ts';
import { conditionReferences, measureReferences } from '../references.ts';
import type { Reference } from '../references.ts';
import { nearest } from '../resolve/nearest.ts';
import { resolve } from '../resolve/resolve.ts';
import type { View } from '../view.ts';

export type Path = readonly (string | number)[];

/** Something wrong with a model and where, as keys from its root. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
}

/** Checks all references within a model; its shape is the schema's business. Problems have paths such as `tables[0].time`. */
export function checkModel(model: Model): Checked<Model> {
  const findings = findingsOf(model);
  if (findings.length === 0) return pass(model);
  return fail(
    ...findings.map(({ path, message, hint }) =>
      problem('model.invalid', message, hint === undefined ? { path: pathText(path) } : { path: pathText(path), hint }),
    ),
  );
}

/** `tables[0].fields[2].type`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  );
}

/** Everything wrong with a model. */
export function findingsOf(model: Model): readonly Finding[] {
  const findings: Finding[] = [];
  const view = viewOf(model, '', true);
  const known = knownIds(model);
  duplicates(
    model.tables.map(({ id }) => id),
    ['tables'],
    'table',
    findings,
  );
  model.tables.forEach((table, t) => checkTable(table, ['tables', t], known, findings));
  model.joins.forEach((join, j) => checkJoin(model, join, ['joins', j], findings));
  duplicates(
    model.rules.map(({ id }) => id),
    ['rules'],
    'rule',
    findings,
  );
  model.rules.forEach((rule, r) => checkRule(model, rule, ['rules', r], findings));
  checkCircles(model, findings);
  // types and paths are the resolver's to judge, once all names are known
  if (findings.length === 0) checkMeanings(model, view, findings);
  return findings;
}

interface Known {
  readonly field: ReadonlySet<string>;
  readonly measure: ReadonlySet<string>;
  readonly table: ReadonlySet<string>;
}

function knownIds(model: Model): Known {
  return {
    field: new Set(model.tables.flatMap((table) => table.fields.map((field) => `${table.id}.${field.id}`))),
    measure: new Set(model.tables.flatMap((table) => table.measures.map((measure) => `${table.id}.${measure.id}`))),
    table: new Set(model.tables.map((table) => table.id)),
  };
}

function duplicates(ids: readonly string[], path: Path, noun: string, findings: Finding[]): void {
  ids.forEach((id, i) => {
    if (ids.indexOf(id) < i)
      findings.push({ path: [...path, i, 'id'], message: `Two ${noun}s have the id \`${id}\`; each needs its own.` });
  });
}

function checkTable(table: Table, path: Path, known: Known, findings: Finding[]): void {
  duplicates(
    table.fields.map(({ id }) => id),
    [...path, 'fields'],
    'field',
    findings,
  );
  duplicates(
    table.measures.map(({ id }) => id),
    [...path, 'measures'],
    'measure',
    findings,
  );
  duplicates(
    table.segments.map(({ id }) => id),
    [...path, 'segments'],
    'segment',
    findings,
  );
  const own = (id: string, at: Path): void => {
    if (!known.field.has(`${table.id}.${id}`))
      findings.push(
        unknown(
          'field',
          id,
          at,
          table.fields.map((field) => field.id),
          `Table \`${table.id}\``,
        ),
      );
  };
  table.primaryKey.forEach((id, i) => own(id, [...path, 'primaryKey', i]));
  table.labels.forEach((id, i) => own(id, [...path, 'labels', i]));
  if (table.time !== null) {
    own(table.time, [...path, 'time']);
    const type = table.fields.find((field) => field.id === table.time)?.type;
    if (type !== undefined && !temporalTypes.has(type))
      findings.push({
        path: [...path, 'time'],
        message: `\`${table.time}\` is of type ${type}; the time of a table must be a date, a timestamp or an instant.`,
      });
  }
  table.fields.forEach((field, f) => {
    if (field.storedZone !== null && !isZone(field.storedZone))
      findings.push({
        path: [...path, 'fields', f, 'storedZone'],
        message: `\`${field.storedZone}\` is no time zone; use a name such as Europe/Vienna.`,
      });
  });
  const refer = (references: readonly Reference[], at: Path): void => {
    for (const { kind, id, path: inner } of references)
      if (!known[kind].has(id)) findings.push(unknown(kind, id, [...at, ...inner], [...known[kind]], 'The model'));
  };
  table.measures.forEach((measure, m) => refer(measureReferences(measure.value), [...path, 'measures', m, 'value']));
  table.segments.forEach((segment, s) => refer(conditionReferences(segment.where), [...path, 'segments', s, 'where']));
}

function unknown(kind: string, id: string, path: Path, names: readonly string[], owner: string): Finding {
  const like = nearest(id, names);
  const finding = { path, message: `${owner} has no ${kind} \`${id}\`.` };
  return like.length > 0
    ? { ...finding, hint: `Did you mean ${like.map((name) => `\`${name}\``).join(' or ')}?` }
    : finding;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function checkJoin(model: Model, join: Model['joins'][number], path: Path, findings: Finding[]): void {
  const types = (['from', 'to'] as const).map((side) => {
    const end = join[side];
    const table = model.tables.find(({ id }) => id === end.table);
    if (table === undefined) {
      findings.push(
        unknown(
          'table',
          end.table,
          [...path, side, 'table'],
          model.tables.map(({ id }) => id),
          'The model',
        ),
      );
      return [];
    }
    return end.fields.map((id, i) => {
      const field = table.fields.find((candidate) => candidate.id === id);
      if (field === undefined)
        findings.push(
          unknown(
            'field',
            id,
            [...path, side, 'fields', i],
            table.fields.map((candidate) => candidate.id),
            `Table \`${table.id}\``,
          ),
        );
      return field?.type ?? null;
    });
  });
  if (join.from.table === join.to.table) {
    findings.push({
      path: [...path, 'to', 'table'],
      message: `A table cannot be joined to itself: \`${join.to.table}\`.`,
      hint: 'Add the table a second time under another id with the same source, and join to that.',
    });
  }
  if (join.from.fields.length !== join.to.fields.length) {
    findings.push({
      path: [...path, 'to', 'fields'],
      message: `A join needs as many fields on both sides; here are ${join.from.fields.length} and ${join.to.fields.length}.`,
    });
    return;
  }
  const [from = [], to = []] = types;
  from.forEach((type, i) => {
    const other = to[i] ?? null;
    if (type === null || other === null || comparable(type, other)) return;
    findings.push({
      path: [...path, 'from', 'fields', i],
      message: `\`${join.from.table}.${join.from.fields[i]}\` is ${type} and \`${join.to.table}.${join.to.fields[i]}\` is ${other}; they cannot be equal.`,
    });
  });
}

function comparable(a: ValueType, b: ValueType): boolean {
  return a === b || (numericTypes.has(a) && numericTypes.has(b)) || (temporalTypes.has(a) && temporalTypes.has(b));
}

function checkRule(model: Model, rule: RowRule, path: Path, findings: Finding[]): void {
  const table = model.tables.find(({ id }) => id === rule.table);
  if (table === undefined) {
    findings.push(
      unknown(
        'table',
        rule.table,
        [...path, 'table'],
        model.tables.map(({ id }) => id),
        'The model',
      ),
    );
    return;
  }
  if (rule.where.kind === 'attribute') {
    const { field } = rule.where;
    if (!table.fields.some(({ id }) => id === field))
      findings.push(
        unknown(
          'field',
          field,
          [...path, 'where', 'field'],
          table.fields.map(({ id }) => id),
          `Table \`${table.id}\``,
        ),
      );
  }
  if (rule.where.kind !== 'condition') return;
  const kinds = JSON.stringify(rule.where.condition);
  if (/"kind":"(exists|compare-measure|in-groups)"/.test(kinds)) {
    findings.push({
      path: [...path, 'where', 'condition'],
      message:
        'A row rule may only test fields of its own table against fixed values, without other tables or measures.',
    });
  }
  if (/"kind":"(calendar|rolling)"/.test(kinds)) {
    findings.push({
      path: [...path, 'where', 'condition'],
      message:
        'A row rule cannot use a relative period such as “the last 90 days”: rules do not know what day it is, so that everybody they apply to sees the same rows.',
      hint: 'Use fixed dates (`kind: between` with `from` and `until`), or keep a flag such as `is_recent` in the source and test that.',
    });
  }
  for (const reference of conditionReferences(rule.where.condition, [...path, 'where', 'condition'])) {
    if (reference.kind !== 'field' || reference.id.startsWith(`${table.id}.`)) {
      const [, own = ''] = reference.id.split('.');
      if (reference.kind === 'field' && !table.fields.some(({ id }) => id === own))
        findings.push(
          unknown(
            'field',
            reference.id,
            reference.path,
            table.fields.map(({ id }) => `${table.id}.${id}`),
            `Table \`${table.id}\``,
          ),
        );
      continue;
    }
    findings.push({
      path: reference.path,
      message: `A rule of \`${table.id}\` may only use fields of that table, not \`${reference.id}\`.`,
    });
  }
}

function checkCircles(model: Model, findings: Finding[]): void {
  const uses = new Map<FieldId, readonly FieldId[]>();
  const places = new Map<FieldId, Path>();
  model.tables.forEach((table, t) =>
    table.measures.forEach((measure: Measure, m) => {
      const id = `${table.id}.${measure.id}`;
      uses.set(
        id,
        measureReferences(measure.value).flatMap((reference) => (reference.kind === 'measure' ? [reference.id] : [])),
      );
      places.set(id, ['tables', t, 'measures', m, 'value']);
    }),
  );
  const done = new Set<FieldId>();
  const visit = (id: FieldId, above: readonly FieldId[]): void => {
    const start = above.indexOf(id);
    if (start >= 0)
      findings.push({
        path: places.get(id) ?? [],
        message: `Measures are defined by each other in a circle: ${[...above.slice(start), id].join(' → ')}.`,
      });
    if (start >= 0 || done.has(id)) return;
    for (const next of uses.get(id) ?? []) visit(next, [...above, id]);
    done.add(id);
  };
  for (const id of uses.keys()) visit(id, []);
}

const epoch = { now: new Date(0), zone: 'UTC' };
const told: ReadonlySet<string> = new Set(['query.wrong-type', 'query.no-path', 'query.ambiguous-path']);

/** Resolves every measure, segment and rule once: what does not fit its fields' types or joins shows here. */
function checkMeanings(model: Model, view: View, findings: Finding[]): void {
  const note = (result: ReturnType<typeof resolve>, path: Path): void => {
    if (result.ok) return;
    for (const { code, message, hint } of result.problems)
      if (told.has(code)) findings.push(hint === null ? { path, message } : { path, message, hint });
  };
  const empty = Query.parse({});
  model.tables.forEach((table, t) => {
    table.measures.forEach((measure, m) =>
      note(resolve({ ...empty, measures: [{ key: 'm', label: null, value: measure.value }] }, view, epoch), [
        'tables',
        t,
        'measures',
        m,
        'value',
      ]),
    );
    table.segments.forEach((segment, s) =>
      note(
        resolve(
          {
            ...empty,
            measures: [{ key: 'm', label: null, value: { kind: 'count-rows', table: table.id } }],
            where: segment.where,
          },
          view,
          epoch,
        ),
        ['tables', t, 'segments', s, 'where'],
      ),
    );
  });
  model.rules.forEach(({ table, where }, r) => {
    if (where.kind !== 'condition') return;
    const measures = [{ key: 'm', label: null, value: { kind: 'count-rows', table } as const }];
    note(resolve({ ...empty, measures, where: where.condition }, view, epoch), ['rules', r, 'where', 'condition']);
  });
}
