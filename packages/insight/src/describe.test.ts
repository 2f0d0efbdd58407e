import type { Result, Understood } from '@lumiere/contract';
import { describe, expect, it } from 'vitest';
import { checkNarrative } from './check-narrative.ts';
import { month, money, orders, percent, queryOf, read, region, resultOf, revenue } from './describe.fixture.ts';
import { describe as narrate } from './describe.ts';

const en = { locale: 'en', zone: 'UTC' };
const say = (query: object, result: Result): string => {
  const narrative = narrate(queryOf(query), result, en);
  expect(checkNarrative(narrative, result, en)).toEqual([]);
  return read(narrative);
};

const of = (measure: string) => ({ kind: 'measure', measure: `orders.${measure}` });
describe('a single number', () => {
  it('is said with its unit', () => {
    expect(say({}, resultOf([revenue(['1234567.80'])]))).toBe('Revenue came to €1,234,567.80.');
  });

  it('is compared with the period before', () => {
    const query = {
      measures: [
        { key: 'revenue', value: of('revenue') },
        { key: 'before', value: { kind: 'shifted', of: of('revenue'), grain: 'month', offset: -1 } },
      ],
    };
    const result = resultOf([revenue(['90.00']), { ...revenue(['120.00']), key: 'before' }]);
    expect(say(query, result)).toBe('Revenue came to €90.00, down 25% from €120.00 the month before.');
  });

  it('does not give the change of a rate as a rate', () => {
    const query = {
      measures: [
        { key: 'margin', value: of('margin') },
        { key: 'before', value: { kind: 'shifted', of: of('margin'), grain: 'year', offset: -1 } },
      ],
    };
    const rate = { role: 'measure', type: 'double', format: percent, additive: false } as const;
    const result = resultOf([
      { key: 'margin', cells: [0.3], ...rate },
      { key: 'before', cells: [0.25], ...rate },
    ]);
    expect(say(query, result)).toBe('Margin was 30%, up from 25% the year before.');
  });

  it('that does not exist is said to be missing', () => {
    expect(say({}, resultOf([revenue([null])]))).toBe('There is no value for revenue: no row that matches has one.');
  });

  it('stands beside the others that were asked for', () => {
    expect(say({}, resultOf([revenue(['10.00']), orders([3])]))).toBe('Revenue came to €10.00. Orders came to 3.');
  });
});

describe('a ranking', () => {
  const ranked = resultOf([region(['North', 'South', 'West']), revenue(['500.00', '300.00', '200.00'])]);

  it('leads with the leader, its share, its lead, and names the last', () => {
    expect(say({}, ranked)).toBe(
      'North has the highest revenue, at €500.00 (50% of the total), €200.00 ahead of South. West has the lowest revenue, at €200.00.',
    );
  });

  it('says most and fewest of things that are counted', () => {
    expect(say({}, resultOf([region(['North', 'South', 'West']), orders([5, 9, 1])]))).toBe(
      'South has the most orders: 9 (60% of the total), 4 ahead of North. West has the fewest orders: 1.',
    );
  });

  it('claims neither a share nor a lowest when it is limited', () => {
    const query = { limit: 3, sort: [{ by: 'revenue', descending: true }] };
    expect(say(query, ranked)).toBe('North has the highest revenue, at €500.00, €200.00 ahead of South.');
  });

  it('speaks of the lowest when those were asked for', () => {
    const query = { limit: 2, sort: [{ by: 'revenue', descending: false }] };
    const result = resultOf([region(['West', 'South']), revenue(['200.00', '300.00'])]);
    expect(say(query, result)).toBe('West has the lowest revenue, at €200.00, €100.00 below South.');
  });

  it('claims no share of a measure that does not add up', () => {
    const result = resultOf([
      region(['North', 'South']),
      revenue(['5.00', '3.00'], { key: 'price', label: 'Average price', additive: false }),
    ]);
    expect(say({}, result)).toBe('North has the highest average price, at €5.00, €2.00 ahead of South.');
  });

  it('says that leaders are level', () => {
    expect(say({}, resultOf([region(['North', 'South', 'West']), revenue(['5.00', '5.0', '1.00'])]))).toBe(
      'North and South share the highest revenue, at €5.00. West has the lowest revenue, at €1.00.',
    );
  });

  it('says that all are level', () => {
    expect(say({}, resultOf([region(['North', 'South']), orders([2, 2])]))).toBe('All groups have the same orders: 2.');
  });

  it('names the group without a name', () => {
    expect(say({}, resultOf([region([null, 'South']), orders([9, 2])]))).toContain('(empty) has the most orders: 9');
    expect(say({}, resultOf([region([' ', 'South']), orders([9, 2])]))).toContain('(empty) has the most orders: 9');
  });

  it('sees differences that doubles do not', () => {
    const result = resultOf([region(['North', 'South']), revenue(['9007199254740992.30', '9007199254740992.10'])]);
    expect(say({}, result)).toContain('North has the highest revenue, at €9,007,199,254,740,992.30');
    expect(say({}, result)).toContain('€0.20 ahead of South');
  });

  it('covers only what is there when the source was cut off', () => {
    const result = resultOf([region(['North', 'South', 'West']), orders([5, 9, 1])], { truncated: true });
    expect(say({}, result)).toBe(
      'Among the rows shown, South has the most orders: 9, 4 ahead of North. The result was cut off, so these figures cover only the first 3 rows.',
    );
  });

  it('speaks of parts of dates by high and low', () => {
    const result = resultOf([
      { key: 'weekday', type: 'integer', part: 'weekday', cells: [1, 6, 7] },
      orders([10, 30, 5]),
    ]);
    expect(say({}, result)).toBe('Orders are highest for Saturday, at 30, and lowest for Sunday, at 5.');
  });

  it('names who moved most against another time', () => {
    const query = {
      measures: [
        { key: 'revenue', value: of('revenue') },
        { key: 'before', value: { kind: 'shifted', of: of('revenue'), grain: 'year', offset: -1 } },
      ],
    };
    const result = resultOf([
      region(['North', 'South']),
      revenue(['100.00', '90.00']),
      { ...revenue(['95.00', '45.00']), key: 'before' },
    ]);
    expect(say(query, result)).toContain('The largest move from before is that of South, up €45.00 (100%).');
  });

  it('takes the best months for a ranking', () => {
    const query = { limit: 2, sort: [{ by: 'revenue', descending: true }] };
    expect(say(query, resultOf([month(['2024-11-01', '2024-03-01']), revenue(['9.00', '8.00'])]))).toBe(
      'Nov 2024 has the highest revenue, at €9.00, €1.00 ahead of Mar 2024.',
    );
  });
});

describe('a time series', () => {
  it('goes from the first to the last whole period and leaves out the one that is not over', () => {
    const result = resultOf([
      month(['2024-09-01', '2024-10-01', '2024-11-01', '2024-12-01']),
      revenue(['100.00', '80.00', '150.00', '20.00']),
    ]);
    expect(say({}, result)).toBe(
      'Revenue rose 50%, from €100.00 in Sep 2024 to €150.00 in Nov 2024. It was lowest at €80.00 in Oct 2024. Dec 2024 is not a whole period, so it is left out of the comparison.',
    );
  });

  it('takes the bounds of the question where they are known', () => {
    const covered = { from: '2024-01-15', until: '2024-04-01' };
    const result = resultOf([{ ...month(['2024-01-01', '2024-02-01', '2024-03-01']), covered }, orders([5, 20, 30])]);
    expect(say({}, result)).toBe(
      'Orders rose 50%, from 20 in Feb 2024 to 30 in Mar 2024. Jan 2024 is not a whole period, so it is left out of the comparison.',
    );
  });

  it('leaves out what the age of the data cuts too, however far the question reaches', () => {
    const covered = { from: '2024-10-15', until: '2025-01-01' };
    const result = resultOf([{ ...month(['2024-10-01', '2024-11-01', '2024-12-01']), covered }, orders([5, 20, 30])]);
    expect(say({}, result)).toBe(
      'Orders came to 20 in Nov 2024. Oct 2024 is not a whole period, so it is left out of the comparison. Dec 2024 is not a whole period, so it is left out of the comparison.',
    );
  });

  it('does not depend on the order of rows', () => {
    const result = resultOf([month(['2024-03-01', '2024-01-01', '2024-02-01']), orders([30, 10, 20])]);
    expect(say({}, result)).toBe(
      'Orders rose 200%, from 10 in Jan 2024 to 30 in Mar 2024. That end is its highest point and the start its lowest.',
    );
  });

  it('says a fall as a fall', () => {
    expect(say({}, resultOf([month(['2024-01-01', '2024-02-01']), orders([40, 10])]))).toBe(
      'Orders fell 75%, from 40 in Jan 2024 to 10 in Feb 2024.',
    );
  });

  it('gives a difference where a percentage would mislead', () => {
    const result = resultOf([month(['2024-01-01', '2024-02-01']), revenue(['-10.00', '5.00'], { key: 'profit' })]);
    expect(say({}, result)).toBe('Profit rose €15.00, from -€10.00 in Jan 2024 to €5.00 in Feb 2024.');
  });

  it('puts the right word before weeks and days', () => {
    const week = { key: 'week', type: 'date', grain: 'week', cells: ['2024-06-03', '2024-06-10'] } as const;
    expect(say({}, resultOf([week, orders([1, 2])]))).toBe(
      'Orders rose 100%, from 1 in the week of 3 Jun 2024 to 2 in the week of 10 Jun 2024.',
    );
    const day = { key: 'day', type: 'date', grain: 'day', cells: ['2024-06-03', '2024-06-04'] } as const;
    expect(say({}, resultOf([day, orders([2, 2])]))).toBe(
      'Orders ended where they began, at 2 on 3 Jun 2024 and on 4 Jun 2024.',
    );
  });
});

describe('other shapes', () => {
  it('two groupings name the strongest and the weakest combination', () => {
    const result = resultOf([
      month(['2024-01-01', '2024-01-01', '2024-02-01']),
      region(['North', 'South', 'North']),
      revenue(['10.00', '70.00', '20.00']),
    ]);
    expect(say({}, result)).toBe(
      'The highest revenue is €70.00 (70% of the total) for South in Jan 2024. The lowest is €10.00 for North in Jan 2024.',
    );
  });

  it('a list says how many rows there are and who stands first', () => {
    const result = resultOf([
      { key: 'product', cells: ['Model 3', 'Model 2'] },
      { key: 'price', type: 'decimal', format: money, cells: ['9.00', '7.00'] },
    ]);
    expect(say({ detail: true, sort: [{ by: 'price', descending: true }] }, result)).toBe(
      'There are 2 rows that match. Model 3 has the highest price: €9.00.',
    );
    expect(say({ detail: true }, resultOf([{ key: 'product', cells: ['Model 3'] }]))).toBe(
      'There is 1 row that matches.',
    );
  });

  it('nothing found is said in words, with the filters', () => {
    const chips: Understood['chips'] = [
      {
        kind: 'filter',
        words: 'nord',
        meaning: 'Region is Nord',
        span: null,
        applied: true,
        assumed: false,
        alternatives: [],
      },
    ];
    const where = { kind: 'null', on: { field: 'orders.region' } };
    const understood = { text: '', chips };
    expect(read(narrate(queryOf({ where }), resultOf([orders([])]), { ...en, understood }))).toBe(
      'No rows match. Looked for: Region is Nord.',
    );
    expect(read(narrate(queryOf({}), resultOf([orders([])]), en))).toBe('There are no rows to show.');
  });

  it('a label with digits is not repeated in words', () => {
    const narrative = narrate(
      queryOf(),
      resultOf([region(['A', 'B']), { ...orders([1, 2]), label: 'Orders 2024' }]),
      en,
    );
    expect(read(narrative)).not.toContain('2024');
  });
});
