import type { Functions } from '../grammar.ts';
import { always, wordSet } from '../word-set.ts';

const clock =
  'curdate current_date current_time current_timestamp curtime localtime localtimestamp now sysdate utc_date utc_time utc_timestamp';

/** From the manuals of MySQL 8 and MariaDB: those that read nothing but their arguments. What is not here is refused. */
export const mysqlFunctions: Functions = {
  values: wordSet(
    `any_value avg bit_and bit_or bit_xor count group_concat json_arrayagg json_objectagg max median min percentile_cont percentile_disc std stddev stddev_pop stddev_samp sum var_pop
     var_samp variance grouping cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`,
    `abs acos asin atan atan2 ceil ceiling conv cos cot crc32 degrees exp floor greatest least ln log log10 log2 mod pi pow power radians
     round sign sin sqrt tan truncate`,
    `ascii bin bit_count bit_length char char_length character_length concat concat_ws elt export_set field find_in_set format from_base64 hex insert instr
     lcase left length locate lower lpad ltrim make_set md5 mid oct octet_length ord quote regexp_instr regexp_like regexp_replace
     regexp_substr repeat replace reverse right rpad rtrim sha sha1 sha2 soundex space strcmp substring_index to_base64 ucase unhex upper`,
    `adddate addtime convert_tz date date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear from_days
     from_unixtime hour last_day makedate maketime microsecond minute month monthname period_add period_diff quarter sec_to_time second
     str_to_date subdate subtime time time_format time_to_sec timediff timestamp timestampadd timestampdiff to_days to_seconds
     unix_timestamp week weekday weekofyear year yearweek`,
    clock,
    'coalesce if ifnull isnull nullif',
    `json_array json_array_append json_array_insert json_contains json_contains_path json_depth json_exists json_extract json_insert json_keys json_length
     json_merge_patch json_merge_preserve json_object json_overlaps json_pretty json_quote json_remove json_replace json_search json_set
     json_type json_unquote json_valid json_value inet_aton inet_ntoa`,
  ),
  tables: new Map(),
  now: wordSet('current_date current_time current_timestamp localtime localtimestamp utc_date utc_time utc_timestamp'),
  volatile: new Map([...always(clock), ['unix_timestamp', 1]]),
  session: wordSet('current_user current_role'),
  unitFirst: wordSet('timestampadd timestampdiff'),
};
