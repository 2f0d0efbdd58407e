import type { ChartKind } from '@lumiere/contract';

/** What people call each kind that can be drawn; "chart", "graph", "plot" and "diagram" may follow. */
const names: readonly (readonly [ChartKind, string, bare: boolean])[] = [
  ['pie', 'pie', false],
  ['donut', 'donut, doughnut', false],
  ['line', 'line', false],
  ['area', 'area', false],
  ['bar', 'bar, column', false],
  ['horizontal-bar', 'horizontal bar', false],
  ['stacked-bar', 'stacked bar, stacked column', false],
  ['grouped-bar', 'grouped bar, clustered bar, grouped column, clustered column', false],
  ['combo', 'combo, combination', false],
  ['scatter', 'scatter', false],
  ['scatter', 'scatterplot', true],
  ['heatmap', 'heatmap, heat map', true],
  ['histogram', 'histogram', true],
  ['treemap', 'treemap, tree map', true],
];

const nouns = ['chart', 'graph', 'plot', 'diagram', 'charts', 'graphs'];
const openers = ['', 'a', 'as', 'as a', 'as an', 'in', 'in a', 'in an', 'on a', 'using a', 'with a', 'into a', 'by a'];
const endings = ['', 'of', 'for', 'showing', 'about', 'with'];

/** Phrases that ask for a kind of chart, each with its kind: "as a pie chart", "bar chart of". */
export const chartPhrases: ReadonlyMap<string, ChartKind> = new Map([
  ...names.flatMap(([kind, list, bare]) =>
    list.split(', ').flatMap((name) => {
      const titles = [...nouns.map((noun) => `${name} ${noun}`), ...(bare ? [name, `${name}s`] : [])];
      // "as bars", "as a line": short for the chart, where the words before say so
      const short = openers
        .filter((opener) => opener.startsWith('as'))
        .flatMap((opener) => [`${opener} ${name}`, `${opener} ${name}s`]);
      return [
        ...short.map((phrase) => [phrase, kind] as const),
        ...titles.flatMap((title) =>
          openers.flatMap((opener) =>
            endings.map((ending) => [[opener, title, ending].filter((word) => word !== '').join(' '), kind] as const),
          ),
        ),
      ];
    }),
  ),
  ...['as table', 'as a table', 'in a table', 'in table form', 'in tabular form', 'as a list in a table'].map(
    (phrase) => [phrase, 'table'] as const,
  ),
]);
