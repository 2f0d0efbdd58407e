import type { Grammar } from './grammar.ts';
import { nearest } from './names.ts';
import { Refusal } from './refusal.ts';

/** Why functions that people may try are not allowed; what is in no list is refused all the same. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:query|query_table|query_to_|table_to_xml|cursor_to_xml|database_to_xml|schema_to_xml|json_execute_|json_serialize_|json_deserialize_|dblink|ts_stat|ts_rewrite|exec|sql_auto_complete)/,
    'runs or reads SQL in a string',
  ],
  [
    /^(?:read_|write|parquet_|sniff_|glob$|load_file|readfile|writefile|edit$|lo_|loread|lowrite|pg_read|pg_ls|pg_stat_file|pg_file|copy_|fsdir|lsmode|arrow_scan|seq_scan|sqlite_scan|postgres_|mysql_scan|st_read|load_extension|fts3_tokenizer)/,
    'reads or writes files, or loads code',
  ],
  [/^(?:sleep|sleep_ms|pg_sleep|benchmark|waitfor)/, 'keeps the database waiting'],
  [
    /^(?:rand|random|randomblob|uuid|gen_random_uuid|uuidv\d|setseed|random_normal|uuid_short)$|^uuid_generate/,
    'gives another answer each time',
  ],
  [/^(?:nextval|currval|setval|lastval|last_insert|changes$|total_changes)/, 'reads or moves counters of the database'],
  [/lock|^(?:pg_notify|master_|source_pos|is_free_)/, 'takes or reads locks'],
  [
    /^(?:current_setting|set_config|getenv|getvariable|pg_|has_|version$|current_|session_user|user$|system_user|database$|schema$|connection_id|inet_client|inet_server|duckdb_|pragma_|sqlite_|row_count|found_rows|to_reg|txid|obj_desc|col_desc|format_type|which_secret|summary|icu_cal|enable_|disable_|checkpoint|force_)/,
    'reads or changes the server or the session, not data',
  ],
  [/^(?:zeroblob|array_fill|list_resize|array_resize)/, 'can take any amount of memory'],
  [/^(?:extractvalue|updatexml|xpath|xml)/, 'reads XML, which is not needed for analysis'],
];

/** The refusal of a function that is not in the list of those that may be called. */
export function refuseFunction(
  name: string,
  at: number,
  grammar: Grammar,
  allowed: Iterable<string>,
  inFrom: boolean,
): Refusal {
  const shown = name.slice(0, 60);
  const reason = reasons.find(([pattern]) => pattern.test(name))?.[1];
  if (inFrom && grammar.functions.values.has(name))
    return new Refusal(at, `The function \`${shown}\` cannot stand in \`from\`.`, 'Use it in the `select` list.');
  if (!inFrom && grammar.functions.tables.has(name))
    return new Refusal(
      at,
      `The function \`${shown}\` gives rows, so it stands in \`from\`.`,
      `Write \`from ${shown}(…)\`.`,
    );
  const near = nearest(name, allowed);
  const hint =
    near === null ? 'Only functions that read nothing but their arguments can be called.' : `Did you mean \`${near}\`?`;
  if (reason !== undefined) return new Refusal(at, `The function \`${shown}\` is not allowed: it ${reason}.`, hint);
  return new Refusal(at, `The function \`${shown}\` is not among those that may be called in ${grammar.title}.`, hint);
}
