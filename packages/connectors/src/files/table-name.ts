import type { ImportPlan } from '@lumiere/contract';
import { shortened } from './shortened.ts';

/** Bytes of UTF-8 that a table's name may have. */
export const mostNameBytes = 63;

/**
 * What the table is called that a file is read into: by the file without its endings, or, where the file has `several` tables, by the sheet
 * or the member of the archive that the plan reads. One whose name says nothing ("Sheet1") is called by both. At most `mostNameBytes` long.
 */
export function tableName(file: string, plan: Pick<ImportPlan, 'member' | 'layout'> | null, several: boolean): string {
  const outer = withoutEndings(file) || 'File';
  if (!several || plan === null) return shortened(outer, mostNameBytes);
  const member = withoutEndings(plan.member?.split('/').at(-1) ?? '');
  const sheet = 'sheet' in plan.layout ? plain(plan.layout.sheet) : '';
  const within = [sheet, member].find((name) => name !== '' && !nothing.test(name));
  if (within !== undefined) return shortened(within, mostNameBytes);
  const last = sheet === '' ? member : sheet;
  // the part that tells it from its neighbours is the one that must not be cut off
  return shortened(`${shortened(outer, mostNameBytes - Buffer.byteLength(last) - 1)} ${last}`.trim(), mostNameBytes);
}

/** Names that programs give, in the languages that they speak, alone or with a number. */
const nothing =
  /^(sheet|worksheet|table|data|export|page|tabelle|tabellenblatt|blatt|daten|feuil|feuille|hoja|foglio|planilha|folha|blad|ark|arkusz|taulukko|list|лист|シート|工作表|시트)?[\s_\-()\d]*$/iu;

const withoutEndings = (file: string): string =>
  plain(file.replace(/(\.(csv|tsv|tab|txt|json|ndjson|jsonl|xlsx|xlsm|xls|parquet|pq|zip|gz))+$/i, ''));

/** One line of words. */
const plain = (name: string): string =>
  name
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .replaceAll(/[_\s]+/g, ' ')
    .trim();
