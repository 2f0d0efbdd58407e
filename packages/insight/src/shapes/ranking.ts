import { compareCells } from '@lumiere/values';
import type { Part } from '@lumiere/contract';
import { cellFigure, figure, isChange, isEarlier, isExcerpt, isOrdered, isWhole, ranked, ref, text } from '../scene.ts';
import type { Scene, Series } from '../scene.ts';
import { capital, isPlural, numeral, superlative } from '../words.ts';

/** Groups compared by a measure: who leads, by how much, what part of the whole that is, who comes last. */
export function describeRanking(scene: Scene): Part[][] {
  const [groups] = scene.dimensions;
  const main = mainMeasure(scene);
  if (groups === undefined || main === undefined) return [];
  const order = ranked(main);
  const [low] = order;
  const high = order.at(-1);
  if (low === undefined || high === undefined) return [[text(`No ${groups.name} has a value for ${main.name}.`)]];
  if (order.length === 1) return [only(groups, main, high, scene)];
  if (same(main, low, high)) {
    return [
      [
        text(order.length === main.cells.length ? 'All groups have' : 'All groups with a value have'),
        text(` the same ${main.name}: `),
        cellFigure(main, low, scene),
        text('.'),
      ],
    ];
  }
  if (isOrdered(groups, scene)) return [extremes(groups, main, { low, high }, scene)];
  const bottom = lowestAsked(main, scene);
  const best = bottom ? low : high;
  // Of equals the one that stands first is named first.
  const level = order.filter((row) => same(main, row, best)).toSorted((a, b) => a - b);
  const first = level[0] ?? best;
  const second = level[1] ?? (bottom ? order[1] : order.at(-2)) ?? first;
  const sentences = [leader(groups, main, { first, second, high: !bottom, level: level.length }, scene)];
  const more = [
    change(groups, main, scene),
    top(main, scene),
    last(groups, main, { low, order }, scene),
    otherLeader(groups, main, scene),
  ];
  return [...sentences, ...more.filter((sentence) => sentence !== null)].slice(0, 3);
}

/** The measure that the question sorts by, else the first that is not a comparison. */
export function mainMeasure({ query, measures }: Scene): Series | undefined {
  const sorted = measures.find(({ column }) => column.key === query.sort[0]?.by);
  return sorted ?? measures.find((series) => !isEarlier(series) && !isChange(series)) ?? measures[0];
}

function only(groups: Series, main: Series, row: number, scene: Scene): Part[] {
  const value = cellFigure(main, row, scene);
  if (scene.query.limit === null || isExcerpt(main, scene)) {
    return [
      cellFigure(groups, row, scene),
      text(` is the only ${groups.name} with a value: ${main.name} ${isPlural(main.name) ? 'are' : 'is'} `),
      value,
      text('.'),
    ];
  }
  return [cellFigure(groups, row, scene), text(superlative(main.name, !lowestAsked(main, scene))), value, text('.')];
}

interface Lead {
  readonly first: number;
  readonly second: number;
  readonly high: boolean;
  /** Groups that have the same value as the first. */
  readonly level: number;
}

function leader(groups: Series, main: Series, { first, second, high, level }: Lead, scene: Scene): Part[] {
  const value = cellFigure(main, first, scene);
  const among = isExcerpt(main, scene) ? [text('Among the rows shown, ')] : [];
  if (level > 1) {
    const label = isPlural(main.name) ? (high ? 'most' : 'fewest') : high ? 'highest' : 'lowest';
    return [
      ...among,
      cellFigure(groups, first, scene),
      text(level > 2 ? ', ' : ' and '),
      cellFigure(groups, second, scene),
      text(`${level > 2 ? ' and others' : ''} share the ${label} ${main.name}, at `),
      value,
      text('.'),
    ];
  }
  const whole =
    high && isWhole(main, scene)
      ? figure({ kind: 'share', cell: ref(main, first), column: main.column.key }, scene)
      : null;
  const part = whole === null ? [] : [text(' ('), whole, text(' of the total)')];
  const [from, to] = high ? [second, first] : [first, second];
  const gap = figure({ kind: 'difference', from: ref(main, from), to: ref(main, to) }, scene);
  const ahead =
    gap === null ? [] : [text(', '), gap, text(high ? ' ahead of ' : ' below '), cellFigure(groups, second, scene)];
  return [
    ...among,
    cellFigure(groups, first, scene),
    text(superlative(main.name, high)),
    value,
    ...part,
    ...ahead,
    text('.'),
  ];
}

/** With values of the same measure at another time: which group moved most. */
function change(groups: Series, main: Series, scene: Scene): Part[] | null {
  const earlier = scene.measures.find(isEarlier);
  if (earlier === undefined || earlier === main) return null;
  const moved = main.cells
    .map((cell, row) => ({
      row,
      by: Math.abs(Number(cell) - Number(earlier.cells[row])),
      known: cell !== null && (earlier.cells[row] ?? null) !== null,
    }))
    .filter(({ known, by }) => known && by > 0)
    .toSorted((a, b) => b.by - a.by)[0];
  if (moved === undefined) return null;
  const ends = { from: ref(earlier, moved.row), to: ref(main, moved.row) };
  const up = compareCells(main.cells[moved.row] ?? null, earlier.cells[moved.row] ?? null) > 0;
  const size = figure({ kind: 'difference', ...ends }, scene);
  const rate = figure({ kind: 'change', ...ends }, scene);
  if (size === null) return null;
  const inWords = rate === null || main.column.format?.kind === 'percent' ? [] : [text(' ('), rate, text(')')];
  return [
    text('The largest move from before is that of '),
    cellFigure(groups, moved.row, scene),
    text(up ? ', up ' : ', down '),
    size,
    ...inWords,
    text('.'),
  ];
}

/** How much the first three hold together, where rows stand in that order and there are enough of them for it to say something. */
function top(main: Series, scene: Scene): Part[] | null {
  const rows = main.cells.length;
  const sorted = scene.query.sort[0];
  if (rows < 7 || sorted?.by !== main.column.key || !sorted.descending || !isWhole(main, scene)) return null;
  const share = figure({ kind: 'share-of-first', count: 3, column: main.column.key }, scene);
  return share === null ? null : [text(`The top ${numeral(3)} together make up `), share, text(' of the total.')];
}

function last(
  groups: Series,
  main: Series,
  { low, order }: { readonly low: number; readonly order: readonly number[] },
  scene: Scene,
): Part[] | null {
  if (!scene.complete || lowestAsked(main, scene) || order.length < 3 || same(main, low, order[1] ?? -1)) return null;
  return [cellFigure(groups, low, scene), text(superlative(main.name, false)), cellFigure(main, low, scene), text('.')];
}

/** Who leads by another measure that was asked for, where it is somebody else or the second one of a pair. */
function otherLeader(groups: Series, main: Series, scene: Scene): Part[] | null {
  const other = scene.measures.find((series) => series !== main && !isEarlier(series) && !isChange(series));
  const order = other === undefined ? [] : ranked(other);
  const row = order.at(-1);
  if (other === undefined || row === undefined || order.length < 2 || same(other, row, order.at(-2) ?? -1)) return null;
  return [
    cellFigure(groups, row, scene),
    text(superlative(other.name, true)),
    cellFigure(other, row, scene),
    text('.'),
  ];
}

/** Parts of dates and ranges have a high and a low, not a winner. */
function extremes(
  groups: Series,
  main: Series,
  { low, high }: { readonly low: number; readonly high: number },
  scene: Scene,
): Part[] {
  const verb = isPlural(main.name) ? 'are' : 'is';
  return [
    text(`${capital(main.name)} ${verb} highest for `),
    cellFigure(groups, high, scene),
    text(', at '),
    cellFigure(main, high, scene),
    text(', and lowest for '),
    cellFigure(groups, low, scene),
    text(', at '),
    cellFigure(main, low, scene),
    text('.'),
  ];
}

function lowestAsked(main: Series, { query }: Scene): boolean {
  const sorted = query.sort[0];
  return query.limit !== null && sorted?.by === main.column.key && !sorted.descending;
}

const same = (series: Series, a: number, b: number): boolean =>
  compareCells(series.cells[a] ?? null, series.cells[b] ?? null) === 0;
