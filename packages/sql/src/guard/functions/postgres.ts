import type { Functions } from '../grammar.ts';
import { always, wordSet } from '../word-set.ts';

const aggregates = `
  any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg json_object_agg jsonb_agg
  jsonb_object_agg max min mode percentile_cont percentile_disc regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
  regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance grouping
  cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number`;

const numbers = `
  abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees div exp factorial
  floor gcd greatest lcm least ln log log10 min_scale mod pi power radians round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc
  width_bucket erf erfc`;

const texts = `
  ascii bit_count bit_length btrim char_length character_length chr concat concat_ws decode encode format initcap left length lower lpad ltrim md5
  normalize octet_length overlay regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array
  regexp_split_to_table regexp_substr repeat replace reverse right rpad rtrim sha224 sha256 sha384 sha512 split_part starts_with
  string_to_array strpos substr quote_literal quote_ident quote_nullable to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery
  ts_rank ts_rank_cd to_ascii to_char to_hex to_number translate unistr upper`;

const times = `
  age clock_timestamp date_bin date_part date_trunc isfinite justify_days justify_hours justify_interval make_date make_interval make_time
  make_timestamp make_timestamptz now statement_timestamp timezone to_date to_timestamp transaction_timestamp`;

const nested = `
  array_append array_cat array_dims array_length array_lower array_ndims array_position array_positions array_prepend array_remove
  array_replace array_to_json array_to_string array_upper cardinality trim_array unnest generate_series generate_subscripts
  json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text
  json_extract_path json_extract_path_text json_object json_object_keys json_strip_nulls json_typeof jsonb_array_elements
  jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path
  jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
  jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof row_to_json to_json to_jsonb
  isempty lower_inc lower_inf upper_inc upper_inf daterange int4range int8range numrange tsrange tstzrange range_merge`;

/** From pg_proc: those that read nothing but their arguments. What is not here is refused. */
export const postgresFunctions: Functions = {
  values: wordSet(aggregates, numbers, texts, times, nested, 'coalesce nullif num_nulls num_nonnulls'),
  tables: new Map([
    ['generate_series', ['generate_series']],
    ['generate_subscripts', ['generate_subscripts']],
    ['unnest', ['unnest']],
    ['json_array_elements', ['value']],
    ['json_array_elements_text', ['value']],
    ['jsonb_array_elements', ['value']],
    ['jsonb_array_elements_text', ['value']],
    ['json_each', ['key', 'value']],
    ['json_each_text', ['key', 'value']],
    ['jsonb_each', ['key', 'value']],
    ['jsonb_each_text', ['key', 'value']],
    ['json_object_keys', ['json_object_keys']],
    ['jsonb_object_keys', ['jsonb_object_keys']],
    ['regexp_split_to_table', ['regexp_split_to_table']],
    ['regexp_matches', ['regexp_matches']],
    ['jsonb_path_query', ['jsonb_path_query']],
  ]),
  now: wordSet('current_date current_time current_timestamp localtime localtimestamp'),
  volatile: new Map([...always('clock_timestamp now statement_timestamp transaction_timestamp'), ['age', 2]]),
  session: wordSet('current_user session_user user current_role current_catalog current_schema system_user'),
  unitFirst: new Set(),
};
