import { Model } from '@lumiere/contract';
import { expect, test } from 'vitest';
import { modelFor } from '../model-for.ts';
import { query, somebody, today } from '../testing/shop.ts';
import { resolve } from './resolve.ts';

const field = (id: string): object => ({ id, label: id, column: id, type: 'integer', role: 'key' });
const table = (id: string, ...fields: string[]): object => ({
  id,
  label: id,
  singular: id.slice(0, -1),
  source: { name: id },
  primaryKey: ['id'],
  fields: ['id', ...fields].map(field),
});
const join = (from: string, to: string, more: object = {}): object => ({
  from: { table: from.split('.')[0], fields: [from.split('.')[1]] },
  to: { table: to, fields: ['id'] },
  ...more,
});
const ask = (tables: object[], joins: object[], dimension: string, count: string): unknown => {
  const view = modelFor(Model.parse({ version: 1, name: 'x', tables, joins }), somebody, 'v');
  const result = resolve(
    query({
      dimensions: [{ key: 'd', field: dimension }],
      measures: [{ key: 'n', value: { kind: 'count-rows', table: count } }],
    }),
    view,
    today,
  );
  if (!result.ok) return result.problems.map(({ code, message }) => [code, message]);
  return result.value.steps.flatMap((step) =>
    step.joins.map(({ to }) => (to.kind === 'table' ? to.table.table : 'step')),
  );
};
const flights = table('flights', 'origin_id', 'target_id', 'plane_id');
const [airports, cities, planes, makers] = [
  table('airports', 'city_id'),
  table('cities'),
  table('planes', 'city_id'),
  table('makers'),
];

test('the shorter way is taken', () => {
  expect(
    ask(
      [flights, airports, cities, planes],
      [
        join('flights.origin_id', 'airports'),
        join('airports.city_id', 'cities'),
        join('flights.plane_id', 'planes'),
        join('flights.target_id', 'cities'),
      ],
      'cities.id',
      'flights',
    ),
  ).toEqual(['cities']);
});

test('two ways of one length are named instead of guessed', () => {
  expect(
    ask(
      [flights, airports, cities, planes],
      [
        join('flights.origin_id', 'airports'),
        join('airports.city_id', 'cities'),
        join('flights.plane_id', 'planes'),
        join('planes.city_id', 'cities'),
      ],
      'cities.id',
      'flights',
    ),
  ).toEqual([
    ['query.ambiguous-path', 'flights and cities are related in several ways: through airports; or through planes.'],
  ]);
});

test('a way of second choice is taken only where there is no other', () => {
  const secondary = join('planes.city_id', 'cities', { secondary: true });
  expect(
    ask(
      [flights, airports, cities, planes],
      [
        join('flights.origin_id', 'airports'),
        join('airports.city_id', 'cities'),
        join('flights.plane_id', 'planes'),
        secondary,
      ],
      'cities.id',
      'flights',
    ),
  ).toEqual(['airports', 'cities']);
  expect(
    ask([flights, cities, planes], [join('flights.plane_id', 'planes'), secondary], 'cities.id', 'flights'),
  ).toEqual(['planes', 'cities']);
});

test('a way that multiplies is taken before one of second choice', () => {
  const [departments, employees] = [table('departments', 'head_id'), table('employees', 'department_id')];
  expect(
    ask(
      [departments, employees],
      [join('employees.department_id', 'departments'), join('departments.head_id', 'employees', { secondary: true })],
      'employees.id',
      'departments',
    ),
  ).toEqual(['step']);
});

test('unrelated tables are said to be so', () => {
  expect(ask([flights, makers], [], 'makers.id', 'flights')).toEqual([
    ['query.no-path', 'flights and makers are not related by any join.'],
  ]);
});

test('one-to-one joins never multiply, either way', () => {
  const details = table('details', 'flight_id');
  expect(
    ask(
      [flights, details],
      [join('details.flight_id', 'flights', { cardinality: 'one-to-one' })],
      'details.id',
      'flights',
    ),
  ).toEqual(['details']);
});
