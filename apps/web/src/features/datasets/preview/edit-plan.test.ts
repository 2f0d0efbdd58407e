import { expect, test } from 'vitest';
import type { ImportPlan, NumberStyle } from '@lumiere/contract';
import { faultyColumns, listOf, readAs, withDecimal, withGrouping } from './edit-plan.ts';

const style: NumberStyle = { decimal: '.', grouping: ',', symbols: ['€'], percent: false, parentheses: false };

test('the decimal sign and the sign between thousands are never the same', () => {
  expect(withDecimal(style, ',')).toMatchObject({ decimal: ',', grouping: '.' });
  expect(withGrouping({ ...style, grouping: '' }, '.')).toMatchObject({ decimal: ',', grouping: '.' });
  expect(withGrouping(style, ' ')).toMatchObject({ decimal: '.', grouping: ' ' });
});

test('another type keeps what it can of how a column was read', () => {
  expect(readAs({ type: 'integer', style }, 'decimal', 'ymd')).toMatchObject({ type: 'decimal', style });
  expect(readAs({ type: 'timestamp', order: 'mdy' }, 'date', 'dmy')).toEqual({ type: 'date', order: 'mdy' });
  expect(readAs({ type: 'timestamp', order: 'mdy' }, 'instant', 'dmy')).toEqual({ type: 'instant', order: 'mdy' });
  expect(readAs({ type: 'text' }, 'date', 'dmy')).toEqual({ type: 'date', order: 'dmy' });
});

test('a list of words has no empty and no double ones', () => {
  expect(listOf(' n/a, -,, n/a ')).toEqual(['n/a', '-']);
});

test('names that collide without regard to case, or are missing, are found; left out columns do not count', () => {
  const column = (name: string, use = true) => ({
    at: 0,
    source: name,
    name,
    use,
    reading: { type: 'text' as const },
    nulls: [],
    evidence: '',
  });
  const plan: ImportPlan = {
    packed: 'none',
    member: null,
    layout: { format: 'parquet' },
    columns: [column('City'), column('city'), column(' '), column('CITY', false), column('other')],
  };
  expect(faultyColumns(plan)).toEqual([0, 1, 2]);
});
