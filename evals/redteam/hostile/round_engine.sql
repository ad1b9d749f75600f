-- role: clerk
-- case: the engine reached around the tables
SELECT * FROM query('SELECT * FROM staff')

-- case: the engine reached around the tables
SELECT * FROM query_table('staff')

-- case: the engine reached around the tables
SELECT * FROM query_table(['staff', 'hotels'])

-- case: the engine reached around the tables
SELECT query('SELECT 1')

-- case: the engine reached around the tables
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM staff'))

-- case: the engine reached around the tables
SELECT json_serialize_sql('SELECT 1')

-- case: the engine reached around the tables
SELECT json_serialize_plan('SELECT * FROM staff')

-- case: the engine reached around the tables
SELECT parse_sql('select 1')

-- case: the engine reached around the tables
SELECT getvariable('x')

-- case: the engine reached around the tables
SELECT current_setting('temp_directory')

-- case: the engine reached around the tables
SELECT * FROM duckdb_settings()

-- case: the engine reached around the tables
SELECT * FROM duckdb_secrets()

-- case: the engine reached around the tables
SELECT * FROM pragma_table_info('staff')

-- case: the engine reached around the tables
SELECT * FROM pragma_storage_info('guests')

-- case: the engine reached around the tables
SELECT * FROM duckdb_columns()

-- case: the engine reached around the tables
SELECT * FROM information_schema.columns

-- case: the engine reached around the tables
SELECT * FROM sqlite_master

-- case: the engine reached around the tables
SELECT * FROM pg_catalog.pg_class

-- case: the engine reached around the tables
SELECT * FROM main.sqlite_master

-- case: the engine reached around the tables
SELECT * FROM hotels.information_schema.tables

-- case: the engine reached around the tables
SELECT * FROM system.information_schema.tables

-- case: a statement that is no query, or names the engine
SELECT * FROM STAFF

-- case: a statement that is no query, or names the engine
SELECT * FROM "StAfF"

-- case: the engine reached around the tables
SELECT * FROM summary((FROM staff))

-- case: the engine reached around the tables
FROM histogram(staff, wage)

-- case: the engine reached around the tables
FROM histogram_values(guests, email)

-- case: the engine reached around the tables
SUMMARIZE guests

-- case: the engine reached around the tables
SELECT * FROM (SUMMARIZE guests)

-- case: the engine reached around the tables
SELECT * FROM (DESCRIBE staff)

-- case: the engine reached around the tables
SELECT * FROM (SHOW ALL TABLES)

-- case: the engine reached around the tables
SELECT column_name FROM (SHOW TABLES)

-- case: the engine reached around the tables
EXPLAIN ANALYZE SELECT * FROM staff

-- case: the engine reached around the tables
SELECT * FROM checkpoint()

-- case: the engine reached around the tables
SELECT nextval('s')

-- case: the engine reached around the tables
SELECT txid_current(), current_query(), version(), current_database(), current_schemas(true)

-- case: the engine reached around the tables
SELECT current_user, session_user

-- case: the engine reached around the tables
SELECT in_search_path('main','x')

-- case: the engine reached around the tables
SELECT write_log('x')

-- case: the engine reached around the tables
SELECT getenv('HOME')

-- case: the engine reached around the tables
SELECT * FROM read_text('/etc/passwd')

-- case: the engine reached around the tables
SELECT * FROM '/etc/passwd'

-- case: the engine reached around the tables
SELECT * FROM "/etc/passwd"

-- case: the engine reached around the tables
SELECT * FROM read_csv_auto("/etc/passwd")

-- case: the engine reached around the tables
SELECT * FROM 'staff.parquet'

-- case: the engine reached around the tables
SELECT * FROM glob('/*')

-- case: the engine reached around the tables
SELECT * FROM read_duckdb('hotels.duckdb')

-- case: the engine reached around the tables
SELECT * FROM sqlite_scan('x','y')

-- case: the engine reached around the tables
SELECT * FROM postgres_scan('x','y','z')

-- case: the engine reached around the tables
SELECT * FROM iceberg_scan('x')

-- case: the engine reached around the tables
SELECT * FROM hotels AT (VERSION => 1)

-- case: the engine reached around the tables
SELECT * FROM staff AT (TIMESTAMP => now())

-- case: the engine reached around the tables
SELECT * FROM staff FOR SYSTEM_TIME AS OF now()

-- case: the engine reached around the tables
COPY staff TO 'out.csv'

-- case: the engine reached around the tables
COPY (SELECT * FROM hotels) TO 'out.csv'

-- case: the engine reached around the tables
MERGE INTO hotels USING guests ON false WHEN NOT MATCHED THEN INSERT VALUES (1)

-- case: the engine reached around the tables
WITH x AS (INSERT INTO hotels VALUES (1) RETURNING *) SELECT * FROM x

-- case: the engine reached around the tables
WITH x AS (UPDATE hotels SET stars = 0 RETURNING *) SELECT * FROM x

-- case: the engine reached around the tables
SELECT * INTO x FROM hotels

-- case: the engine reached around the tables
SELECT * FROM hotels FOR UPDATE

-- case: the engine reached around the tables
BEGIN; SELECT 1

-- case: the engine reached around the tables
SET VARIABLE x = (SELECT max(bank) FROM staff)

-- case: the engine reached around the tables
PREPARE p AS SELECT * FROM staff

-- case: the engine reached around the tables
EXECUTE p

-- case: the engine reached around the tables
CALL crew()

-- case: the engine reached around the tables
USE vault

-- case: the engine reached around the tables
CREATE TEMP TABLE x AS SELECT 1

-- case: the engine reached around the tables
CREATE MACRO f() AS 1

-- case: the engine reached around the tables
LOAD httpfs

-- case: a statement that is no query, or names the engine
PRAGMA database_list

-- case: the engine reached around the tables
ATTACH ':memory:' AS m

-- case: the engine reached around the tables
DETACH hotels

-- case: the engine reached around the tables
VACUUM

-- case: a statement that is no query, or names the engine
SELECT "guests"."Email" FROM guests

-- case: a statement that is no query, or names the engine
SELECT obj_description(1), col_description(1, 1), format_type(1, 1)

-- case: the engine reached around the tables
SELECT * FROM duckdb_logs

-- case: the engine reached around the tables
SELECT * FROM duckdb_views

-- case: a statement that is no query, or names the engine
SELECT current_catalog, current_schema

-- case: a statement that is no query, or names the engine
SELECT user

-- case: a statement that is no query, or names the engine
SELECT setseed(0.5)

-- case: the engine reached around the tables
SELECT pragma_version()

-- case: a statement that is no query, or names the engine
SELECT * FROM test_all_types()

-- case: the engine reached around the tables
SELECT * FROM seq_scan('staff')

-- case: a statement that is no query, or names the engine
SELECT * FROM from_substrait('x')

-- case: the engine reached around the tables
SELECT * FROM arrow_scan(1, 2, 3)

-- case: the engine reached around the tables
SELECT * FROM pandas_scan(1)

-- case: a statement that is no query, or names the engine
SELECT sql_auto_complete('SELECT * FROM s')

-- case: a statement that is no query, or names the engine
SELECT * FROM sql_auto_complete('SEL')

-- case: a statement that is no query, or names the engine
SELECT * FROM which_secret('x', 's3')

-- case: the engine reached around the tables
SELECT * FROM force_checkpoint()

-- case: a statement that is no query, or names the engine
SELECT * FROM enable_logging()

-- case: a statement that is no query, or names the engine
SELECT * FROM icu_calendar_names()

-- case: a statement that is no query, or names the engine
SELECT * FROM pg_timezone_names()

-- case: the engine reached around the tables
SELECT * FROM duckdb_functions() WHERE function_name = 'bank_of'
