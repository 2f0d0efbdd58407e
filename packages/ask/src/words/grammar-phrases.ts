import type { GrammarItem } from '../grammar/items.ts';
import { chartPhrases } from './chart-words.ts';

type Line = readonly [item: GrammarItem, phrases: string];

const lines: readonly Line[] = [
  [
    { kind: 'group' },
    'by, per, each, for each, for every, in each, in every, of each, from each, by each, per each, broken down by, break down by, break it down by, break that down by, broken out by, split by, split it by, split that by, grouped by, group by, and by, then by, and then by, and per, segmented by, every, from every, according to, sliced by, by the, divided up by, for the different, of every, on each, at each',
  ],
  [
    { kind: 'aggregate', function: 'count' },
    'how many, number of, the number of, count of, count the number of, count the, count, total number of, total count of, the total number of, amount of rows, how often, # of, no of, how many of',
  ],
  [
    { kind: 'aggregate', function: 'distinct' },
    'how many different, how many distinct, how many unique, number of different, number of distinct, number of unique, count distinct, the number of distinct, the number of different, count of distinct, total number of different, total number of distinct, the total number of distinct, the total number of different',
  ],
  [{ kind: 'distinct' }, 'distinct, different, unique, the different, the distinct, all different, all distinct'],
  [
    { kind: 'aggregate', function: 'sum' },
    'total, sum, sum of, total of, the total, overall total, summed, sum up, combined, how much, total amount of, the sum of, aggregate',
  ],
  [
    { kind: 'aggregate', function: 'avg' },
    'average, avg, mean, average of, the average, on average, typical, mean of, averaged',
  ],
  [{ kind: 'aggregate', function: 'median' }, 'median, median of'],
  [{ kind: 'aggregate', function: 'min' }, 'minimum, min, minimal, minimum of'],
  [{ kind: 'aggregate', function: 'max' }, 'maximum, max, maximal, peak, maximum of'],
  [{ kind: 'rank', descending: true, pure: true }, 'top, best, leading'],
  [{ kind: 'rank', descending: false, pure: true }, 'bottom, worst, poorest'],
  [
    { kind: 'rank', descending: true, pure: false },
    'most, highest, largest, biggest, greatest, the most, maximum number of, most number of, largest number of, highest number of, greatest number of, strongest',
  ],
  [
    { kind: 'rank', descending: false, pure: false },
    'least, lowest, smallest, fewest, the least, minimum number of, least number of, smallest number of, lowest number of, fewest number of, weakest, tiniest',
  ],
  [
    { kind: 'rank', descending: true, pure: false, adjective: 'count' },
    'most common, most frequent, most frequently, most often, most frequently used, most commonly, busiest',
  ],
  [{ kind: 'rank', descending: false, pure: false, adjective: 'count' }, 'least common, least frequent, rarest'],
  [{ kind: 'rank', descending: true, pure: true }, 'most popular'],
  [{ kind: 'rank', descending: false, pure: true }, 'least popular'],
  [{ kind: 'rank', descending: true, pure: false, adjective: 'price' }, 'most expensive, priciest, dearest, costliest'],
  [{ kind: 'rank', descending: false, pure: false, adjective: 'price' }, 'cheapest, least expensive'],
  [
    { kind: 'rank', descending: true, pure: false, adjective: 'time' },
    'latest, newest, most recent, most recently, last ever',
  ],
  [{ kind: 'rank', descending: false, pure: false, adjective: 'time' }, 'earliest, first ever'],
  [{ kind: 'rank', descending: true, pure: false, adjective: 'duration' }, 'longest'],
  [{ kind: 'rank', descending: false, pure: false, adjective: 'duration' }, 'shortest, quickest'],
  [{ kind: 'rank', descending: true, pure: false, adjective: 'age' }, 'oldest'],
  [{ kind: 'rank', descending: false, pure: false, adjective: 'age' }, 'youngest'],
  [
    { kind: 'compare', op: '>' },
    'more than, greater than, over, above, exceeding, exceeds, exceed, higher than, larger than, bigger than, longer than, older than, heavier than, taller than, greater, beyond, in excess of, costing more than, >, is above, upwards of, of more than, warmer than, hotter than, higher, better than, surpassing, surpass, over the',
  ],
  [
    { kind: 'compare', op: '<' },
    'less than, fewer than, under, below, lower than, smaller than, shorter than, younger than, cheaper than, lighter than, <, is below, of less than, colder than, cooler than, not exceeding, lower, worse than',
  ],
  [
    { kind: 'compare', op: '>=' },
    'at least, no less than, no fewer than, minimum of, or more, or above, and above, and over, greater than or equal to, more than or equal to, not less than, >=, or higher, or older',
  ],
  [
    { kind: 'compare', op: '<=' },
    'at most, no more than, up to, maximum of, or less, or fewer, or below, or under, less than or equal to, not more than, <=, or lower, or younger',
  ],
  [{ kind: 'compare', op: '=' }, 'exactly, equal to, equals, equal, precisely, ='],
  [{ kind: 'between' }, 'between, ranging from, in the range'],
  [
    { kind: 'negation' },
    'not, except, except for, excluding, exclude, excl, without counting, other than, apart from, but not, leave out, leaving out, outside, outside of, ignoring, omit, omitting, skip, minus the, are not, is not, isnt, arent, not in, not from, everything but, all but, besides, doesnt, dont, do not, does not, were not, was not, wasnt, werent, non',
  ],
  [
    { kind: 'lacking' },
    'without, with no, missing, lacking, lack, lacks, have no, has no, without any, without a, with missing, with no known, do not have, does not have, dont have, doesnt have, had no, unknown, empty, blank, no known, where we dont know, we dont know, without an, that have no, who have no, do not have any, does not have any, dont have any, doesnt have any, having no, is empty, is missing, are missing, is null, with empty, with unknown',
  ],
  [
    { kind: 'never' },
    'never, has never, have never, nobody has, no one has, nobody, no one, noone, never been, have never been, has never been, havent, hasnt, have not, has not, did not, didnt, have not been, has not been, hasnt been, havent been, that never, never once, were never, was never, not yet',
  ],
  [
    { kind: 'window', function: 'share' },
    'share of total, share of the total, percentage of total, percentage of the total, percent of total, percent of the total, % of total, % of the total, as a percentage of the total, as a percentage of total, as a share of total, as share of total, as a share of the total, as percentage of total, as a percentage, as percentage, as percent, as a percent, as percentages, share of, what share of, what percentage of, what percent of, percentage of, percent of, proportion of, the share of, the percentage of, fraction of, what proportion of, what fraction of, share, contribution of, contribution, contribution to, what % of, % of, the proportion of, in percent, percentage',
  ],
  [
    { kind: 'window', function: 'running-sum' },
    'running total, running total of, cumulative, cumulative sum of, cumulative total of, cumulatively, running sum of, running sum, running, accumulated, cumulated, make it cumulative',
  ],
  [{ kind: 'window', function: 'running-avg' }, 'running average, running average of, cumulative average of'],
  [
    { kind: 'growth', of: null, relative: true },
    'growth, growth of, growth rate, growth rate of, percentage growth, percent growth, growth in, % growth, growth rate in, rate of growth',
  ],
  [
    { kind: 'growth', of: null, relative: false },
    'change, change of, change in, difference, difference in, increase in, decrease in, increase of, change from',
  ],
  [
    { kind: 'growth', of: null, relative: true },
    'percentage change, percent change, percentage change in, percent change in, % change, % change in, relative change',
  ],
  [
    { kind: 'growth', of: 'year', relative: true },
    'year over year, year on year, yoy, year over year growth, year on year growth, yoy growth, yoy growth of, yoy growth in, year over year growth in, year over year growth of, annual growth, annual growth of, annual growth rate of, yearly growth',
  ],
  [
    { kind: 'growth', of: 'year', relative: false },
    'year over year change in, year over year change, yoy change, yoy change in, year on year change in, year over year difference',
  ],
  [
    { kind: 'growth', of: 'month', relative: true },
    'month over month, month on month, mom, month over month growth, month on month growth, mom growth, month over month growth in, month over month growth of, monthly growth, monthly growth in, monthly growth of, month to month growth',
  ],
  [
    { kind: 'growth', of: 'month', relative: false },
    'month over month change in, month over month change, mom change, mom change in, month on month change in, month on month change, month to month change in, monthly change in',
  ],
  [
    { kind: 'growth', of: 'quarter', relative: true },
    'quarter over quarter, quarter on quarter, qoq, quarter over quarter growth, qoq growth, quarterly growth, quarterly growth of, quarterly growth in',
  ],
  [
    { kind: 'growth', of: 'quarter', relative: false },
    'quarter over quarter change in, quarter over quarter change, qoq change, qoq change in',
  ],
  [
    { kind: 'growth', of: 'week', relative: true },
    'week over week, week on week, wow, week over week growth, wow growth, weekly growth',
  ],
  [
    { kind: 'growth', of: 'week', relative: false },
    'week over week change in, week over week change, wow change, weekly change in',
  ],
  [{ kind: 'growth-verb' }, 'by what percentage did, by what percent did, by how much did'],
  [
    { kind: 'grew' },
    'grow, grew, grown, increase, increased, decrease, decreased, decline, declined, rise, rose, drop, dropped, fall, fell, shrink, shrank',
  ],
  [
    { kind: 'versus' },
    'vs, versus, compared with, compared to, against, compare to, compared against, relative to, in comparison with, in comparison to, v',
  ],
  [{ kind: 'compare-verb' }, 'compare, comparison of, comparing, compare the, comparison between, difference between'],
  [{ kind: 'divide' }, 'divided by, per average, over number of, divided through'],
  [{ kind: 'rate' }, 'rate, rate of, ratio, ratio of, the rate of'],
  [{ kind: 'and' }, 'and, as well as, plus, along with, together with, &, +, and also'],
  [{ kind: 'or' }, 'or, either, /'],
  [{ kind: 'comma' }, ', , ;, :'],
  [
    { kind: 'list' },
    'list, list all, list the, show all, show me all, which are, name all, list out, give me a list of, a list of, list of, show me a list of',
  ],
  [
    { kind: 'which' },
    'which, who, whose, what are the names of, name the, what are, whom, who are, who is, which are the, what kind of',
  ],
  [
    { kind: 'preposition', word: 'in' },
    'in, from, at, on, of, for, within, to, inside, during, with, based in, located in, among, amongst, by way of, via, through, using, where, whose, that, than, as',
  ],
  [
    { kind: 'only' },
    'only, just, only the, limited to, restricted to, only for, just for, filter by, filtered by, filter to, filtered to, only show, show only, limit to, restrict to, only those',
  ],
  [
    { kind: 'order-by' },
    'sorted by, ordered by, order by, sort by, ranked by, in order of, rank by, sort them by, order them by, arranged by, sorted in, sort the list by, sort the results by, listed by',
  ],
  [
    { kind: 'order-by', descending: true },
    'in descending order of, descending order of, in descending order by, ordered descending by, sorted descending by, in decreasing order of, from highest to lowest by, ordered by descending, sorted by descending, in descending order according to',
  ],
  [
    { kind: 'order-by', descending: false },
    'in ascending order of, ascending order of, in ascending order by, ordered ascending by, sorted ascending by, in increasing order of, from lowest to highest by, ordered by ascending, sorted by ascending, in alphabetical order of, in alphabetical order by, alphabetically by, in lexicographic order of',
  ],
  [
    { kind: 'direction', descending: true },
    'descending, desc, descending order, in descending alphabetical order, descending alphabetical order, in descending lexicographical order, in reverse order, in descending order, from highest to lowest, highest first, largest first, from high to low, biggest first, decreasing order, in decreasing order, from most to least, high to low, most first, newest first, reverse alphabetical order, in reverse alphabetical order, from the highest to the lowest, from oldest to youngest',
  ],
  [
    { kind: 'direction', descending: false },
    'ascending, asc, ascending order, in ascending alphabetical order, ascending alphabetical order, in ascending lexicographical order, in ascending order, from lowest to highest, lowest first, smallest first, from low to high, increasing order, in increasing order, alphabetically, in alphabetical order, alphabetical order, alphabetic order, in alphabetic order, low to high, fewest first, oldest first, in lexicographical order, lexicographical order, from youngest to oldest, from the youngest to the oldest, in lexicographic order',
  ],
  [
    { kind: 'above-average' },
    'above average, above the average, more than average, more than the average, over average, higher than average, higher than the average, greater than average, greater than the average, larger than the average, larger than average, over the average, better than average, older than the average, older than average, longer than average, longer than the average, exceeds the average, exceed the average, higher than the mean',
  ],
  [
    { kind: 'below-average' },
    'below average, below the average, less than average, less than the average, under average, lower than average, lower than the average, fewer than average, fewer than the average, smaller than the average, smaller than average, worse than average, shorter than the average, under the average, younger than the average, younger than average',
  ],
  [
    { kind: 'follow' },
    'what about, how about, same for, same but, the same for, same with, and what about, and for, the same but, do the same for, same thing for, instead, and the same for, what if',
  ],
  [
    { kind: 'stop' },
    'the company, our company, the business, chart of, graph of, plot of, a chart of, a graph of, table of, as a chart, as a graph, in a chart, in a graph, degrees, degree, euros, euro, dollars, eur, usd, pounds, celsius, on file, at all, that day, that year, that month, in total, in general, as a whole, with us, in the database, in the data',
  ],
  [{ kind: 'total' }, 'of the total, of total, the total please, of all'],
];

/** Phrases of the question's grammar, lower case, and what each does. */
export const grammarPhrases: ReadonlyMap<string, GrammarItem> = new Map([
  ...[...chartPhrases].map(([phrase, chart]) => [phrase, { kind: 'chart', chart }] as const),
  ...lines
    .flatMap(([item, phrases]) => phrases.split(', ').map((phrase) => [phrase.trim(), item] as const))
    .filter(([phrase]) => phrase !== ''),
]);
/** The words that stand in them, for the mending of typos. */
export const grammarWords: readonly string[] = [
  ...new Set([...grammarPhrases.keys()].flatMap((phrase) => phrase.split(' '))),
];
