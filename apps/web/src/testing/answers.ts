import type { Answer, Chip, Column, Result } from '@lumiere/contract';

export const chip = (of: Partial<Chip>): Chip => ({
  kind: 'measure',
  words: '',
  meaning: '',
  span: null,
  applied: true,
  assumed: false,
  alternatives: [],
  ...of,
});

export const column = (of: Partial<Column>): Column => ({
  key: 'region',
  label: 'Region',
  role: 'dimension',
  type: 'text',
  format: null,
  grain: null,
  part: null,
  field: null,
  additive: true,
  description: null,
  ...of,
});

export const regions: Result = {
  columns: [column({}), column({ key: 'revenue', label: 'Revenue', role: 'measure', type: 'decimal' })],
  data: [
    ['Nord', null, 'Süd'],
    ['1200.50', '7.25', null],
  ],
  rowCount: 3,
  truncated: false,
  asOf: '2026-01-31T23:30:00Z',
};

export const answer = (of: Partial<Answer>): Answer =>
  ({
    id: 'ans_00000001',
    connection: 'con_00000001',
    question: 'revenue by region',
    outcome: 'answered',
    confidence: 'high',
    understood: { text: 'Revenue by region.', chips: [] },
    missing: [],
    suggestions: [],
    query: null,
    statement: { dialect: 'duckdb', sql: 'select 1', parameters: [] },
    result: regions,
    charts: [],
    narrative: null,
    problems: [],
    receipt: 'rcp_00000001',
    zone: 'UTC',
    cached: false,
    timings: { ask: 1, plan: 1, run: 1, total: 12 },
    ...of,
    // ids are branded, and a test may make them up
  }) as Answer;
