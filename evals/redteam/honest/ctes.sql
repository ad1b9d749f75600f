-- ctes: common table expressions
-- role: clerk

-- case: CTEs
WITH a AS (SELECT * FROM hotels), b AS (SELECT * FROM a WHERE stars > 3) SELECT count(*) FROM b

-- case: CTEs
WITH a(x, y) AS (SELECT hotel_id, name FROM hotels) SELECT y FROM a WHERE x > 1

-- case: CTEs
WITH a AS MATERIALIZED (FROM bookings) SELECT count(*) FROM a

-- case: CTEs
WITH a AS NOT MATERIALIZED (FROM bookings) SELECT count(*) FROM a, a AS b WHERE a.booking_id = b.booking_id

-- case: CTEs
WITH hotels AS (SELECT name FROM hotels WHERE stars > 3) SELECT * FROM hotels

-- case: CTEs
WITH staff AS (SELECT name FROM guests) SELECT count(*) FROM staff

-- case: CTEs
WITH codes AS (SELECT 1 AS code) SELECT code FROM codes

-- case: CTEs
WITH a AS (WITH b AS (SELECT 1 AS x) FROM b) SELECT x FROM a

-- case: CTEs
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n

-- case: CTEs
WITH RECURSIVE d AS (SELECT DATE '2024-01-01' AS day UNION ALL SELECT day + 1 FROM d WHERE day < DATE '2024-01-10') SELECT d.day, count(b.booking_id) FROM d LEFT JOIN bookings b ON b.arrival = d.day GROUP BY d.day

-- case: CTEs
WITH RECURSIVE t(n, path) AS (SELECT 1, [1] UNION ALL SELECT n + 1, list_append(path, n + 1) FROM t WHERE n < 4) SELECT * FROM t

-- case: CTEs
SELECT * FROM (WITH x AS (SELECT 1 AS a) SELECT a FROM x) t

-- case: CTEs
WITH a AS (SELECT 1 AS x) SELECT (SELECT x FROM a) + 1

-- case: CTEs
WITH g AS (FROM guests) SELECT count(*), max(tier) FROM g

-- case: CTEs
WITH m AS (SELECT date_trunc('month', arrival) AS month, sum(paid) AS total FROM bookings GROUP BY 1) SELECT month, total, total - lag(total) OVER (ORDER BY month) AS change FROM m

-- case: CTEs
WITH a AS (SELECT 1 AS k, 2 AS v), b AS (SELECT 1 AS k, 3 AS w) SELECT k, v, w FROM a JOIN b USING (k)
