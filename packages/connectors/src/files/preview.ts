import type { FileInspection } from '@lumiere/contract';
import type { EngineValue, ImportEngine } from './import-engine.ts';
import { fileLimits } from './limits.ts';
import { brokenRows, type RawTable } from './raw-table.ts';
import { reasonSql, storedType, type TypedTable } from './typed-table.ts';
import { neutralType } from '../duckdb-catalog.ts';

type Cell = FileInspection['preview']['read'][number][number];

/** The first rows of a file, as they stand and as they are read. */
export async function preview(
  raw: RawTable,
  typed: TypedTable,
  engine: ImportEngine,
): Promise<FileInspection['preview']> {
  const { columns } = typed;
  const shown = columns.map(({ cell }) => `left(c${cell}::varchar, ${fileLimits.previewCell})`);
  const read = columns.map(({ column }, i) => readSql(`v${i}`, storedType(column)));
  const rows = await engine.rows(
    `select row_number, ${[...shown, ...read].join(', ')}, ${typed.misfit}, ${reasonSql(raw, typed)} from ${typed.first(fileLimits.previewRows)} order by row_number`,
  );
  const width = columns.length;
  const bad = rows.flatMap((row, i) =>
    row[1 + 2 * width] === true ? [{ row: i, reason: String(row[2 + 2 * width]) }] : [],
  );
  const broken =
    raw.broken === null
      ? []
      : await engine.rows(
          `select r::bigint, left(raw, ${fileLimits.previewCell}), reason from ${brokenRows(raw.broken.file)} limit ${fileLimits.previewRows}`,
        );
  // rows that could not be cut stand after those that could, each in one cell
  const room = broken.slice(0, Math.max(0, fileLimits.previewRows - rows.length) || 5);
  return {
    raw: [...rows.map((row) => row.slice(1, 1 + width).map(textOf)), ...room.map((row) => [textOf(row[1])])],
    read: [...rows.map((row) => row.slice(1 + width, 1 + 2 * width) as Cell[]), ...room.map(() => [])],
    bad: [
      ...bad,
      ...room.map((row, i) => ({ row: rows.length + i, reason: `row ${String(row[0])}: ${String(row[2])}` })),
    ],
  };
}

const textOf = (value: EngineValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value);

/** A value in the wire form, near enough to be looked at. */
function readSql(value: string, native: string): string {
  switch (neutralType(native.replace(/^timestamptz$/i, 'TIMESTAMP WITH TIME ZONE'))) {
    case 'boolean':
      return value;
    case 'double':
      return `case when isfinite(${value}) then ${value} end`;
    case 'integer':
      return `case when abs(${value}::hugeint) < 9007199254740992 then ${value}::double end`;
    case 'timestamp':
      return `replace(${value}::varchar, ' ', 'T')`;
    case 'instant':
      return `replace(replace(${value}::varchar, ' ', 'T'), '+00', 'Z')`;
    case 'binary':
      return `octet_length(${value}) || ' bytes'`;
    case 'text':
    case 'json':
    case 'decimal':
    case 'date':
    case 'time':
      return `left(${value}::varchar, ${fileLimits.previewCell})`;
  }
}
