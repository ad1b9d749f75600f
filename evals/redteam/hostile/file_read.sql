-- file read: files read as tables or text
-- role: clerk

-- case: table functions
SELECT * FROM read_csv('/etc/hosts')

-- case: table functions
SELECT * FROM read_csv_auto('/etc/hosts')

-- case: table functions
SELECT * FROM read_text('/etc/hosts')

-- case: table functions
SELECT * FROM read_blob('/etc/hosts')

-- case: table functions
SELECT * FROM read_json('/etc/hosts')

-- case: table functions
SELECT * FROM read_json_auto('x.json')

-- case: table functions
SELECT * FROM read_ndjson('x.json')

-- case: table functions
SELECT * FROM read_parquet('x.parquet')

-- case: table functions
SELECT * FROM parquet_scan('x.parquet')

-- case: table functions
SELECT * FROM parquet_metadata('x.parquet')

-- case: table functions
SELECT * FROM parquet_schema('x.parquet')

-- case: table functions
SELECT * FROM read_duckdb('x.duckdb')

-- case: table functions
SELECT * FROM sniff_csv('/etc/hosts')

-- case: table functions
SELECT * FROM glob('/etc/*')

-- case: table functions
FROM glob('*')

-- case: table functions
FROM read_text(['/etc/hosts', '/etc/passwd'])

-- case: table functions
SELECT * FROM "read_text"('/etc/hosts')

-- case: table functions
SELECT * FROM READ_TEXT('/etc/hosts') AS t

-- case: table functions
SELECT content FROM hotels, read_text('/etc/hosts')

-- case: table functions
SELECT * FROM hotels h, LATERAL read_text('/etc/' || h.name)

-- case: table functions
SELECT (SELECT content FROM read_text('/etc/hosts'))

-- case: table functions
SELECT * FROM hotels WHERE name IN (SELECT content FROM read_text('/etc/hosts'))

-- case: table functions
WITH f AS (FROM read_text('/etc/hosts')) SELECT * FROM f

-- case: table functions
SELECT read_text('/etc/hosts')

-- case: table functions
SELECT * FROM main.read_text('/etc/hosts')

-- case: table functions
SELECT * FROM system.main.read_csv('/etc/hosts')

-- case: table functions
SELECT * FROM read_single_csv_file('/etc/hosts')

-- case: table functions
SELECT * FROM arrow_scan(1, 2, 3)

-- case: table functions
SELECT * FROM parquet_kv_metadata('x.parquet')

-- case: names that are files
SELECT * FROM '/etc/hosts'

-- case: names that are files
SELECT * FROM 'data.csv'

-- case: names that are files
SELECT * FROM "data.parquet"

-- case: names that are files
SELECT * FROM "/etc/passwd"

-- case: names that are files
FROM '*.csv'

-- case: names that are files
FROM 'x.json' SELECT *

-- case: names that are files
SELECT * FROM hotels JOIN 'x.csv' ON TRUE

-- case: names that are files
SELECT * FROM 'file:///etc/hosts'

-- case: names that are files
TABLE '/etc/hosts'

-- case: names that are files
PIVOT 'x.csv' ON a USING count(*)

-- case: names that are files
SUMMARIZE 'x.csv'

-- case: names that are files
DESCRIBE 'x.csv'

-- case: names that are files
SELECT * FROM ('/etc/hosts')

-- case: names that are files
SELECT * FROM hotels UNION ALL FROM 'x.csv'
