import type { Functions } from '../grammar.ts';
import { wordSet } from '../word-set.ts';

const jsonColumns = ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'];

/** From pragma_function_list of 3.53: those that read nothing but their arguments. What is not here is refused. */
export const sqliteFunctions: Functions = {
  values: wordSet(
    `avg count group_concat max min sum total string_agg json_group_array json_group_object jsonb_group_array jsonb_group_object median
     percentile percentile_cont percentile_disc
     cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`,
    `abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians round
     sign sin sinh sqrt tan tanh trunc`,
    `char coalesce concat concat_ws format glob hex if ifnull iif instr length like likely unlikely lower ltrim nullif octet_length
     printf quote replace rtrim soundex substr substring trim typeof unhex unicode upper`,
    'date datetime julianday strftime time timediff unixepoch',
    `json json_array json_array_length json_error_position json_extract json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
     json_type json_valid`,
  ),
  tables: new Map([
    ['json_each', jsonColumns],
    ['json_tree', jsonColumns],
  ]),
  now: wordSet('current_date current_time current_timestamp'),
  // the clock's time is what they take for granted
  volatile: new Map([
    ['date', 1],
    ['datetime', 1],
    ['julianday', 1],
    ['strftime', 2],
    ['time', 1],
    ['unixepoch', 1],
  ]),
  session: new Set(),
  unitFirst: new Set(),
};
