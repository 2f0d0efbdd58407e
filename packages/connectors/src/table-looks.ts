import type { CatalogTable } from '@lumiere/contract';
import type { CatalogProgress } from './connector.ts';
import { SourceError } from './source-error.ts';

/** Rows beyond which a table is not scanned. */
const scanned = 500_000;
const tableMs = 5000;

/** How one table is looked into; `large` ones must not be scanned. */
export type Look = (table: CatalogTable, large: boolean, timeoutMs: number) => Promise<CatalogTable>;

/**
 * Looks into the tables, the small ones first, until the deadline (milliseconds of the clock), each for a few seconds at most. One that is
 * slow or may not be read stays as it was declared; a lost connection ends it all.
 */
export async function lookInto(
  tables: readonly CatalogTable[],
  deadline: number,
  look: Look,
  progress?: CatalogProgress,
): Promise<CatalogTable[]> {
  const looked = new Map<CatalogTable, CatalogTable>();
  const size = ({ rows, kind }: CatalogTable): number => rows ?? (kind === 'view' ? scanned : 0);
  for (const table of [...tables].sort((a, b) => size(a) - size(b))) {
    const left = deadline - Date.now();
    if (left <= 0) break;
    const found = await look(table, (table.rows ?? 0) > scanned, Math.min(tableMs, left)).catch((error: unknown) => {
      if (error instanceof SourceError && /^(query|sql)\.|permission|exhausted/.test(error.code)) return table;
      throw error;
    });
    looked.set(table, found);
    progress?.(looked.size, tables.length);
  }
  return tables.map((table) => looked.get(table) ?? table);
}
