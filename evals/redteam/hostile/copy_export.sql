-- copy export: data written out
-- role: clerk

-- case: written out
COPY rooms TO 'redteam_out.csv'

-- case: written out
COPY rooms TO 'redteam_out.csv' (HEADER, DELIMITER ',')

-- case: written out
COPY (SELECT * FROM staff) TO 'redteam_out.parquet' (FORMAT PARQUET)

-- case: written out
COPY (FROM guests) TO 'redteam_out.json'

-- case: written out
COPY rooms (room_id) TO 'redteam_out.csv'

-- case: written out
COPY staff TO '/dev/stdout'

-- case: written out
COPY rooms FROM 'redteam_in.csv'

-- case: written out
COPY FROM DATABASE a TO b

-- case: written out
COPY (SELECT 1) TO PROGRAM 'id'

-- case: written out
COPY (SELECT 42) TO 's3://bucket/x.csv'

-- case: written out
EXPORT DATABASE 'redteam_dir' (FORMAT PARQUET)

-- case: written out
COPY (SELECT name FROM guests) TO 'redteam_out.txt' WITH (FORMAT csv)
