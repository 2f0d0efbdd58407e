import type { Field, Query, Table } from '@lumiere/contract';

/** Every row of a table as it is: these fields of it, as the columns `c0`, `c1`, … */
export const detailQuery = (table: Table, fields: readonly Field[]): Query => ({
  dimensions: fields.map(({ id }, i) => ({
    key: `c${i}`,
    label: null,
    field: `${table.id}.${id}`,
    grain: null,
    part: null,
    bin: null,
  })),
  measures: [],
  detail: true,
  from: table.id,
  where: null,
  having: null,
  sort: [],
  limit: null,
  limitWithin: null,
  distinct: false,
});
