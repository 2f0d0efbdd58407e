import { suggestCharts } from '@lumiere/charts';
import type { Column, Problem, Result } from '@lumiere/contract';
import { inlined } from '@lumiere/sql';
import type { Database } from './database.ts';
import type { Reading } from './engine.ts';
import type { Grid, GridCell } from './grid.ts';
import type { Attempt } from './score.ts';

/** One line of the published format. */
export interface Line {
  readonly id: string;
  readonly outcome: Attempt['outcome'];
  readonly confidence: Attempt['confidence'];
  readonly sql: string | null;
  readonly columns: readonly string[];
  /** The first 1,000. */
  readonly rows: readonly (readonly GridCell[])[];
  readonly rowCount: number;
  readonly chart: string | null;
  readonly understood: string | null;
  readonly ms: number;
}

export interface Tried {
  readonly attempt: Attempt;
  readonly line: Line;
  /** Why there is no answer; empty where there is one. */
  readonly problems: readonly Problem[];
}

const rowsKept = 1000;

/** Takes what an engine read in a question to the end: a typed query is run and its chart is chosen. */
export async function attempt(id: string, reading: Reading, ms: number, database: Database): Promise<Tried> {
  if (reading.kind !== 'query') return without(id, reading.kind, ms, reading.reasons);
  const ran = await database.run(reading.query);
  // a query that the product cannot run is not answered
  if (!ran.ok) return without(id, 'refused', ms, ran.problems);
  const { result, statement, understood } = ran.value;
  const grid = gridOf(result);
  const chart = suggestCharts(reading.query, result, reading.chart)[0]?.spec.kind ?? null;
  const line: Line = {
    id,
    outcome: 'answered',
    confidence: reading.confidence,
    sql: inlined(statement),
    columns: result.columns.map((column) => column.key),
    rows: grid.rows.slice(0, rowsKept),
    rowCount: result.rowCount,
    chart,
    understood,
    ms,
  };
  return { attempt: { outcome: 'answered', confidence: reading.confidence, grid, chart, ms }, line, problems: [] };
}

function without(id: string, outcome: 'clarify' | 'refused', ms: number, problems: readonly Problem[]): Tried {
  const line: Line = {
    id,
    outcome,
    confidence: null,
    sql: null,
    columns: [],
    rows: [],
    rowCount: 0,
    chart: null,
    understood: null,
    ms,
  };
  return { attempt: { outcome, confidence: null, grid: null, chart: null, ms }, line, problems };
}

function gridOf(result: Result): Grid {
  const rows = Array.from({ length: result.rowCount }, (_, r) =>
    result.columns.map((column, c) => cellOf(column, result.data[c]?.[r] ?? null)),
  );
  return { columns: result.columns.map((column) => column.key), rows };
}

/** A wire cell as a database gives it: what travels as text though it is a number becomes one again. */
function cellOf(column: Column, cell: GridCell): GridCell {
  if (typeof cell !== 'string') return cell;
  if (column.type === 'integer') return BigInt(cell);
  return column.type === 'decimal' || column.type === 'double' ? Number(cell) : cell;
}
