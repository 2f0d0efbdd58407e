import type { Column } from '@lumiere/contract';
import type { Expression, Output, Plan, PlanTable, Policy, Source, Step } from '@lumiere/semantic';
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

/** A select with nothing but its outputs, until told more. */
export const step = (name: string, of: Source, outputs: readonly Output[], more: Partial<Step> = {}): Step => ({
  name,
  from: of,
  joins: [],
  where: null,
  groupBy: null,
  having: null,
  outputs,
  distinct: false,
  orderBy: [],
  limit: null,
  ...more,
});

/** A plan of steps; its columns are the last step's outputs. */
export function planOf(steps: readonly Step[], tables: readonly string[], limit: number | null = null): Plan {
  const columns = (steps[steps.length - 1]?.outputs ?? []).map(({ key, type }): Column => ({
    key,
    label: key,
    role: 'dimension',
    type,
    format: null,
    grain: null,
    part: null,
    field: null,
    additive: false,
    description: null,
  }));
  return { steps, columns, tables: tables.map(physical), limit };
}

export const noPolicy: Policy = { fingerprint: 'all', description: 'All rows.', tables: new Map() };
