import { Catalog, Model } from '@lumiere/contract';
import { valueTypes } from '@lumiere/values';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Spec, catalog, table } from '../testing/generated.ts';
import { checkModel } from '../text/check-model.ts';
import { parseModel } from '../text/parse-model.ts';
import { printModel } from '../text/print-model.ts';
import { generateModel } from './generate-model.ts';
import { labelOf, plural, singular, wordsOf } from './words.ts';

describe('names', () => {
  test.each([
    ['order_items', 'Order items'],
    ['OrderItems', 'Order items'],
    ['ORDER ITEMS', 'Order items'],
    ['customerID', 'Customer ID'],
    ['kwh', 'kWh'],
    ['unit_qty', 'Unit quantity'],
    ['LName', 'Last name'],
    ['constructor', 'Constructor'],
    ['Größe', 'Große'],
  ])('%s reads %s', (name, label) => {
    expect(labelOf(wordsOf(name))).toBe(label);
  });
  test.each([
    ['categories', 'category'],
    ['addresses', 'address'],
    ['people', 'person'],
    ['statuses', 'status'],
    ['opportunities', 'opportunity'],
    ['movies', 'movie'],
    ['boxes', 'box'],
    ['courses', 'course'],
    ['analyses', 'analysis'],
    ['leaves', 'leaf'],
    ['gas', 'gas'],
    ['class', 'class'],
    ['heroes', 'hero'],
  ])('%s is many of %s', (many, one) => {
    expect(singular(many)).toBe(one);
    if (many !== one) expect(plural(one)).toBe(many);
  });
  test('units stand in brackets and money is known', () => {
    const [, area, price, discount] = table(
      { stores: { id: 'integer pk', floor_area_sqm: 'integer', list_price: 'double', outdoor_temp_c: 'double' } },
      'stores',
    ).fields;
    expect([area?.label, area?.format?.unit, area?.additive]).toEqual(['Floor area (sqm)', 'sqm', true]);
    expect([price?.label, price?.format?.kind, price?.additive]).toEqual(['List price', 'currency', false]);
    expect([discount?.label, discount?.additive]).toEqual(['Outdoor temperature (°C)', false]);
  });
  test('a number named as the rows are is their key where it counts them, and an amount where it does not', () => {
    const roleIn = (name: string, column: string, [distinct, min, max]: readonly [number, number, number]) => {
      const found = catalog({ [name]: { [column]: 'integer', kind: 'text' } });
      const tables = found.tables.map((each) => ({
        ...each,
        columns: each.columns.map((one) => (one.name === column ? { ...one, distinct, min, max } : one)),
      }));
      return generateModel({ ...found, tables }, { name: 'test' }).tables[0]?.fields[0]?.role;
    };
    expect(roleIn('Orders', 'Order', [100, 1, 100])).toBe('key');
    expect(roleIn('work orders', 'Work order', [100, 501, 600])).toBe('key');
    expect(roleIn('Scores', 'Score', [100, 1, 900])).toBe('number');
    expect(roleIn('Scores', 'Score', [99, 1, 100])).toBe('number');
    expect(roleIn('Sales', 'Sales', [100, 1, 100])).toBe('number');
    expect(roleIn('Orders', 'Pieces', [100, 1, 100])).toBe('number');
  });
  test('ids are unique where names only differ in case or signs', () => {
    expect(
      table({ 'My Table': { 'A b': 'text', 'a-B': 'text', '%%': 'text', 日本: 'text' } }, 'my_table').fields.map(
        ({ id, column }) => [id, column],
      ),
    ).toEqual([
      ['a_b', 'A b'],
      ['a_b_2', 'a-B'],
      ['field_3', '%%'],
      ['field_4', '日本'],
    ]);
  });
  test('a noun without plural holds records', () => {
    expect(table({ ad_spend: { id: 'integer pk' } }, 'ad_spend')).toMatchObject({
      label: 'Ad spend',
      singular: 'ad spend record',
    });
  });
  test('business words are found by their like', () => {
    expect(table({ customers: { id: 'integer pk', customer_name: 'text' } }, 'customers')).toMatchObject({
      synonyms: ['clients'],
      fields: [{}, { synonyms: ['client name'] }],
    });
  });
});

describe('what fields are for', () => {
  test('keys, labels, categories, places, times, flags, numbers and free text', () => {
    const { fields, labels, primaryKey, time } = table(
      {
        people: {
          person_id: 'integer pk',
          first_name: 'text',
          last_name: 'text',
          gender: 'text',
          city: 'text',
          birth_date: 'date null',
          hire_date: 'date',
          updated_at: 'timestamp',
          active: 'boolean',
          score: 'integer',
          comments: 'text',
          zip: 'integer',
          password: 'text',
        },
      },
      'people',
    );
    expect(fields.map(({ id, role }) => `${id} ${role}`)).toEqual([
      'person_id key',
      'first_name label',
      'last_name label',
      'gender category',
      'city place',
      'birth_date time',
      'hire_date time',
      'updated_at time',
      'active flag',
      'score number',
      'comments text',
      'zip category',
      'password category',
    ]);
    expect([labels, primaryKey, time]).toEqual([['first_name', 'last_name'], ['person_id'], 'hire_date']);
    expect(fields.filter(({ hidden }) => hidden).map(({ id }) => id)).toEqual(['password']);
  });
  test.each([
    ['orders', { id: 'integer pk', created_at: 'timestamp', order_date: 'date' }, 'order_date'],
    ['leads', { id: 'integer pk', created_at: 'timestamp', qualified_at: 'timestamp null' }, 'created_at'],
    ['campaigns', { id: 'integer pk', end_date: 'date', start_date: 'date' }, 'start_date'],
    ['actors', { id: 'integer pk', last_update: 'timestamp' }, null],
    ['readings', { id: 'integer pk', read_at: 'timestamp' }, 'read_at'],
  ])('%s are dated by the event', (name, columns, time) => {
    expect(table({ [name]: columns }, name).time).toBe(time);
  });
});

describe('measures', () => {
  const items = { order_items: { id: 'integer pk', quantity: 'integer', unit_price: 'double', line_total: 'double' } };
  test('rows are counted, amounts added, prices averaged, and revenue is called so where sure', () => {
    expect(table(items, 'order_items').measures.map(({ id, label }) => [id, label])).toEqual([
      ['count', 'Order items'],
      ['revenue', 'Revenue'],
      ['total_quantity', 'Total quantity'],
      ['average_unit_price', 'Average unit price'],
    ]);
  });
  test('quantity times price is revenue only without a discount beside', () => {
    const ids = (columns: Spec): string[] =>
      table(
        { order_items: { id: 'integer pk', quantity: 'integer', unit_price: 'double', ...columns } },
        'order_items',
      ).measures.map(({ id }) => id);
    expect(ids({})).toContain('revenue');
    expect(ids({ discount: 'double' })).not.toContain('revenue');
  });
  test('an amount elsewhere is an amount', () => {
    expect(table({ grants: { id: 'integer pk', amount: 'double' } }, 'grants').measures[1]).toMatchObject({
      id: 'total_amount',
      label: 'Total grant amount',
    });
  });
});

const name = fc
  .oneof(
    fc.constantFrom(
      'id',
      'order_id',
      'Order ID',
      'select',
      'constructor',
      '__proto__',
      'a.b',
      '"',
      'ÄÖÜ',
      'name',
      'created_at',
      'amount',
      'year',
      '1',
      '',
    ),
    fc.string({ maxLength: 8, unit: 'grapheme' }),
  )
  .map((text) => text.replaceAll('\u0000', ''));
const anyCatalog = fc.array(
  fc.record({
    schema: fc.constantFrom(null, 'a', 'b'),
    name: name.filter((text) => text !== ''),
    kind: fc.constantFrom('table', 'view'),
    rows: fc.constantFrom(null, 0, 5),
    columns: fc.uniqueArray(
      fc.record({
        name: name.filter((text) => text !== ''),
        nativeType: fc.constant('x'),
        type: fc.constantFrom(...valueTypes),
        nullable: fc.boolean(),
        distinct: fc.constantFrom(null, 0, 2, 5),
        estimated: fc.boolean(),
        nulls: fc.constantFrom(null, 0),
        min: fc.constantFrom(null, 0, 'a'),
        max: fc.constantFrom(null, 1, 'b'),
        samples: fc.constantFrom([], ['y', 'n'], [1]),
        complete: fc.boolean(),
      }),
      { selector: (column) => column.name, minLength: 1, maxLength: 5 },
    ),
    primaryKey: fc.array(name, { maxLength: 2 }),
    unique: fc.array(fc.array(name, { maxLength: 2 }), { maxLength: 1 }),
    foreignKeys: fc.array(
      fc.record({
        columns: fc.array(name, { minLength: 1, maxLength: 2 }),
        to: fc.record({ schema: fc.constantFrom(null, 'a'), table: name, columns: fc.array(name, { maxLength: 2 }) }),
      }),
      { maxLength: 2 },
    ),
  }),
  { minLength: 1, maxLength: 5 },
);

test('any catalog gives a model that is valid and survives its own text', () => {
  fc.assert(
    fc.property(anyCatalog, (tables) => {
      const made = generateModel(Catalog.parse({ tables }), { name: 'x' });
      expect(Model.parse(made)).toEqual(made);
      const checked = checkModel(made);
      expect(checked.ok ? [] : checked.problems).toEqual([]);
      expect(parseModel(printModel(made))).toMatchObject({ ok: true, value: made });
    }),
    { numRuns: 150 },
  );
}, 30_000);

test('hundreds of tables are named, related and measured in a moment', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [
      `thing_${i}`,
      {
        [`thing_${i}_id`]: 'integer pk',
        ...Object.fromEntries(Array.from({ length: 20 }, (__, c) => [`amount_${c}`, 'double'])),
        [`thing_${Math.max(0, i - 1)}_id`]: 'integer',
      },
    ]),
  );
  const made = generateModel(catalog(wide), { name: 'wide' });
  expect(made.tables).toHaveLength(400);
  expect(made.joins).toHaveLength(398);
});
