-- metadata: the catalogue and the settings
-- role: clerk

-- case: system tables
SELECT * FROM information_schema.tables

-- case: system tables
SELECT table_name FROM information_schema.columns

-- case: system tables
SELECT * FROM "information_schema"."tables"

-- case: system tables
SELECT * FROM INFORMATION_SCHEMA.SCHEMATA

-- case: system tables
SELECT * FROM pg_catalog.pg_tables

-- case: system tables
SELECT * FROM pg_tables

-- case: system tables
SELECT relname FROM pg_class

-- case: system tables
SELECT * FROM pg_catalog.pg_attribute

-- case: system tables
SELECT * FROM sqlite_master

-- case: system tables
SELECT sql FROM sqlite_schema

-- case: system tables
SELECT * FROM duckdb_tables

-- case: system tables
SELECT * FROM duckdb_views

-- case: system tables
SELECT * FROM duckdb_columns

-- case: system tables
SELECT * FROM system.information_schema.tables

-- case: system tables
SELECT * FROM main.sqlite_master

-- case: table functions
SELECT * FROM duckdb_tables()

-- case: table functions
SELECT sql FROM duckdb_views()

-- case: table functions
SELECT * FROM duckdb_columns()

-- case: table functions
SELECT * FROM duckdb_functions()

-- case: table functions
SELECT * FROM duckdb_settings()

-- case: table functions
SELECT * FROM duckdb_secrets()

-- case: table functions
SELECT * FROM duckdb_databases()

-- case: table functions
SELECT * FROM duckdb_constraints()

-- case: table functions
SELECT * FROM duckdb_dependencies()

-- case: table functions
SELECT * FROM duckdb_memory()

-- case: table functions
SELECT * FROM duckdb_extensions()

-- case: table functions
SELECT * FROM duckdb_temporary_files()

-- case: table functions
SELECT * FROM duckdb_variables()

-- case: table functions
SELECT * FROM duckdb_logs

-- case: table functions
SELECT * FROM pragma_database_size()

-- case: table functions
SELECT * FROM pragma_table_info('staff')

-- case: table functions
SELECT * FROM pragma_storage_info('staff')

-- case: table functions
SELECT * FROM pragma_show('staff')

-- case: table functions
SELECT * FROM pragma_version()

-- case: table functions
SELECT * FROM pragma_metadata_info()

-- case: table functions
SELECT * FROM pg_timezone_names()

-- case: table functions
SELECT name FROM hotels WHERE EXISTS (SELECT 1 FROM duckdb_tables() WHERE table_name = 'staff')

-- case: table functions
SELECT (SELECT count(*) FROM duckdb_tables())

-- case: table functions
WITH t AS (FROM duckdb_tables()) FROM t

-- case: scalar functions
SELECT version()

-- case: scalar functions
SELECT current_database()

-- case: scalar functions
SELECT current_schema()

-- case: scalar functions
SELECT current_schemas(true)

-- case: scalar functions
SELECT current_setting('memory_limit')

-- case: scalar functions
SELECT getvariable('x')

-- case: scalar functions
SELECT current_query()

-- case: scalar functions
SELECT pg_get_viewdef(1)

-- case: scalar functions
SELECT obj_description(1, 'x')

-- case: scalar functions
SELECT has_table_privilege('staff', 'select')

-- case: scalar functions
SELECT inet_server_addr()

-- case: scalar functions
SELECT txid_current()

-- case: scalar functions
SELECT current_connection_id()

-- case: scalar functions
SELECT in_search_path('main', 'staff')

-- case: scalar functions
SELECT get_block_size('x')
