-- dynamic: statements inside strings
-- role: clerk

-- case: statements in strings
SELECT * FROM query('SELECT * FROM staff')

-- case: statements in strings
FROM query('FROM staff')

-- case: statements in strings
SELECT * FROM query('SELECT ' || '* FROM sta' || 'ff')

-- case: statements in strings
SELECT * FROM query($$SELECT bank FROM staff$$)

-- case: statements in strings
SELECT * FROM "query"('SELECT 1')

-- case: statements in strings
SELECT * FROM QUERY('SELECT 1')

-- case: statements in strings
SELECT * FROM query_table('staff')

-- case: statements in strings
SELECT * FROM query_table(['staff', 'access_log'])

-- case: statements in strings
SELECT * FROM query_table('hotels')

-- case: statements in strings
FROM query_table('vault.codes')

-- case: statements in strings
SELECT * FROM main.query('SELECT 1')

-- case: statements in strings
SELECT * FROM hotels, query('SELECT bank FROM staff')

-- case: statements in strings
SELECT * FROM hotels, LATERAL query('SELECT 1')

-- case: statements in strings
SELECT name FROM hotels WHERE name IN (FROM query('SELECT name FROM staff'))

-- case: statements in strings
SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1'))

-- case: statements in strings
SELECT * FROM json_execute_serialized_sql('{}')

-- case: statements in strings
SELECT json_serialize_sql('SELECT * FROM staff')

-- case: statements in strings
SELECT json_serialize_plan('SELECT * FROM staff')

-- case: statements in strings
SELECT json_deserialize_sql('{}')

-- case: statements in strings
SELECT * FROM python_map_function(hotels, 1)

-- case: statements in strings
SELECT query('SELECT 1')

-- case: statements in strings
EXECUTE IMMEDIATE 'SELECT * FROM staff'

-- case: statements in strings
PREPARE v1 AS SELECT * FROM staff

-- case: statements in strings
SELECT * FROM IDENTIFIER('staff')

-- case: statements in strings
SELECT * FROM TABLE('staff')

-- case: statements in strings
SELECT $1

-- case: statements in strings
SELECT * FROM hotels WHERE hotel_id = ?

-- case: statements in strings
SELECT * FROM $tab
