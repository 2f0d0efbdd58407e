import type { Hostile } from './hostile.ts';
import type { DialectName } from './source.ts';

const lines = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

/** Calls that must be refused, by what they would do; each has a harmless call of the same shape as its twin. */
const calls: Readonly<Record<DialectName, Readonly<Record<string, readonly string[]>>>> = {
  duckdb: {
    'functions that read files': lines(`
      * from read_csv('/etc/passwd')
      * from read_csv_auto('x.csv')
      * from read_parquet('x.parquet')
      * from parquet_scan('x.parquet')
      * from parquet_metadata('x.parquet')
      * from read_json('x.json')
      * from read_text('/etc/passwd')
      * from read_blob('/etc/passwd')
      * from glob('/etc/*')
      * from sniff_csv('x.csv')
      * from read_duckdb('x.duckdb')
      * from read_ndjson_objects('x')
      (select content from read_text('/etc/passwd'))
      id from orders where id in (select 1 from glob('*'))`),
    'functions that run SQL in a string': lines(`
      * from query('select * from salaries')
      * from query_table('salaries')
      * from query_table(['salaries'])
      * from json_execute_serialized_sql('{}')
      json_serialize_sql('select 1')
      json_serialize_plan('select * from salaries')
      json_deserialize_sql('{}')
      * from sql_auto_complete('sel')
      * from orders, lateral query('select 1')`),
    'functions of the server and the session': lines(`
      getenv('HOME')
      current_setting('threads')
      current_query()
      current_database()
      current_schemas(true)
      version()
      getvariable('x')
      txid_current()
      current_connection_id()
      current_user
      session_user
      current_schema
      pg_typeof(1)
      has_table_privilege('x', 'select')
      pg_get_viewdef(1)
      * from duckdb_settings()
      * from duckdb_secrets()
      * from duckdb_functions()
      * from duckdb_tables()
      * from duckdb_columns()
      * from duckdb_logs()
      * from pragma_table_info('salaries')
      * from pragma_storage_info('salaries')
      * from pragma_version()
      * from which_secret('x', 's3')
      * from summary((select 1))
      * from test_all_types()
      * from seq_scan('salaries')
      * from arrow_scan(1, 2, 3)
      * from duckdb_table_sample('salaries')
      stats(id) from orders
      write_log('x')
      * from enable_logging('x')
      * from disable_logging()
      * from checkpoint()
      * from truncate_duckdb_logs()`),
    'functions that wait, draw or count': lines(`
      sleep_ms(10000)
      pg_sleep(10)
      random()
      gen_random_uuid()
      uuid()
      setseed(0.5)
      nextval('s')
      currval('s')
      list_aggregate([1], 'histogram')
      aggregate([1], 'sum')`),
    'functions that take all memory': lines(`
      repeat('x', 1000000000)
      repeat('x', 100000 * 100000)
      repeat(repeat('x', 10000), 10000)
      repeat('x', (select 1000000000))
      lpad('x', 1000000000, 'y')
      rpad('x', 2147483647, 'y')
      * from range(100000000000)
      count(*) from range(100000) a cross join range(100000) b
      replace(repeat('x', 9999), 'x', repeat('y', 9999))
      * from generate_series(1, 100000000000)
      range(10000000000)
      list_resize([1], 1000000000)
      array_resize([1], 1000000000)
      format('{:1000000000}', 1)
      printf('%1000000000d', 1)
      printf(status, 1) from orders`),
  },
  sqlite: {
    'functions that read files': lines(`
      load_extension('x.so')
      readfile('/etc/passwd')
      writefile('/tmp/x', 'y')
      edit('x')
      fts3_tokenizer('simple')
      * from fsdir('/')
      * from pragma_database_list
      lsmode(1)
      * from csv('x')
      * from zipfile('x.zip')`),
    'functions of the server and the session': lines(`
      sqlite_version()
      sqlite_source_id()
      sqlite_compileoption_get(1)
      sqlite_compileoption_used('x')
      sqlite_log(1, 'x')
      last_insert_rowid()
      changes()
      total_changes()
      subtype('x')
      * from pragma_table_info('salaries')
      * from pragma_table_list
      * from pragma_function_list()
      * from dbstat
      * from sqlite_schema
      * from sqlite_temp_master
      * from sqlite_sequence
      * from sqlite_stat1
      * from bytecode('select 1')
      * from tables_used('select 1')
      rowid from orders
      _rowid_ from orders
      oid from orders`),
    'functions that wait, draw or count': lines(`
      random()
      randomblob(10)
      id from orders order by random()
      match('a', 'b')
      snippet(orders) from orders
      bm25(orders) from orders
      optimize(orders) from orders
      geopoly_area('x')
      rtreecheck('orders')`),
    'functions that take all memory': lines(`
      zeroblob(1000000000)
      randomblob(1000000000)
      printf('%1000000000d', 1)
      format('%.*c', 1000000000, 'x')
      printf('%*d', 1000000000, 1)
      hex(zeroblob(1000000000))
      replace(hex(zeroblob(100000)), '0', 'xxxx')
      * from generate_series(1, 100000000000)`),
  },
  postgres: {
    'functions that read files': lines(`
      pg_read_file('/etc/passwd')
      pg_read_binary_file('/etc/passwd')
      pg_ls_dir('/')
      * from pg_ls_dir('/')
      * from pg_ls_waldir()
      pg_stat_file('/etc/passwd')
      lo_import('/etc/passwd')
      lo_export(1, '/tmp/x')
      lo_get(1)
      lo_from_bytea(0, 'x')
      lo_create(1)
      loread(1, 10)
      pg_file_write('x', 'y', true)
      pg_current_logfile()
      * from pg_read_file('/etc/passwd')`),
    'functions that run SQL in a string': lines(`
      query_to_xml('select * from salaries', true, true, '')
      query_to_xml_and_xmlschema('select 1', true, true, '')
      table_to_xml('salaries', true, true, '')
      database_to_xml(true, true, '')
      schema_to_xml('public', true, true, '')
      cursor_to_xml('x', 1, true, true, '')
      * from dblink('dbname=x', 'select 1') as t(a)
      dblink_exec('x', 'delete from orders')
      * from ts_stat('select to_tsvector(name) from salaries')
      ts_rewrite('a', 'select * from salaries')
      xpath('/a', 'x')
      * from crosstab('select 1')
      * from connectby('salaries', 'a', 'b', 'c', 0)`),
    'functions of the server and the session': lines(`
      current_setting('data_directory')
      set_config('transaction_read_only', 'off', false)
      version()
      current_database()
      current_user
      session_user
      user
      current_schema()
      current_schemas(true)
      inet_server_addr()
      inet_client_addr()
      pg_backend_pid()
      pg_typeof(1)
      pg_get_functiondef(1)
      pg_get_viewdef('x')
      pg_get_userbyid(10)
      pg_relation_size('salaries')
      pg_total_relation_size('salaries')
      pg_terminate_backend(1)
      pg_cancel_backend(1)
      pg_reload_conf()
      pg_rotate_logfile()
      pg_switch_wal()
      pg_notify('x', 'y')
      pg_logical_emit_message(true, 'x', 'y')
      has_table_privilege('salaries', 'select')
      to_regclass('salaries')
      obj_description(1)
      col_description(1, 1)
      format_type(1, 1)
      txid_current()
      pg_stat_get_activity(1)
      * from pg_show_all_settings()
      * from pg_get_keywords()
      pg_export_snapshot()
      row_security_active('x')
      ctid from orders
      xmin from orders
      tableoid from orders
      'salaries'::regclass
      16384::regclass
      cast('salaries' as regclass)
      'now'::regproc
      '1'::oid
      '<a/>'::xml
      null::salaries
      cast(null as orders)`),
    'functions that wait, draw or count': lines(`
      pg_sleep(10)
      pg_sleep_for('10 s')
      pg_sleep_until(now())
      pg_advisory_lock(1)
      pg_try_advisory_lock(1)
      pg_advisory_xact_lock(1)
      pg_advisory_unlock_all()
      nextval('s')
      currval('s')
      setval('s', 1)
      lastval()
      random()
      setseed(0.5)
      gen_random_uuid()
      uuid_generate_v4()`),
    'functions that take all memory': lines(`
      repeat('x', 1000000000)
      repeat('x', '1000000000'::int)
      repeat('x', cast(1e9 as int))
      repeat(repeat('x', 10000), 10000)
      lpad('x', 1000000000)
      rpad('x', 1000000000, 'ab')
      * from generate_series(1, 100000000000)
      count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b
      generate_series(1, 10000000000)
      array_fill(1, array[100000000])
      format('%1000000000s', 'x')
      format(status) from orders`),
  },
  mysql: {
    'functions that read files': lines(`
      load_file('/etc/passwd')
      hex(load_file('/etc/passwd'))
      upper(load_file(0x2f6574632f706173737764))
      * from json_table('[1]', '$[*]' columns (x int path '$'))
      name from customers where load_file('x') is null`),
    'functions that run SQL in a string': lines(`
      extractvalue(1, concat(0x7e, (select max(salary) from salaries)))
      updatexml(1, concat('~', 1), 1)
      name_const('x', 1)
      sys.execute_prepared_stmt('select 1')
      procedure_analyse()`),
    'functions of the server and the session': lines(`
      version()
      database()
      schema()
      user()
      current_user()
      current_user
      session_user()
      system_user()
      connection_id()
      last_insert_id()
      row_count()
      found_rows()
      @@version
      @@global.secure_file_priv
      @x := 1
      ps_current_thread_id()
      statement_digest('select 1')
      gtid_subset('a', 'b')
      charset('x')
      collation('x')
      coercibility('x')
      current_role()
      values(id) from orders
      default(id) from orders`),
    'functions that wait, draw or count': lines(`
      sleep(10)
      benchmark(100000000, md5('x'))
      get_lock('x', 10)
      release_lock('x')
      release_all_locks()
      is_free_lock('x')
      is_used_lock('x')
      master_pos_wait('x', 1)
      source_pos_wait('x', 1)
      wait_for_executed_gtid_set('x')
      rand()
      uuid()
      uuid_short()
      random_bytes(16)
      nextval(s)
      lastval(s)
      id from orders where sleep(1) = 0
      if(1 = 1, sleep(5), 0)`),
    'functions that take all memory': lines(`
      repeat('x', 1000000000)
      repeat(repeat('x', 10000), 10000)
      space(1000000000)
      lpad('x', 1000000000, 'y')
      rpad('x', 1000000000, 'y')
      repeat('x', (select 1000000000))
      repeat('x', 100000 * 100000)
      aes_encrypt('x', 'y')
      compress('x')
      uncompress('x')`),
  },
};

const harmless = [
  'upper(status) from orders',
  'abs(-1)',
  'id from orders where id in (select id from customers)',
  'max(amount) from orders',
  '* from orders',
];

export const hostileFunctions: readonly Hostile[] = Object.entries(calls).flatMap(([dialect, classes]) =>
  Object.entries(classes).flatMap(([name, texts]) =>
    texts.map((text, i): Hostile => ({
      class: name,
      // the keys of the record are the dialects
      dialect: dialect as DialectName,
      hostile: `select ${text}`,
      twin: `select ${harmless[i % harmless.length]}`,
    })),
  ),
);
