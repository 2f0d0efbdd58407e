import { numericTypes } from '@lumiere/values';
import type { Part } from '@lumiere/contract';
import { cellFigure, figure, text } from '../scene.ts';
import type { Scene } from '../scene.ts';

/** Rows as they are: how many, and which one stands first where an order was asked for. */
export function describeList(scene: Scene): Part[][] {
  const { result, query, dimensions } = scene;
  const count = figure({ kind: 'row-count' }, scene);
  if (count === null) return [];
  const one = result.rowCount === 1;
  const [only] = dimensions;
  const whole = scene.complete && !result.truncated;
  const values = !query.detail && dimensions.length === 1 && only !== undefined;
  const noun = values ? `different ${one ? 'value' : 'values'} of ${only.name}` : one ? 'row' : 'rows';
  const sentence = whole
    ? [
        text(`There ${one ? 'is' : 'are'} `),
        count,
        text(values ? ` ${noun}.` : ` ${noun} that ${one ? 'matches' : 'match'}.`),
      ]
    : [text('The list holds '), count, text(` ${noun}.`)];
  const first = leading(scene);
  return first === null ? [sentence] : [sentence, first];
}

function leading(scene: Scene): Part[] | null {
  const by = [...scene.dimensions, ...scene.measures].find(({ column }) => column.key === scene.query.sort[0]?.by);
  const name = scene.dimensions.find((series) => series !== by && series.column.type === 'text');
  if (by === undefined || name === undefined || scene.result.rowCount < 2 || (by.cells[0] ?? null) === null)
    return null;
  const descending = scene.query.sort[0]?.descending === true;
  const word = numericTypes.has(by.column.type) ? (descending ? 'highest' : 'lowest') : descending ? 'last' : 'first';
  return [cellFigure(name, 0, scene), text(` has the ${word} ${by.name}: `), cellFigure(by, 0, scene), text('.')];
}
