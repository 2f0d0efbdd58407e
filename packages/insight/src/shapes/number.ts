import { compareCells } from '@lumiere/values';
import type { Part } from '@lumiere/contract';
import { cellFigure, figure, isChange, isEarlier, ref, text } from '../scene.ts';
import type { Scene, Series } from '../scene.ts';
import { capital, isPlural } from '../words.ts';

/** One row without groups: the number, what it was before, what else was asked. */
export function describeNumber(scene: Scene): Part[][] {
  const [main, ...rest] = scene.measures;
  if (main === undefined) return [];
  if (main.cells[0] === null || main.cells[0] === undefined) {
    return [[text(`There is no value for ${main.name}: no row that matches has one.`)]];
  }
  const earlier = rest.find(isEarlier);
  const others = rest.filter((series) => !isEarlier(series) && !isChange(series) && series.cells[0] !== null);
  const sentences = [
    [
      text(`${capital(main.name)} ${verb(main)} `),
      cellFigure(main, 0, scene),
      ...comparison(main, earlier, scene),
      text('.'),
    ],
  ];
  if (others.length > 0) sentences.push(besides(others, scene));
  return sentences;
}

/** Sums and counts come to a number; an average or a rate is one. */
function verb(series: Series): string {
  if (series.column.additive || series.column.type === 'integer') return 'came to';
  return isPlural(series.name) ? 'were' : 'was';
}

function comparison(main: Series, earlier: Series | undefined, scene: Scene): Part[] {
  if (earlier === undefined || earlier.cells[0] === null || earlier.cells[0] === undefined) return [];
  const order = compareCells(main.cells[0] ?? null, earlier.cells[0]);
  const when = earlierWords(earlier);
  if (order === 0) return [text(`, the same as ${when}`)];
  const ends = { from: ref(earlier, 0), to: ref(main, 0) };
  // A change of a rate in percent would be a percentage of a percentage.
  const isRate = main.column.format?.kind === 'percent';
  const by = isRate
    ? null
    : (figure({ kind: 'change', ...ends }, scene) ?? figure({ kind: 'difference', ...ends }, scene));
  const direction = order > 0 ? ', up ' : ', down ';
  return [
    text(direction),
    ...(by === null ? [] : [by, text(' ')]),
    text('from '),
    cellFigure(earlier, 0, scene),
    text(` ${when}`),
  ];
}

function earlierWords({ expression }: Series): string {
  if (expression?.kind !== 'shifted') return 'before';
  if (expression.offset === -1) return `the ${expression.grain} before`;
  return expression.offset < 0 ? 'in the earlier period' : 'in the later period';
}

function besides(others: readonly Series[], scene: Scene): Part[] {
  return others.slice(0, 3).flatMap((series, i, all) => {
    const joint = i === 0 ? '' : i === all.length - 1 ? ' and ' : ', ';
    const words = i === 0 ? `${capital(series.name)} ${verb(series)} ` : `${joint}${series.name} ${verb(series)} `;
    const end = i === all.length - 1 ? [text('.')] : [];
    return [text(words), cellFigure(series, 0, scene), ...end];
  });
}
