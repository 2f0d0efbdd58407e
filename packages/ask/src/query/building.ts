import type { FieldId, TableId } from '@lumiere/contract';
import type { IsoDate } from '@lumiere/values';
import type { Draft } from '../grammar/draft.ts';
import type { Ref } from '../grammar/items.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import type { Account } from './built.ts';
import type { Surroundings } from './choose.ts';
import type { Columns } from './columns.ts';
import type { MeasureOption } from './options.ts';

/** What every step of building sees. */
export interface Building {
  readonly draft: Draft;
  readonly lexicon: Lexicon;
  readonly today: IsoDate;
  readonly account: Account;
  readonly columns: Columns;
  readonly around: Surroundings;
  /** The numbers asked for, in order. */
  readonly measures: readonly MeasureOption[];
  /** What the filters were taken for, in order. */
  readonly filtered: Ref[];
  /** Fields whose listed values are told apart. */
  readonly split: Set<FieldId>;
  /** Tables whose numbers rows are tested by. */
  readonly tested: Set<TableId>;
  /** Tables whose sums groups are tested by: their date is the one that a period means. */
  readonly groupTables: TableId[];
  /** The table whose rows are listed or counted, or null. */
  readonly subject: TableId | null;
}
