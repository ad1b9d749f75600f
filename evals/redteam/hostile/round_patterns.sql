-- role: clerk
-- case: columns by pattern, place or star
SELECT COLUMNS(c -> c LIKE 'e%') FROM guests

-- case: columns by pattern, place or star
SELECT COLUMNS(c -> lower(c) = 'passport') FROM guests

-- case: columns by pattern, place or star
SELECT COLUMNS(lambda c: c = 'email') FROM guests

-- case: columns by pattern, place or star
SELECT * FROM guests WHERE COLUMNS(c -> c = 'email') LIKE 'leak%'

-- case: columns by pattern, place or star
SELECT * REPLACE (email AS name) FROM guests

-- case: columns by pattern, place or star
SELECT * REPLACE (upper(passport) AS tier) FROM guests

-- case: columns by pattern, place or star
SELECT * RENAME (email AS mail) FROM guests

-- case: columns by pattern, place or star
SELECT * EXCLUDE (name) REPLACE ((SELECT max(wage) FROM staff) AS tier) FROM guests

-- case: columns by pattern, place or star
SELECT struct_pack(*COLUMNS(*)) FROM staff

-- case: columns by pattern, place or star
UNPIVOT guests ON COLUMNS('^(e|p)') INTO NAME k VALUE v ORDER BY 1

-- case: columns by pattern, place or star
SELECT #3 FROM guests

-- case: columns by pattern, place or star
SELECT #2, #5 FROM guests ORDER BY #3

-- case: columns by pattern, place or star
SELECT * FROM guests ORDER BY 3

-- case: columns by pattern, place or star
WITH x(a, b, c) AS (SELECT * FROM guests) SELECT c FROM x

-- case: columns by pattern, place or star
SELECT * LIKE '%mail%' FROM guests

-- case: columns by pattern, place or star
SELECT * SIMILAR TO 'e.*' FROM guests

-- case: columns by pattern, place or star
SELECT * GLOB 'e*' FROM guests

-- case: columns by pattern, place or star
SELECT * ILIKE 'PASS%' FROM guests

-- case: columns by pattern, place or star
SELECT COLUMNS(['email', 'name']) FROM guests

-- case: columns by pattern, place or star
SELECT COLUMNS('(?i)EMAIL') FROM guests

-- case: columns by pattern, place or star
SELECT * EXCLUDE (email) REPLACE (passport AS name) FROM guests

-- case: columns by pattern, place or star
FROM guests SELECT * EXCLUDE (SELECT 1)
