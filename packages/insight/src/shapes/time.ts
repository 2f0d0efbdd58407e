import { compareCells } from '@lumiere/values';
import type { Part } from '@lumiere/contract';
import { cellFigure, figure, isPartial, isTime, preposition, ranked, ref, text } from '../scene.ts';
import type { Scene, Series } from '../scene.ts';
import { capital, isPlural } from '../words.ts';
import { mainMeasure } from './ranking.ts';

/** A measure over time: from the first to the last whole unit, where it was highest and lowest, and what is not over yet. */
export function describeTime(scene: Scene): Part[][] {
  const time = scene.dimensions.find(isTime);
  const main = mainMeasure(scene);
  if (time === undefined || main === undefined) return [];
  const rows = [...time.cells.keys()].filter((row) => time.cells[row] !== null && (main.cells[row] ?? null) !== null);
  // ISO text of one type sorts as its dates do.
  const inOrder = rows.toSorted((a, b) => (String(time.cells[a]) < String(time.cells[b]) ? -1 : 1));
  const partial = new Set(
    [inOrder[0], inOrder.at(-1)].filter((row) => row !== undefined && isPartial(time, row, scene)),
  );
  const whole = inOrder.filter((row) => !partial.has(row));
  const leftOut = [...partial].map((row) => (row === undefined ? [] : notOver(time, row, scene)));
  const [first] = whole;
  const last = whole.at(-1);
  if (first === undefined || last === undefined)
    return [...standing(time, main, inOrder, scene), ...leftOut].slice(0, 3);
  if (first === last) return [[...value(time, main, first, scene), text('.')], ...leftOut].slice(0, 3);
  return [
    move(time, main, { first, last }, scene),
    ...peaks(time, main, { whole, first, last }, scene),
    ...leftOut,
  ].slice(0, 4);
}

interface Ends {
  readonly first: number;
  readonly last: number;
}

function move(time: Series, main: Series, { first, last }: Ends, scene: Scene): Part[] {
  const order = compareCells(main.cells[last] ?? null, main.cells[first] ?? null);
  const when = preposition(time);
  const start = [cellFigure(main, first, scene), text(when), cellFigure(time, first, scene)];
  const end = [cellFigure(main, last, scene), text(when), cellFigure(time, last, scene)];
  const name = capital(main.name);
  if (order === 0)
    return [
      text(`${name} ended where ${isPlural(main.name) ? 'they' : 'it'} began, at `),
      ...start,
      text(' and'),
      text(when),
      cellFigure(time, last, scene),
      text('.'),
    ];
  const ends = { from: ref(main, first), to: ref(main, last) };
  // The change of a rate in percent would be a percentage of a percentage.
  const by =
    main.column.format?.kind === 'percent'
      ? null
      : (figure({ kind: 'change', ...ends }, scene) ?? figure({ kind: 'difference', ...ends }, scene));
  const moved = `${name} ${order > 0 ? 'rose' : 'fell'} `;
  return [
    text(by === null ? `${moved}from ` : moved),
    ...(by === null ? [] : [by, text(', from ')]),
    ...start,
    text(' to '),
    ...end,
    text('.'),
  ];
}

function peaks(
  time: Series,
  main: Series,
  { whole, first, last }: Ends & { readonly whole: readonly number[] },
  scene: Scene,
): Part[][] {
  const order = ranked(main, whole);
  const [low] = order;
  const high = order.at(-1);
  if (
    low === undefined ||
    high === undefined ||
    whole.length < 3 ||
    compareCells(main.cells[low] ?? null, main.cells[high] ?? null) === 0
  )
    return [];
  const they = isPlural(main.name) ? 'They were' : 'It was';
  const inner = (row: number): boolean => row !== first && row !== last;
  const at = (row: number): Part[] => [
    cellFigure(main, row, scene),
    text(preposition(time)),
    cellFigure(time, row, scene),
  ];
  if (inner(high) && inner(low))
    return [[text(`${they} highest at `), ...at(high), text(' and lowest at '), ...at(low), text('.')]];
  if (inner(high)) return [[text(`${they} highest at `), ...at(high), text('.')]];
  if (inner(low)) return [[text(`${they} lowest at `), ...at(low), text('.')]];
  return [
    [
      text(
        high === last
          ? 'That end is its highest point and the start its lowest.'
          : 'That start is its highest point and the end its lowest.',
      ),
    ],
  ];
}

/** Where no unit is whole there is nothing to compare, only to state. */
function standing(time: Series, main: Series, rows: readonly number[], scene: Scene): Part[][] {
  const row = rows.at(-1);
  return row === undefined
    ? [[text(`There is no value for ${main.name} in any period.`)]]
    : [[...value(time, main, row, scene), text('.')]];
}

function value(time: Series, main: Series, row: number, scene: Scene): Part[] {
  return [
    text(`${capital(main.name)} came to `),
    cellFigure(main, row, scene),
    text(preposition(time)),
    cellFigure(time, row, scene),
  ];
}

function notOver(time: Series, row: number, scene: Scene): Part[] {
  const shown = cellFigure(time, row, scene);
  const start = time.column.grain === 'week' ? [text('The '), shown] : [shown];
  return [...start, text(' is not a whole period, so it is left out of the comparison.')];
}
