import type { ValueType } from '@lumiere/values';
import type { Encoded } from './connector.ts';
import { foundColumns, type FoundColumn } from './found-columns.ts';
import type { RunRequest, WireColumn } from './protocol.ts';
import { SourceError } from './source-error.ts';
import { columnText, finish, missingDouble, tooLarge, type ColumnText } from './wire.ts';

/** A column as the source describes it, in the house's type. */
export interface ResultField {
  readonly name: string;
  readonly type: ValueType;
}

/** Writes one cell that has a value as JSON, and as a double where its column is one. */
export interface CellWriter<Cell> {
  readonly json: (cell: Cell) => string;
  readonly double: (cell: Cell) => number;
}

/** Rows beyond the cap up to which the source is let come to its end by itself; one more is asked for to know that there are more. */
const slack = 1000;

/** The result of a query while its rows come in: encoded at once, counted, capped. */
export function resultSink<Cell>({ columns, maxRows, maxBytes }: Pick<RunRequest, 'columns' | 'maxRows' | 'maxBytes'>) {
  let found: readonly FoundColumn[] | null = null;
  let wire: readonly WireColumn[] = columns ?? [];
  let texts: readonly ColumnText[] = [];
  let writers: readonly CellWriter<Cell>[] = [];
  let rowCount = 0;
  let beyond = 0;
  let size = 0;
  return {
    /** Before the first row: what columns the source gives, and how each of ours is written. */
    start(fields: readonly ResultField[], writer: (column: WireColumn, place: number) => CellWriter<Cell>): void {
      if (columns === null) wire = found = foundColumns(fields);
      if (fields.length !== wire.length) {
        throw new SourceError(
          'query.failed',
          `The source gave ${fields.length} columns where ${wire.length} were expected.`,
        );
      }
      texts = wire.map(columnText);
      writers = wire.map(writer);
    },
    /** Takes a row; false says that the source need not go on. */
    row(cells: readonly (Cell | null)[]): boolean {
      if (rowCount >= maxRows) {
        beyond += 1;
        return beyond < slack;
      }
      rowCount += 1;
      for (const [c, writer] of writers.entries()) {
        const cell = cells[c] ?? null;
        const text = texts[c];
        if (text === undefined) continue;
        const json = cell === null ? 'null' : writer.json(cell);
        text.text += `,${json}`;
        text.doubles?.push(cell === null ? missingDouble : writer.double(cell) + 0);
        size += json.length + 1;
      }
      if (size > maxBytes) throw tooLarge(maxBytes);
      return true;
    },
    result: (): Encoded => ({ ...finish(wire, texts, maxBytes), rowCount, truncated: beyond > 0, found }),
  };
}

/** A value that is not what its column was promised to be. */
export function misfit(key: string, found: string, expected: string): SourceError {
  return new SourceError(
    'query.failed',
    `The column ${key} holds ${found.slice(0, 80)}, where ${expected} was expected.`,
    {
      hint: 'Refresh the catalog of the connection: the type of the column may have changed since it was read.',
    },
  );
}
