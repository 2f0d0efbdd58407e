import type { Narrative, Part, Query, Result, Understood } from '@lumiere/contract';
import { hasDigit } from './check-narrative.ts';
import type { Writing } from './figures.ts';
import { figure, isTime, sceneOf, text } from './scene.ts';
import type { Scene } from './scene.ts';
import { describeGroups } from './shapes/groups.ts';
import { describeList } from './shapes/list.ts';
import { describeNumber } from './shapes/number.ts';
import { describeRanking } from './shapes/ranking.ts';
import { describeTime } from './shapes/time.ts';

export interface DescribeOptions extends Writing {
  /** What was heard in the question; names the filters where nothing matches. */
  readonly understood?: Understood | null;
}

/**
 * One to four sentences about a result, the finding first. Every figure carries its derivation over the full result and every name its
 * cell; `checkNarrative` proves them. Totals, shares and lowest values are claimed only where every group is there.
 */
export function describe(query: Query, result: Result, options: DescribeOptions): Narrative {
  const scene = sceneOf(query, result, options);
  if (result.rowCount === 0) return { sentences: [nothing(scene, options.understood ?? null)] };
  const sentences = finding(scene);
  return { sentences: result.truncated ? [...sentences, cutOff(scene)] : sentences };
}

function finding(scene: Scene): Part[][] {
  const { query, dimensions, measures } = scene;
  if (query.detail || measures.length === 0) return describeList(scene);
  if (dimensions.length === 0) return describeNumber(scene);
  if (dimensions.length > 1) return describeGroups(scene);
  // The best months are a ranking: they do not follow each other.
  const ranked = query.limit !== null && measures.some(({ column }) => column.key === query.sort[0]?.by);
  return dimensions.some(isTime) && !ranked ? describeTime(scene) : describeRanking(scene);
}

function nothing({ query }: Scene, understood: Understood | null): Part[] {
  const filters = (understood?.chips ?? [])
    .filter((chip) => chip.applied && (chip.kind === 'filter' || chip.kind === 'period') && !hasDigit(chip.meaning))
    .map((chip) => chip.meaning);
  if (query.where === null && query.having === null) return [text('There are no rows to show.')];
  if (filters.length > 0) return [text(`No rows match. Looked for: ${filters.join('; ')}.`)];
  return [text('No rows match the filters of this question; a wider period or fewer filters may find some.')];
}

function cutOff(scene: Scene): Part[] {
  const count = figure({ kind: 'row-count' }, scene);
  return [
    text('The result was cut off, so these figures cover only the first '),
    ...(count === null ? [] : [count]),
    text(' rows.'),
  ];
}
