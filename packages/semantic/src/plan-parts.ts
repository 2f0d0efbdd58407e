import type { Column } from '@lumiere/contract';
import type { ValueType } from '@lumiere/values';
import type { Output, Plan, PlanTable, Source, Step } from './plan.ts';

/** A column that shows no field of a model: named by its key, a dimension without format and unit, until told more. */
export const bareColumn = (key: string, type: ValueType, more: Partial<Column> = {}): Column => ({
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
  ...more,
});

/** A select of its outputs from a source, of all rows and in no order, until told more. */
export const bareStep = (name: string, from: Source, outputs: readonly Output[], more: Partial<Step> = {}): Step => ({
  name,
  from,
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

/** A plan of steps that no query stands behind; its columns are the last step's outputs, bare. */
export const planOf = (
  steps: readonly Step[],
  limit: number | null = null,
  tables: readonly PlanTable[] = [],
): Plan => ({
  steps,
  columns: (steps[steps.length - 1]?.outputs ?? []).map(({ key, type }) => bareColumn(key, type)),
  tables,
  limit,
});
