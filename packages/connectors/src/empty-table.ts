import type { DatasetColumn, ImportPlan, Reading } from '@lumiere/contract';

/** The text and the plan of a file that has these columns and no row: a source whose last record was deleted has a table without rows, not none. */
export function emptyTablePlan(columns: readonly DatasetColumn[]): {
  readonly text: string;
  readonly plan: ImportPlan;
} {
  const cells = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
  return {
    text: `${cells.join(',')}\n`,
    plan: {
      packed: 'none',
      member: null,
      layout: { format: 'csv', encoding: 'utf-8', delimiter: ',', quote: '"', escape: '"', header: true, skip: 0 },
      columns: columns.map((column, at) => ({
        at,
        source: column.name,
        name: column.name,
        use: true,
        reading: readingOf(column),
        nulls: [],
        evidence: 'as it was before',
      })),
    },
  };
}

const style = { decimal: '.', grouping: '', symbols: [], percent: false, parentheses: false } as const;

/** A reading that gives the column's type. */
function readingOf({ type, native }: DatasetColumn): Reading {
  const plain = { ...style, symbols: [] };
  switch (type) {
    case 'integer':
      return { type: 'integer', style: plain };
    case 'decimal': {
      const [, precision = '18', scale = '3'] = /decimal\((\d+),\s*(\d+)\)/i.exec(native) ?? [];
      return { type: 'decimal', style: plain, precision: Number(precision), scale: Number(scale) };
    }
    case 'double':
      return { type: 'double', style: plain };
    case 'boolean':
      return { type: 'boolean', true: ['true'], false: ['false'] };
    case 'date':
      return { type: 'date', order: 'ymd' };
    case 'time':
      return { type: 'time' };
    case 'timestamp':
      return { type: 'timestamp', order: 'ymd' };
    case 'instant':
      return { type: 'instant', order: 'ymd' };
    case 'json':
      return { type: 'json' };
    default:
      return { type: 'text' };
  }
}
