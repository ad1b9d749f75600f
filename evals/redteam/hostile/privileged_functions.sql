-- privileged functions: functions that reach the engine
-- role: clerk

-- case: functions that are more than a computation
SELECT nextval('s')

-- case: functions that are more than a computation
SELECT currval('s')

-- case: functions that are more than a computation
SELECT setval('s', 3)

-- case: functions that are more than a computation
SELECT setseed(0.5)

-- case: functions that are more than a computation
SELECT sleep_ms(60000)

-- case: functions that are more than a computation
SELECT pg_sleep(60)

-- case: functions that are more than a computation
SELECT error('x')

-- case: functions that are more than a computation
SELECT error(name) FROM guests

-- case: functions that are more than a computation
SELECT assert_true(FALSE, 'x')

-- case: functions that are more than a computation
SELECT write_log('x')

-- case: functions that are more than a computation
SELECT stats(email) FROM guests

-- case: functions that are more than a computation
SELECT stats(guest_id) FROM guests

-- case: functions that are more than a computation
SELECT hive_partition_component('x', 1)

-- case: functions that are more than a computation
SELECT vector_type(name) FROM hotels

-- case: functions that are more than a computation
SELECT create_sort_key(name, 'ASC') FROM hotels

-- case: functions that are more than a computation
SELECT current_user

-- case: functions that are more than a computation
SELECT session_user

-- case: functions that are more than a computation
SELECT make_type('INTEGER')

-- case: functions that are more than a computation
SELECT parse_duckdb_log_message('x', 'y')

-- case: functions that are more than a computation
SELECT combine(1, 2)

-- case: functions that are more than a computation
SELECT finalize(1)

-- case: functions that are more than a computation
SELECT which_secret('a', 'b')

-- case: functions that are more than a computation
SELECT * FROM which_secret('s3://x', 's3')

-- case: functions that are more than a computation
SELECT * FROM enable_logging()

-- case: functions that are more than a computation
SELECT * FROM truncate_duckdb_logs()

-- case: functions that are more than a computation
SELECT * FROM register_external_resource('x')

-- case: functions that are more than a computation
SELECT getenv('HOME')

-- case: functions that are more than a computation
SELECT load_extension('x')

-- case: functions that are more than a computation
SELECT shell('id')

-- case: functions that are more than a computation
SELECT sys_exec('id')

-- case: functions that are more than a computation
SELECT lo_import('/etc/hosts')

-- case: functions that are more than a computation
SELECT pg_read_file('/etc/hosts')

-- case: functions that are more than a computation
SELECT xp_cmdshell('dir')

-- case: functions that are more than a computation
SELECT hotels.name.getenv() FROM hotels

-- case: functions that are more than a computation
SELECT list_transform([1], lambda x: nextval('s'))

