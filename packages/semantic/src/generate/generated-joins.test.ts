import { Catalog } from '@lumiere/contract';
import { describe, expect, test } from 'vitest';
import { catalog, joins, table } from '../testing/generated.ts';
import { generateModel } from './generate-model.ts';

describe('references that nobody declared', () => {
  const column = (name: string, rest: Record<string, unknown>) => ({
    name,
    nativeType: 'bigint',
    type: 'integer',
    nullable: false,
    nulls: 0,
    ...rest,
  });
  const source = (name: string, rows: number, columns: unknown[]) => ({
    schema: null,
    name,
    kind: 'table',
    rows,
    columns,
    primaryKey: [],
    foreignKeys: [],
  });
  const guessed = (pointer: Record<string, unknown>, key: Record<string, unknown>): string[] => {
    const tables = [
      source('sales', 50_000, [
        column('store_id', { distinct: 1000, estimated: true, min: 1, max: 1000, ...pointer }),
        column('amount', { distinct: 40_000, estimated: true, min: 1, max: 90 }),
      ]),
      source('stores', 1000, [column('store_id', { distinct: 1000, min: 1, max: 1000, ...key })]),
    ];
    return generateModel(Catalog.parse({ tables }), { name: 'test' }).joins.map(
      (join) => `${join.from.table} > ${join.to.table}`,
    );
  };

  test('are found where the pointing column is estimated to have more values than there are keys', () => {
    expect(guessed({ distinct: 1180 }, {})).toEqual(['sales > stores']);
  });

  test('are found where a key too large to be counted is estimated', () => {
    expect(guessed({ distinct: 900 }, { distinct: 880, estimated: true })).toEqual(['sales > stores']);
  });

  test.each([
    ['the counted values are too many', { distinct: 1180, estimated: false }, {}],
    ['the estimate is far beyond the keys', { distinct: 1600 }, {}],
    ['values lie outside the range of the keys', { max: 1001 }, {}],
    ['the counted key repeats', {}, { distinct: 999 }],
    ['the estimated key is far from unique', {}, { distinct: 600, estimated: true }],
    ['the estimated key has too little room between its extremes', {}, { distinct: 990, estimated: true, max: 900 }],
  ])('are not invented where %s', (_, pointer, key) => {
    expect(guessed(pointer, key)).toEqual([]);
  });

  test('are not invented where a known value is missing among all known keys', () => {
    const text = (samples: string[]) => ({ type: 'text', min: 'a', max: 'z', samples, complete: true });
    const known = (mine: string[], theirs: string[]) =>
      guessed({ distinct: 2, estimated: false, ...text(mine) }, { ...text(theirs) });
    expect(known(['a', 'z'], ['a', 'm', 'z'])).toEqual(['sales > stores']);
    expect(known(['a', 'b', 'z'], ['a', 'm', 'z'])).toEqual([]);
  });
});

describe('joins', () => {
  test('declared ones, also to a primary key that is not named', () => {
    expect(
      joins({
        orders: { id: 'integer pk', customer_id: 'integer > customers.' },
        customers: { id: 'integer pk' },
        details: { order_id: 'integer pk > orders.id' },
      }),
    ).toEqual(['orders.customer_id > customers.id', 'details.order_id = orders.id']);
  });
  test('inferred ones where none is declared', () => {
    expect(
      joins({
        orders: { order_id: 'integer pk', customer_id: 'integer', status_code: 'text' },
        customers: { customer_id: 'integer pk' },
        statuses: { code: 'text pk' },
        notes: { id: 'integer pk', order_id: 'integer', customer_id: 'text' },
      }),
    ).toEqual([
      'orders.customer_id > customers.customer_id',
      'orders.status_code > statuses.code',
      'notes.order_id > orders.order_id',
    ]);
  });
  test('values that do not fit are no reference', () => {
    const tables = catalog({ orders: { id: 'integer pk', customer_id: 'integer' }, customers: { id: 'integer pk' } });
    const ranged = {
      tables: tables.tables.map((own) => ({
        ...own,
        columns: own.columns.map((column) => ({ ...column, min: 1, max: column.name === 'id' ? 10 : 99 })),
      })),
    };
    expect(generateModel(ranged, { name: 'x' }).joins).toEqual([]);
  });
  test('a second way to a table is a table of its own', () => {
    const flights = {
      flights: {
        id: 'integer pk',
        airport_id: 'integer > airports.id',
        destination_airport_id: 'integer > airports.id',
      },
      airports: { id: 'integer pk', name: 'text' },
    };
    expect(joins(flights)).toEqual([
      'flights.airport_id > airports.id',
      'flights.destination_airport_id > destination_airport.id as destination airport',
    ]);
    expect(table(flights, 'destination_airport')).toMatchObject({
      label: 'Destination airports',
      source: { name: 'airports' },
      measures: [],
      time: null,
    });
  });
  test('managers are employees in another part, heads do not make departments', () => {
    expect(
      joins({
        employees: {
          employee_id: 'integer pk',
          manager_id: 'integer > employees.employee_id',
          department_id: 'integer > departments.department_id',
        },
        departments: { department_id: 'integer pk', head_employee_id: 'integer > employees.employee_id' },
      }),
    ).toEqual([
      'employees.department_id > departments.department_id',
      'employees.manager_id > manager.employee_id as manager',
      'departments.head_employee_id > employees.employee_id as head employee secondary',
      'departments.head_employee_id > head_employee.employee_id as head employee',
    ]);
  });
});
