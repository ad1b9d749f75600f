-- statement kind: statements that are no queries
-- role: clerk

-- case: settings
SET threads = 1

-- case: settings
SET memory_limit = '90GB'

-- case: settings
SET SESSION search_path = 'vault'

-- case: settings
SET schema = 'vault'

-- case: settings
RESET threads

-- case: settings
SET VARIABLE x = 5

-- case: settings
SET enable_external_access = true

-- case: settings
PRAGMA database_list

-- case: settings
PRAGMA table_info('staff')

-- case: settings
PRAGMA enable_profiling

-- case: settings
PRAGMA version

-- case: what only describes
DESCRIBE staff

-- case: what only describes
DESCRIBE SELECT * FROM staff

-- case: what only describes
DESC guests

-- case: what only describes
SHOW TABLES

-- case: what only describes
SHOW ALL TABLES

-- case: what only describes
SHOW staff

-- case: what only describes
SHOW DATABASES

-- case: what only describes
SUMMARIZE staff

-- case: what only describes
SUMMARIZE SELECT * FROM guests

-- case: what only describes
SUMMARIZE guests

-- case: what only describes
EXPLAIN SELECT * FROM hotels

-- case: what only describes
EXPLAIN ANALYZE SELECT * FROM staff

-- case: what only describes
EXPLAIN ANALYZE DELETE FROM rooms

-- case: what only describes
SELECT * FROM (DESCRIBE hotels)

-- case: what only describes
SELECT * FROM (SUMMARIZE hotels)

-- case: what only describes
SELECT * FROM (SHOW TABLES)

-- case: what only describes
FROM (SHOW ALL TABLES)

-- case: what only describes
WITH d AS (DESCRIBE staff) SELECT * FROM d

-- case: the engine's own
CHECKPOINT

-- case: the engine's own
FORCE CHECKPOINT

-- case: the engine's own
VACUUM

-- case: the engine's own
VACUUM ANALYZE rooms

-- case: the engine's own
ANALYZE

-- case: the engine's own
CALL pragma_version()

-- case: the engine's own
CALL crew()

-- case: the engine's own
ATTACH 'other.db' AS o

-- case: the engine's own
ATTACH ':memory:' AS m

-- case: the engine's own
DETACH o

-- case: the engine's own
USE vault

-- case: the engine's own
LOAD httpfs

-- case: the engine's own
INSTALL httpfs

-- case: the engine's own
FORCE INSTALL spatial

-- case: the engine's own
UPDATE EXTENSIONS

-- case: the engine's own
EXPORT DATABASE 'redteam_dir'

-- case: the engine's own
IMPORT DATABASE 'redteam_dir'

-- case: the engine's own
BEGIN TRANSACTION

-- case: the engine's own
COMMIT

-- case: the engine's own
ROLLBACK

-- case: the engine's own
ABORT

-- case: the engine's own
PREPARE p AS SELECT * FROM staff

-- case: the engine's own
EXECUTE p

-- case: the engine's own
DEALLOCATE p

-- case: the engine's own
GRANT SELECT ON staff TO clerk

-- case: the engine's own
HELP

-- case: the engine's own
.tables
