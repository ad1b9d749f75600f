-- role: clerk
-- case: sides of other widths
SELECT 1, 2 UNION ALL SELECT 1

-- case: the other way round
SELECT name FROM hotels EXCEPT SELECT name, stars FROM hotels

-- case: more names than columns
SELECT * FROM (SELECT 1) AS t(a, b)

-- case: more names than a CTE has columns
WITH t(a, b, c) AS (SELECT 1, 2) SELECT a FROM t
