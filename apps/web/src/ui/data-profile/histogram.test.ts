import { expect, test } from 'vitest';
import { quartileBox } from './histogram.tsx';

test('quartiles lie where they belong between the ends, of numbers, dates and moments', () => {
  expect(quartileBox([25, 50, 75], 0, 100)).toEqual({ q1: 0.25, median: 0.5, q3: 0.75 });
  expect(quartileBox(['-5', '0', '2.5'], -10, '10')).toEqual({ q1: 0.25, median: 0.5, q3: 0.625 });
  expect(quartileBox(['2024-01-02', '2024-01-03', '2024-01-05'], '2024-01-01', '2024-01-05')).toEqual({
    q1: 0.25,
    median: 0.5,
    q3: 1,
  });
  const noon = '2024-01-01T12:00:00';
  expect(quartileBox([noon, noon, noon], '2024-01-01T00:00:00', '2024-01-02T00:00:00Z')?.q1).toBe(0.5);
});

test('where the place of a quartile is not known, none is drawn', () => {
  expect(quartileBox([null, null, null], 0, 1)).toBeNull();
  expect(quartileBox([1, 1, 1], 1, 1)).toBeNull();
  expect(quartileBox(['0044-03-15 (BC)', '1000-01-01', '2000-01-01'], '0044-03-15 (BC)', '2000-01-01')).toBeNull();
  expect(quartileBox([1, 2, 99], 0, 10)).toBeNull();
});
