import type { Part } from '@lumiere/contract';
import { cellFigure, figure, isExcerpt, isPartial, isTime, isWhole, preposition, ranked, ref, text } from '../scene.ts';
import type { Scene, Series } from '../scene.ts';
import { isPlural } from '../words.ts';
import { mainMeasure } from './ranking.ts';

/** Two or more groupings: the combination that stands out above and, where all are there, the one below. */
export function describeGroups(scene: Scene): Part[][] {
  const main = mainMeasure(scene);
  if (main === undefined) return [];
  const time = scene.dimensions.find(isTime);
  const order = ranked(main);
  // A unit that is not over may be the largest all the same, but its being small means nothing.
  const [low] = time === undefined ? order : order.filter((row) => !isPartial(time, row, scene));
  const high = order.at(-1);
  if (high === undefined) return [[text(`No combination has a value for ${main.name}.`)]];
  const plural = isPlural(main.name);
  const share = isWhole(main, scene)
    ? figure({ kind: 'share', cell: ref(main, high), column: main.column.key }, scene)
    : null;
  const part = share === null ? [] : [text(' ('), share, text(' of the total)')];
  const among = isExcerpt(main, scene) ? 'Among the rows shown, the' : 'The';
  const sentences = [
    [
      text(`${among} ${plural ? 'most' : 'highest'} ${main.name} ${plural ? 'are' : 'is'} `),
      cellFigure(main, high, scene),
      ...part,
      ...place(high, scene),
      text('.'),
    ],
  ];
  if (scene.complete && low !== undefined && low !== high && order.length > 2) {
    sentences.push([
      text(`The ${plural ? 'fewest' : 'lowest'} ${plural ? 'are' : 'is'} `),
      cellFigure(main, low, scene),
      ...place(low, scene),
      text('.'),
    ]);
  }
  return sentences;
}

/** Names first, time last: ` for Online and North in May 2024`. */
function place(row: number, scene: Scene): Part[] {
  const named = scene.dimensions.filter((series) => !isTime(series));
  const names = named.flatMap((series: Series, i): Part[] => [
    text(i === 0 ? ' for ' : ' and '),
    cellFigure(series, row, scene),
  ]);
  const times = scene.dimensions
    .filter(isTime)
    .flatMap((series): Part[] => [text(preposition(series)), cellFigure(series, row, scene)]);
  return [...names, ...times];
}
