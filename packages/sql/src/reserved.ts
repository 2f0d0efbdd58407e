import { words } from './words.ts';

/** From duckdb_keywords(), all but the unreserved ones, and names that mean something without parentheses. */
export const duckdbReserved: ReadonlySet<string> = words(`
  all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit
  boolean both by case cast char character check coalesce collate collation column columns concurrently
  constraint create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user dec decimal default deferrable desc describe distinct do else end except exists
  extract false fetch float for foreign freeze from full generated glob group grouping grouping_id having ilike
  in initially inner inout int integer intersect interval into is isnull join lambda lateral leading left like
  limit localtime localtimestamp map national natural nchar none not notnull null nullif numeric offset on only
  or order out outer overlaps overlay pivot pivot_longer pivot_wider placing position positional precision
  primary qualify real references returning right row rowid select semi session_user setof show similar smallint
  some struct substring summarize symmetric table tablesample then time timestamp to trailing treat trim true
  try_cast union unique unpack unpivot user using values varchar variadic verbose when where window with
  xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize
  xmltable
`);

/** https://sqlite.org/lang_keywords.html, and the names of the row id. */
export const sqliteReserved: ReadonlySet<string> = words(`
  abort action add after all alter always analyze and as asc attach autoincrement before begin between by
  cascade case cast check collate column commit conflict constraint create cross current current_date
  current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each
  else end escape except exclude exclusive exists explain fail false filter first following for foreign from
  full generated glob group groups having if ignore immediate in index indexed initially inner insert instead
  intersect into is isnull join key last left like limit match materialized natural no not nothing notnull null
  nulls of offset oid on or order others outer over partition plan pragma preceding primary query raise range
  recursive references regexp reindex release rename replace restrict returning right rollback row rowid rows
  savepoint select set table temp temporary then ties to transaction trigger true unbounded union unique update
  using vacuum values view virtual when where window with within without
`);
