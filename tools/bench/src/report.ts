import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { datasetBars, type DatasetFigures } from '../../../test/support/dataset-speed.ts';
import { geometricMean } from './figures.ts';

/** Keeps the figures of a mode in a file of its own, and prints whether every bar is met. */
export function conclude(folder: string, mode: string, figures: object, complaints: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${mode}-${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`);
  writeFileSync(file, `${JSON.stringify({ node: process.version, ...figures, missed: complaints }, null, 1)}\n`);
  console.log(complaints.length === 0 ? 'Every bar is met.' : `Missed: ${complaints.join('; ')}`);
}

/** Prints the figures of datasets; gives the bars that are missed. */
export function reportDatasets(figures: DatasetFigures): readonly string[] {
  const { import: imported, hot, tenMillion, load } = figures;
  const ms = (time: number): string => `${time.toFixed(time < 100 ? 1 : 0)} ms`;
  const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
  const mean = geometricMean(hot.map(({ ratio }) => ratio));
  console.log(
    `1,000,000 rows of CSV imported in ${ms(imported.ours)}, by the engine's own copy in ${ms(imported.engine)}: ${times(imported.ratio)}`,
  );
  for (const each of hot) console.log(`${times(each.ratio)} ${ms(each.ours)} against ${ms(each.native)}: ${each.sql}`);
  console.log(`hot dataset against native table: ${times(mean)}`);
  console.log(`group-by over 10,000,000 rows: ${ms(tenMillion.first)} at first, ${ms(tenMillion.later)} later`);
  console.log(`load ${load.map((each) => each.toFixed(1)).join(' to ')}`);
  const slowest = Math.max(tenMillion.first, tenMillion.later);
  return [
    ...(imported.ratio > datasetBars.import
      ? [`the import took ${times(imported.ratio)}; at most ${datasetBars.import}×`]
      : []),
    ...(mean > datasetBars.hot ? [`hot queries took ${times(mean)}; at most ${datasetBars.hot}×`] : []),
    ...(slowest > datasetBars.tenMillionMs
      ? [`the group-by took ${ms(slowest)}; at most ${datasetBars.tenMillionMs} ms`]
      : []),
  ];
}
