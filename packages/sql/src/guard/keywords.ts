import { wordSet } from './word-set.ts';

/** Words that are never a name without quotes, in any dialect that the guard reads. */
const reserved = wordSet(`
  all and any as asc asof between by case cast collate create cross cube default delete desc distinct drop else end except exists
  fetch for from full grant group having in inner insert intersect into is isnull join lateral left like limit natural
  not notnull null offset on or order outer qualify recursive right rollup select semi set similar some table tablesample
  then true false union unique update using values when where window with ilike glob regexp rlike straight_join
  current_date current_time current_timestamp localtime localtimestamp current_user session_user current_role
  current_catalog current_schema try_cast div xor pivot unpivot
`);

/** Words that never are an alias without `as`, because they may begin what follows. */
const noAlias = wordSet(`
  overlaps
  force ignore use partition sample sets anti positional match at indexed escape returning lock minus filter over within
  sounds member rows range groups separator procedure optimize
`);

/** Names that are printed between quotes though they may be written without: they mean something to one engine or another. */
const special = wordSet(`
  abort action add after alter always analyse analyze any_value array asymmetric attach authorization before begin bigint binary bit boolean both
  call cascade char character check columns column commit concurrently conflict constraint convert copy current database databases date
  dec decimal deferrable deferred detach describe do double dual each enum excluded exclude exclusive execute explain extract fail first float
  following foreign freeze function generated global greatest grouping grouping_id having if immediate index indexed initially
  inout int integer instead interval key kill lambda last leading least load local lock long map materialized merge mod national nchar
  none no normalize nothing nullif nulls numeric of old new oid only operator others out overlaps overlay over placing plan position positional
  pragma preceding precision primary procedure query raise range read real references reindex release rename repeat replace
  require restrict returning returns rollback row rowid rows savepoint schema separator session setof show signal smallint
  sql ssl starting struct substring summarize symmetric system temp temporary text ties time timestamp to trailing
  transaction treat trigger trim truncate unbounded unsigned usage user utc_date utc_time utc_timestamp vacuum varchar variadic
  verbose view virtual within without write xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
  xmlroot xmlserialize xmltable year_month zerofill coalesce abs count sum ctid xmin xmax cmin cmax tableoid _rowid_ rank dense_rank
  row_number ntile lag lead cume_dist percent_rank first_value last_value nth_value json_table accessible asensitive change condition
  continue cursor day_hour day_microsecond day_minute day_second declare delayed deterministic distinctrow elseif enclosed escaped exit
  fulltext get high_priority hour_microsecond hour_minute hour_second infile insensitive int1 int2 int3 int4 int8 io_after_gtids
  io_before_gtids iterate keys leave linear lines longblob longtext loop low_priority master_bind mediumblob mediumint mediumtext
  middleint minute_microsecond minute_second modifies no_write_to_binlog optimizer_costs option optionally outfile purge reads
  read_write resignal schemas second_microsecond sensitive spatial specific sqlexception sqlstate sqlwarning stored terminated
  tinyblob tinyint tinytext undo unlock varbinary varcharacter varying while blob float4 float8 inout offset until end_frame
`);

export const isReserved = (word: string): boolean => reserved.has(word);
export const mayBeAlias = (word: string): boolean => !reserved.has(word) && !noAlias.has(word);
/** Whether a plain name can be printed as it is in every dialect. */
export const isPlain = (name: string): boolean =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) && !noAlias.has(name) && !special.has(name);
