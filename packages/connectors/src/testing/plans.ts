import type { Expression, Output, PlanTable, Policy, Source } from '@lumiere/semantic';
import type { ValueType } from '@lumiere/values';

/** Short words for building plans by hand. */

export const column = (alias: string, name: string, type: ValueType): Expression => ({
  kind: 'column',
  alias,
  name,
  type,
});
export const value = (of: string | number | boolean | null, type: ValueType): Expression => ({
  kind: 'value',
  value: of,
  type,
});
export const output = (key: string, of: Expression, type: ValueType): Output => ({ key, value: of, type });
export const physical = (name: string): PlanTable => ({ table: name, schema: null, name });
export const table = (name: string, alias: string): Source => ({ kind: 'table', table: physical(name), alias });
export const from = (step: string): Source => ({ kind: 'step', step, alias: step });

export const noPolicy: Policy = { fingerprint: 'all', description: 'All rows.', tables: new Map() };
