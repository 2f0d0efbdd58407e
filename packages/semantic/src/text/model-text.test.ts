import { Model } from '@lumiere/contract';
import type { Condition, MeasureExpression } from '@lumiere/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shop } from '../testing/shop.ts';
import { checkModel } from './check-model.ts';
import { parseModel, readModel } from './parse-model.ts';
import { printModel } from './print-model.ts';

const text = `
version: 1
name: Shop
tables:
  - id: orders
    label: Orders
    singular: order
    source: { name: orders }
    primaryKey: [id]
    time: day
    fields:
      - { id: id, label: Id, column: id, type: integer, role: key }
      - { id: day, label: Day, column: day, type: date, role: time }
      - { id: fee, label: Fee, column: fee, type: integer, role: number }
    measures:
      - { id: fees, label: Fees, value: { kind: aggregate, function: sum, field: orders.fee } }
`;
const lines = (yaml: string): [string, string, string | null][] => {
  const result = parseModel(yaml);
  return result.ok ? [] : result.problems.map(({ path, message, hint }) => [path, message, hint]);
};

test('a model is read with its defaults', () => {
  const result = parseModel(text);
  expect(result.ok && result.value.tables[0]?.fields[2]).toMatchObject({
    additive: true,
    hidden: false,
    synonyms: [],
    nullable: true,
  });
});

describe('every problem says its line', () => {
  test.each([
    ['unknown key', text.replace('time: day', 'tme: day'), [['line 10', '`tme` is no key in tables.', null]]],
    ['wrong type', text.replace('type: date', 'type: dat'), [['line 13', expect.stringContaining('`type`'), null]]],
    [
      'missing key',
      text.replace('    singular: order\n', ''),
      [['line 5', expect.stringContaining('`singular`'), null]],
    ],
    [
      'unknown time field',
      text.replace('time: day', 'time: days'),
      [['line 10', 'Table `orders` has no field `days`.', 'Did you mean `day`?']],
    ],
    [
      'time that is none',
      text.replace('time: day', 'time: fee'),
      [['line 10', '`fee` is of type integer; the time of a table must be a date, a timestamp or an instant.', null]],
    ],
    [
      'duplicate field',
      text.replace('id: fee,', 'id: day,').replace('orders.fee', 'orders.day'),
      [['line 14', 'Two fields have the id `day`; each needs its own.', null]],
    ],
    [
      'unknown field in a measure',
      text.replace('orders.fee', 'orders.fees'),
      [['line 16', 'The model has no field `orders.fees`.', 'Did you mean `orders.fee`?']],
    ],
    [
      'sum of a date',
      text.replace('orders.fee', 'orders.day'),
      [['line 16', '`orders.day` is a date, so it has no sum; count it or choose a number.', null]],
    ],
    [
      'circle',
      text.replace('{ kind: aggregate, function: sum, field: orders.fee }', '{ kind: measure, measure: orders.fees }'),
      [['line 16', 'Measures are defined by each other in a circle: orders.fees → orders.fees.', null]],
    ],
    [
      'broken YAML',
      text.replace('[id]', '[id'),
      [
        ['line 10', expect.any(String), null],
        ['line 10', expect.any(String), null],
        ['line 10', expect.any(String), null],
      ],
    ],
    ['the same key twice', `${text}name: Again\n`, [['line 17', 'Map keys must be unique.', null]]],
    [
      'nothing',
      '',
      [
        ['line 1', expect.any(String), null],
        ['line 1', expect.any(String), null],
        ['line 1', expect.any(String), null],
      ],
    ],
  ])('%s', (_, yaml, expected) => {
    expect(lines(yaml)).toEqual(expected);
  });
  test('all of them at once', () => {
    expect(
      lines(text.replace('time: day', 'time: dy').replace('[id]', '[idd]').replace('orders.fee', 'orders.fe')).map(
        ([line]) => line,
      ),
    ).toEqual(['line 9', 'line 10', 'line 16']);
  });
  test('joins that cannot be', () => {
    const join = (more: string): string => `${text}joins:\n  - ${more}\n`;
    expect(lines(join('{ from: { table: orders, fields: [day] }, to: { table: order, fields: [id] } }'))).toEqual([
      ['line 18', 'The model has no table `order`.', 'Did you mean `orders`?'],
    ]);
    expect(
      lines(join('{ from: { table: orders, fields: [day] }, to: { table: orders, fields: [id] } }')).map(
        ([, message]) => message,
      ),
    ).toEqual([
      'A table cannot be joined to itself: `orders`.',
      '`orders.day` is date and `orders.id` is integer; they cannot be equal.',
    ]);
  });
  test('rules that reach other tables or a clock', () => {
    const rule = (where: string): string =>
      `${text}rules:\n  - { id: r, table: orders, roles: [viewer], where: ${where} }\n`;
    expect(lines(rule('{ kind: attribute, field: dy, attribute: a }'))).toEqual([
      ['line 18', 'Table `orders` has no field `dy`.', 'Did you mean `day`?'],
    ]);
    const rolling = '{ kind: rolling, grain: day, count: 3 }';
    expect(
      lines(rule(`{ kind: condition, condition: { kind: period, on: { field: orders.day }, period: ${rolling} } }`)),
    ).toEqual([
      [
        'line 18',
        expect.stringMatching(/cannot use a relative period .* do not know what day it is/),
        expect.stringMatching(/fixed dates .* or keep a flag/),
      ],
    ]);
    expect(lines(rule('{ kind: condition, condition: { kind: exists, table: orders } }'))[0]?.[0]).toBe('line 18');
  });
  test('rules that compare with what the field cannot hold', () => {
    const where =
      "{ kind: condition, condition: { kind: compare, on: { field: orders.day }, op: '=', value: 2025-13-45 } }";
    expect(lines(`${text}rules:\n  - { id: r, table: orders, roles: [viewer], where: ${where} }\n`)).toEqual([
      ['line 18', expect.stringMatching(/2025-13-45.* is no date/), null],
    ]);
  });
  test('a bomb of references is refused', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map(
          (name, i) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? ''}`).join(', ')}]`,
        ),
    ].join('\n');
    expect(lines(bomb)).toEqual([['line 1', 'The text refers to itself too often to be read.', null]]);
  });
});

test('a checked model gives paths instead of lines', () => {
  const result = checkModel({
    ...shop,
    tables: shop.tables.map((table) => (table.id === 'orders' ? { ...table, time: 'never' } : table)),
  });
  expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual(['tables[3].time']);
});

// --- parse(print(m)) = m
const label = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((value) => !value.includes('\u0000'));
const field = fc.constantFrom('orders.fee', 'orders.day', 'items.qty', 'customers.name');
const on = fc.record({ field, part: fc.constantFrom(null, 'weekday' as const) });
const scalar = fc.oneof(
  label,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('true', 'null', '1e3', '2024-01-31', '~', '- x', '# y', ' z '),
);
const { condition, measure } = fc.letrec<{ condition: Condition; measure: MeasureExpression }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record({ kind: fc.constant('compare' as const), on, op: fc.constantFrom('=', '!=', '<'), value: scalar }),
    fc.record({
      kind: fc.constant('period' as const),
      on,
      period: fc.oneof(
        fc.record({
          kind: fc.constant('calendar' as const),
          grain: fc.constantFrom('day', 'year'),
          offset: fc.integer({ min: -3, max: 3 }),
          count: fc.integer({ min: 1, max: 3 }),
          toDate: fc.boolean(),
        }),
        fc.record({
          kind: fc.constant('between' as const),
          from: fc.constantFrom(null, '2024-01-01'),
          until: fc.constant(null),
        }),
      ),
    }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      conditions: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
    fc.record({ kind: fc.constant('in' as const), on, values: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      kind: fc.constant('exists' as const),
      table: fc.constant('orders'),
      where: fc.option(tie('condition')),
    }),
    fc.record({
      kind: fc.constant('in-groups' as const),
      on,
      where: fc.constant(null),
      having: fc.constant(null),
      top: fc.option(
        fc.record({ by: tie('measure'), count: fc.integer({ min: 1, max: 9 }), descending: fc.boolean() }),
      ),
    }),
  ),
  measure: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant('aggregate' as const),
      function: fc.constantFrom('sum', 'percentile'),
      field,
      percentile: fc.constantFrom(null, 0.5),
    }),
    fc.record({ kind: fc.constant('filtered' as const), of: tie('measure'), where: tie('condition') }),
    fc.record({
      kind: fc.constant('window' as const),
      function: fc.constantFrom('share', 'rank'),
      of: tie('measure'),
      within: fc.constantFrom([], ['a']),
      rows: fc.constantFrom(null, 3),
    }),
    fc.record({
      kind: fc.constant('nested' as const),
      function: fc.constant('avg' as const),
      of: tie('measure'),
      per: fc.array(
        fc.record({
          field,
          grain: fc.constantFrom(null, 'day' as const),
          part: fc.constant(null),
          bin: fc.constantFrom(null, 2.5),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  ),
}));
const models = fc
  .record({
    names: fc.array(label, { minLength: 3, maxLength: 3 }),
    where: condition,
    value: measure,
    flags: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    unit: fc.option(label),
  })
  .map(({ names, where, value, flags, unit }) =>
    Model.parse({
      ...shop,
      joins: [],
      name: names[0],
      description: names[1],
      suggestions: [names[2]],
      rules: [{ id: 'r', table: 'orders', roles: ['viewer'], where: { kind: 'condition', condition: where } }],
      tables: shop.tables.slice(0, 3).map((table, i) => ({
        ...table,
        label: names[i % 3],
        synonyms: i === 0 ? names : [],
        hidden: flags[0],
        segments: [{ id: 's', label: names[0], where }],
        measures: [
          {
            id: 'm',
            label: names[1],
            value,
            hidden: flags[1],
            format: unit === null ? null : { kind: 'number', unit },
          },
        ],
        fields: table.fields.map((own) => ({ ...own, hidden: flags[2], additive: flags[3], description: names[2] })),
      })),
    }),
  );

test('what is printed is read back as it was', () => {
  fc.assert(
    fc.property(models, (model) => {
      // random expressions need not make sense, only survive
      const read = readModel(printModel(model));
      expect(read.ok ? read.value.model : read.problems).toEqual(model);
    }),
    { numRuns: 60 },
  );
  expect(parseModel(printModel(shop))).toEqual({ ok: true, value: shop, warnings: [] });
}, 30_000);

test('what goes without saying is not printed', () => {
  const printed = printModel(shop);
  expect(printed).not.toMatch(/: null|synonyms|cardinality|secondary: false|grain|percentile/);
  expect(printed).toContain('      - id: status\n        label: Status\n        column: status\n');
});
