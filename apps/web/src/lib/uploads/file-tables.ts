import type { FileInspection } from '@lumiere/contract';

/** One of several tables of a file: a member of its archive, a sheet of its workbook, or a sheet of a workbook within an archive. */
export interface FileTable {
  readonly member: string | null;
  /** Null where its workbook has no other, or it is none. */
  readonly sheet: string | null;
}

/** The tables of a file as far as they are known, and which of them became datasets. */
export interface FileTables {
  readonly all: readonly FileTable[];
  readonly taken: readonly (FileTable & { readonly dataset: string })[];
}

/** What a person calls a table. */
export const tableTitle = ({ member, sheet }: FileTable): string => sheet ?? member?.split('/').at(-1) ?? '';

/** What it is to people: a sheet of a workbook, or a file of an archive. */
export const tableKind = ({ sheet }: FileTable): 'sheet' | 'file' => (sheet === null ? 'file' : 'sheet');

/** A text that tells the tables of a file apart. */
export const tableKey = ({ member, sheet }: FileTable): string => JSON.stringify([member, sheet]);

/** The table that is looked at. */
export const tableOf = ({ plan, sheets }: Pick<FileInspection, 'plan' | 'sheets'>): FileTable => ({
  member: plan.member,
  sheet: sheets.length > 1 && 'sheet' in plan.layout ? plan.layout.sheet : null,
});

/** All tables of a file in its order. Sheets are known of the workbook that is looked at, and of those in `known`. */
export function tablesOf(
  inspection: Pick<FileInspection, 'plan' | 'sheets' | 'members'>,
  known: readonly FileTable[] = [],
): readonly FileTable[] {
  const { sheets, members, plan } = inspection;
  const here = sheets.length > 1 ? sheets.map((sheet) => ({ member: plan.member, sheet })) : [tableOf(inspection)];
  if (members.length === 0) return here;
  return members.flatMap((member) => {
    if (member === plan.member) return here;
    const before = known.filter((each) => each.member === member);
    return before.length > 0 ? before : [{ member, sheet: null }];
  });
}

/** The tables that did not become datasets yet. */
export function tablesLeft({ all, taken }: FileTables): readonly FileTable[] {
  const gone = new Set(taken.map(tableKey));
  return all.filter((each) => !gone.has(tableKey(each)));
}

/** What an address says of the table that its page begins with. */
export const tableSearch = ({ member, sheet }: FileTable): { readonly member?: string; readonly sheet?: string } => ({
  ...(member === null ? {} : { member }),
  ...(sheet === null ? {} : { sheet }),
});

/** Reads what was remembered; null where it is nothing of that kind. */
export function readTables(value: unknown): FileTables | null {
  if (typeof value !== 'object' || value === null) return null;
  const { all, taken } = value as Partial<Record<keyof FileTables, unknown>>; // read below
  if (!Array.isArray(all) || !Array.isArray(taken)) return null;
  return {
    all: all.flatMap((each) => readTable(each) ?? []),
    taken: taken.flatMap((each: unknown) => {
      const table = readTable(each);
      const { dataset } = (each ?? {}) as { dataset?: unknown }; // read here
      return table === null || typeof dataset !== 'string' ? [] : [{ ...table, dataset }];
    }),
  };
}

function readTable(value: unknown): FileTable | null {
  if (typeof value !== 'object' || value === null) return null;
  const { member, sheet } = value as Partial<Record<keyof FileTable, unknown>>; // read below
  const known = (of: unknown): of is string | null => of === null || typeof of === 'string';
  return known(member) && known(sheet) ? { member, sheet } : null;
}
