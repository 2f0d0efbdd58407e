import type { Condition, MeasureExpression, Query } from '@lumiere/contract';

/** One question of the benchmark: as a typed query for the product, and as the SQL that a person would write by hand. */
export interface BenchQuery {
  readonly name: string;
  readonly query: Query;
  readonly sql: string;
}

type Draft = Partial<Query>;
const query = (draft: Draft): Query => ({
  dimensions: [],
  measures: [],
  detail: false,
  from: null,
  where: null,
  having: null,
  sort: [],
  limit: null,
  limitWithin: null,
  distinct: false,
  ...draft,
});

const aggregate = (name: 'sum' | 'count-distinct', field: string): MeasureExpression => ({
  kind: 'aggregate',
  function: name,
  field,
  percentile: null,
});
const amount = aggregate('sum', 'sales.amount');
const measure = (key: string, value: MeasureExpression) => ({ key, label: null, value });
const by = (key: string, field: string, grain: 'day' | 'week' | 'month' | null = null) => ({
  key,
  label: null,
  field,
  grain,
  part: null,
  bin: null,
});
const is = (field: string, value: string): Condition => ({
  kind: 'compare',
  on: { field, part: null },
  op: '=',
  value,
});
const between = (from: string, until: string): Condition => ({
  kind: 'period',
  on: { field: 'sales.sale_date', part: null },
  period: { kind: 'between', from, until },
});

/** The ten named queries. Both forms give the same columns in the same order. */
export const benchQueries: readonly BenchQuery[] = [
  {
    name: 'KPI of a year',
    query: query({ measures: [measure('amount', amount)], where: between('2024-01-01', '2025-01-01') }),
    sql: `select sum(amount) from sales where sale_date >= '2024-01-01' and sale_date < '2025-01-01'`,
  },
  {
    name: 'by month',
    query: query({
      dimensions: [by('month', 'sales.sale_date', 'month')],
      measures: [measure('amount', amount)],
      sort: [{ by: 'month', descending: false }],
    }),
    sql: `select date_trunc('month', sale_date)::date as month, sum(amount) from sales group by 1 order by 1`,
  },
  {
    name: 'top 10',
    query: query({
      dimensions: [by('product', 'products.product_name')],
      measures: [measure('amount', amount)],
      sort: [{ by: 'amount', descending: true }],
      limit: 10,
    }),
    sql: `select product_name, sum(amount) as amount from sales join products using (product_id) group by 1 order by amount desc limit 10`,
  },
  {
    name: 'two dimensions',
    query: query({
      dimensions: [by('region', 'stores.region'), by('category', 'products.category')],
      measures: [measure('amount', amount)],
      sort: [
        { by: 'region', descending: false },
        { by: 'category', descending: false },
      ],
    }),
    sql: `select region, category, sum(amount) from sales join stores using (store_id) join products using (product_id) group by 1, 2 order by 1, 2`,
  },
  {
    name: 'five filters by week',
    query: query({
      dimensions: [by('week', 'sales.sale_date', 'week')],
      measures: [measure('amount', amount)],
      where: {
        kind: 'and',
        conditions: [
          between('2023-01-01', '2025-01-01'),
          is('stores.region', 'North'),
          is('products.category', 'Garden'),
          is('channels.channel_name', 'Online'),
          { kind: 'compare', on: { field: 'sales.quantity', part: null }, op: '>=', value: 3 },
        ],
      },
      sort: [{ by: 'week', descending: false }],
    }),
    sql: `select date_trunc('week', sale_date)::date as week, sum(amount)
from sales join stores using (store_id) join products using (product_id) join channels using (channel_id)
where sale_date >= '2023-01-01' and sale_date < '2025-01-01' and region = 'North' and category = 'Garden' and channel_name = 'Online' and quantity >= 3
group by 1 order by 1`,
  },
  {
    name: 'distinct by month',
    query: query({
      dimensions: [by('month', 'sales.sale_date', 'month')],
      measures: [measure('customers', aggregate('count-distinct', 'sales.customer_id'))],
      sort: [{ by: 'month', descending: false }],
    }),
    sql: `select date_trunc('month', sale_date)::date as month, count(distinct customer_id) from sales group by 1 order by 1`,
  },
  {
    name: 'year over year',
    query: query({
      dimensions: [by('month', 'sales.sale_date', 'month')],
      measures: [
        measure('amount', amount),
        measure('year_before', { kind: 'shifted', of: amount, grain: 'year', offset: -1 }),
      ],
      where: between('2024-01-01', '2025-01-01'),
      sort: [{ by: 'month', descending: false }],
    }),
    sql: `with m as (
  select date_trunc('month', sale_date)::date as month, sum(amount) as amount from sales
  where sale_date >= '2023-01-01' and sale_date < '2025-01-01' group by 1)
select now.month, now.amount, before.amount
from m as now left join m as before on before.month = now.month - interval 1 year
where now.month >= '2024-01-01' order by 1`,
  },
  {
    name: 'running total',
    query: query({
      dimensions: [by('month', 'sales.sale_date', 'month')],
      measures: [measure('total', { kind: 'window', function: 'running-sum', of: amount, within: [], rows: null })],
      sort: [{ by: 'month', descending: false }],
    }),
    sql: `select month, sum(amount) over (order by month rows unbounded preceding)
from (select date_trunc('month', sale_date)::date as month, sum(amount) as amount from sales group by 1) order by 1`,
  },
  {
    name: 'filtered top 20',
    query: query({
      dimensions: [by('customer', 'customers.customer_name')],
      measures: [measure('amount', amount)],
      where: { kind: 'and', conditions: [is('customers.segment', 'Business'), is('channels.channel_name', 'Online')] },
      sort: [{ by: 'amount', descending: true }],
      limit: 20,
    }),
    sql: `select customer_name, sum(amount) as amount
from sales join customers using (customer_id) join channels using (channel_id)
where segment = 'Business' and channel_name = 'Online' group by 1 order by amount desc limit 20`,
  },
  {
    name: 'day × channel',
    query: query({
      dimensions: [by('day', 'sales.sale_date', 'day'), by('channel', 'channels.channel_name')],
      measures: [measure('amount', amount)],
      sort: [
        { by: 'day', descending: false },
        { by: 'channel', descending: false },
      ],
    }),
    sql: `select sale_date, channel_name, sum(amount) from sales join channels using (channel_id) group by 1, 2 order by 1, 2`,
  },
];
