-- sets: set operations
-- role: clerk

-- case: set operations
SELECT name FROM hotels UNION SELECT name FROM guests

-- case: set operations
SELECT name FROM hotels UNION ALL SELECT name FROM guests ORDER BY name LIMIT 4

-- case: set operations
SELECT country FROM hotels INTERSECT SELECT country FROM guests

-- case: set operations
SELECT guest_id FROM guests EXCEPT SELECT guest_id FROM bookings

-- case: set operations
SELECT guest_id FROM guests EXCEPT ALL SELECT guest_id FROM bookings

-- case: set operations
SELECT name, stars FROM hotels UNION BY NAME SELECT name, tier FROM guests

-- case: set operations
SELECT name FROM hotels UNION ALL BY NAME SELECT name, tier FROM guests

-- case: set operations
(SELECT 1 AS x) UNION (SELECT 2) ORDER BY x DESC

-- case: set operations
SELECT * FROM (SELECT 1 AS a UNION ALL SELECT 2) t WHERE a > 1

-- case: set operations
FROM hotels UNION FROM hotels

-- case: set operations
SELECT * FROM guests UNION ALL SELECT * FROM guests

-- case: set operations
SELECT 'hotels' AS what, count(*) AS n FROM hotels UNION ALL SELECT 'rooms', count(*) FROM rooms UNION ALL SELECT 'guests', count(*) FROM guests

-- case: set operations
VALUES (1) UNION ALL SELECT 2

-- case: set operations
SELECT x FROM (VALUES (1), (2)) t(x) EXCEPT (SELECT 1 UNION SELECT 3)
