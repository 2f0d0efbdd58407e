import { runPlan } from './run-plan.ts';
import type { Row, Tables } from './run-plan.ts';
import { query, shopView, today } from './shop.ts';
import { resolve } from '../resolve/resolve.ts';

const tables: Tables = {
  regions: [
    { id: 1, name: 'Nord' },
    { id: 2, name: 'Süd' },
  ],
  stores: [
    { id: 1, region_id: 1, city: 'Kiel' },
    { id: 2, region_id: 2, city: 'Graz' },
    { id: 3, region_id: 2, city: 'Wien' },
  ],
  customers: [
    { id: 1, name: 'Ada', tier: 'gold', signup: '2023-05-01', secret: 'x' },
    { id: 2, name: 'Bob', tier: null, signup: '2024-02-29', secret: 'x' },
    { id: 3, name: 'Cy', tier: 'gold', signup: '2025-01-01', secret: 'x' },
  ],
  orders: [
    { id: 1, store_id: 1, customer_id: 1, day: '2024-01-10', status: 'done', fee: 5 },
    { id: 2, store_id: 2, customer_id: 1, day: '2024-02-29', status: 'open', fee: null },
    { id: 3, store_id: 2, customer_id: 2, day: '2025-01-20', status: 'done', fee: 1 },
    { id: 4, store_id: 1, customer_id: null, day: '2025-02-28', status: null, fee: 2 },
  ],
  items: [
    { id: 1, order_id: 1, product_id: 1, qty: 1, total: 10 },
    { id: 2, order_id: 1, product_id: 2, qty: 2, total: 20 },
    { id: 3, order_id: 2, product_id: 1, qty: 1, total: 10 },
    { id: 4, order_id: 3, product_id: 1, qty: 4, total: 40 },
    { id: 5, order_id: 4, product_id: 3, qty: 1, total: 5 },
  ],
  products: [
    { id: 1, name: 'Pen', cat: 'office', price: 10 },
    { id: 2, name: 'Pad', cat: 'office', price: 10 },
    { id: 3, name: 'Pie', cat: 'food', price: 5 },
  ],
  visits: [
    { id: 1, store_id: 1, at: '2024-01-10', people: 7 },
    { id: 2, store_id: 3, at: '2025-02-01', people: 3 },
  ],
};

export const run = (input: unknown): readonly Row[] => {
  const result = resolve(query(input), shopView, today);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return runPlan(result.value, tables);
};
export const cells = (input: unknown): unknown[][] => run(input).map((row) => Object.values(row));
export const problems = (input: unknown): [string, string, string | null][] => {
  const result = resolve(query(input), shopView, today);
  return result.ok ? [] : result.problems.map(({ code, message, hint }) => [code, message, hint]);
};
export const warnings = (input: unknown): string[] => {
  const result = resolve(query(input), shopView, today);
  return result.ok ? result.warnings.map(({ code }) => code) : ['refused'];
};
export const formats = (input: unknown): unknown[] => {
  const result = resolve(query(input), shopView, today);
  return result.ok ? result.value.columns.map(({ format }) => format?.kind ?? null) : ['refused'];
};
export const revenue = { kind: 'measure', measure: 'items.revenue' };
export const orders = { kind: 'count-rows', table: 'orders' };
export const by = (field: string, more: object = {}): object => ({ key: field.replace('.', '_'), field, ...more });
export const m = (value: object, key = 'm'): object => ({ key, value });
