import type { DateOrder, ImportPlan, NumberStyle, PlanColumn, Reading } from '@lumiere/contract';

/** The readings that a person can choose; `native` columns are typed by their file. */
export const readingTypes = [
  'text',
  'integer',
  'decimal',
  'double',
  'boolean',
  'date',
  'time',
  'timestamp',
  'instant',
  'json',
] as const;
export type ReadingType = (typeof readingTypes)[number];

const plain: NumberStyle = { decimal: '.', grouping: '', symbols: [], percent: false, parentheses: false };

/** The same column read as another type, with as much of how it was read as that type has. */
export function readAs(reading: Reading, type: ReadingType, order: DateOrder): Reading {
  if (reading.type === type) return reading;
  const style = 'style' in reading ? reading.style : plain;
  switch (type) {
    case 'text':
    case 'time':
    case 'json':
      return { type };
    case 'integer':
    case 'double':
      return { type, style };
    case 'decimal':
      return { type, style, precision: 18, scale: 4 };
    case 'boolean':
      return { type, true: ['true', 'yes', '1'], false: ['false', 'no', '0'] };
    case 'date':
    case 'timestamp':
    case 'instant':
      return { type, order: 'order' in reading ? reading.order : order };
  }
}

/** A style with another decimal sign: the same sign cannot also stand between thousands. */
export function withDecimal(style: NumberStyle, decimal: NumberStyle['decimal']): NumberStyle {
  const other = decimal === ',' ? '.' : ',';
  return { ...style, decimal, grouping: style.grouping === decimal ? other : style.grouping };
}

/** A style with another sign between thousands, which then cannot be the decimal sign. */
export function withGrouping(style: NumberStyle, grouping: NumberStyle['grouping']): NumberStyle {
  if (grouping !== style.decimal) return { ...style, grouping };
  return { ...style, grouping, decimal: grouping === ',' ? '.' : ',' };
}

/** `a, b` as a list; an empty entry is none. */
export const listOf = (words: string): string[] => [
  ...new Set(
    words
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
];

/** The plan with one column changed. */
export const withColumn = (plan: ImportPlan, index: number, of: Partial<PlanColumn>): ImportPlan => ({
  ...plan,
  columns: plan.columns.map((column, i) => (i === index ? { ...column, ...of } : column)),
});

/** What is wrong with the name of a column, or null. */
export function nameFault(plan: ImportPlan, index: number): 'empty' | 'long' | 'taken' | null {
  const name = plan.columns[index]?.name.trim() ?? '';
  if (name === '') return 'empty';
  if (name.length > 63) return 'long';
  const taken = plan.columns.some(
    (column, i) => i !== index && column.use && column.name.trim().toLowerCase() === name.toLowerCase(),
  );
  return taken ? 'taken' : null;
}

/** Columns that are used and whose names cannot stay. */
export const faultyColumns = (plan: ImportPlan): readonly number[] =>
  plan.columns.flatMap((column, index) => (column.use && nameFault(plan, index) !== null ? [index] : []));
