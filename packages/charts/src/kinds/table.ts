import type { Chart } from '../chart.ts';

/** The rows themselves; the page draws it. Every result has this, so there is always something true to show. */
export const table: Chart<'table'> = {
  kind: 'table',
  fits: (shape) => {
    const plain = { x: null, y: [], series: null };
    if (shape.rows === 0) return { ...plain, score: 1, reason: 'There are no rows to draw.' };
    if (shape.detail) return { ...plain, score: 0.85, reason: 'A list is read best as a table.' };
    if (shape.measures.length === 0)
      return { ...plain, score: 0.9, reason: 'There is nothing measured to draw, so the values are listed.' };
    if (shape.sparse) return { ...plain, score: 0.8, reason: 'Each name stands beside its group and its number.' };
    if (shape.dimensions.length > 2)
      return { ...plain, score: 0.8, reason: `A table holds all ${shape.dimensions.length} groupings at once.` };
    if (shape.dimensions.length > 0 && shape.rows === 1)
      return { ...plain, score: 0.7, reason: 'A single row is read best as it is.' };
    if (shape.together.length < shape.measures.length && shape.measures.length > 2) {
      return { ...plain, score: 0.72, reason: 'The measures have different units, which a table keeps apart.' };
    }
    return { ...plain, score: 0.35, reason: 'Every value, exactly.' };
  },
  option: () => null,
};
