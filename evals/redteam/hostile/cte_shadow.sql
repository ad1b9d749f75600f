-- cte shadow: CTEs with the name of a table
-- role: clerk

-- case: the CTE reads the table whose name it takes
WITH staff AS (SELECT * FROM staff) SELECT * FROM staff

-- case: the CTE reads the table whose name it takes
WITH staff AS (SELECT bank FROM main.staff) SELECT bank FROM staff

-- case: the CTE reads the table whose name it takes
WITH access_log AS (FROM access_log) SELECT did FROM access_log

-- case: the CTE reads the table whose name it takes
WITH codes AS (SELECT * FROM vault.codes) SELECT code FROM codes

-- case: the CTE reads the table whose name it takes
WITH a AS (SELECT * FROM staff), staff AS (SELECT 1 AS x) SELECT * FROM a

-- case: the CTE reads the table whose name it takes
WITH staff AS (SELECT 1 AS x) SELECT * FROM main.staff

-- case: the CTE reads the table whose name it takes
WITH staff AS (SELECT 1 AS x) SELECT * FROM vault.codes, staff

-- case: the CTE reads the table whose name it takes
SELECT * FROM (WITH staff AS (SELECT 1 AS x) FROM staff) s, staff

-- case: the CTE reads the table whose name it takes
WITH a AS (WITH staff AS (SELECT 1 AS x) SELECT * FROM staff) SELECT * FROM a, staff

-- case: the CTE reads the table whose name it takes
SELECT (WITH staff AS (SELECT 1 AS x) SELECT x FROM staff), (SELECT bank FROM staff LIMIT 1)

-- case: the CTE reads the table whose name it takes
WITH hotels AS (SELECT bank FROM staff) SELECT * FROM hotels

-- case: the CTE reads the table whose name it takes
WITH RECURSIVE r AS (SELECT bank FROM staff UNION ALL SELECT bank FROM r WHERE FALSE) SELECT * FROM r

-- case: the CTE reads the table whose name it takes
WITH v_wages AS (SELECT * FROM v_wages) FROM v_wages

-- case: the CTE reads the table whose name it takes
WITH STAFF AS (SELECT * FROM Staff) SELECT * FROM staff

-- case: the CTE reads the table whose name it takes
WITH "staff" AS MATERIALIZED (SELECT * FROM "staff") SELECT bank FROM "staff"

-- case: the CTE reads the table whose name it takes
WITH guests AS (SELECT guest_id, email FROM guests) SELECT email FROM guests

-- case: the CTE reads the table whose name it takes
WITH g AS (FROM guests) SELECT email FROM g

-- case: the CTE reads the table whose name it takes
WITH g AS (SELECT guest_id, passport p FROM guests) SELECT p FROM g

-- case: the CTE reads the table whose name it takes
WITH x AS (SELECT 1 AS a) SELECT * FROM x UNION ALL (WITH y AS (FROM staff) SELECT staff_id FROM y)

-- case: the CTE reads the table whose name it takes
WITH b AS (SELECT 1 AS a) SELECT (SELECT code FROM vault.codes LIMIT 1) FROM b
