-- friendly: the friendly SQL of DuckDB
-- role: clerk

-- case: FROM first, aliases, ALL
FROM hotels

-- case: FROM first, aliases, ALL
FROM hotels SELECT name

-- case: FROM first, aliases, ALL
FROM hotels SELECT name WHERE stars > 3

-- case: FROM first, aliases, ALL
FROM hotels h JOIN rooms r USING (hotel_id) SELECT h.name, r.kind LIMIT 3

-- case: FROM first, aliases, ALL
FROM hotels WHERE stars > 3 ORDER BY name LIMIT 2

-- case: FROM first, aliases, ALL
TABLE hotels

-- case: FROM first, aliases, ALL
SELECT country, sum(stars) FROM hotels GROUP BY ALL ORDER BY ALL

-- case: FROM first, aliases, ALL
SELECT country, kind, avg(rate) FROM hotels JOIN rooms USING (hotel_id) GROUP BY ALL ORDER BY ALL DESC

-- case: FROM first, aliases, ALL
SELECT n: name, s: stars + 1 FROM hotels

-- case: FROM first, aliases, ALL
SELECT stars + 1 AS up FROM hotels WHERE up > 3

-- case: FROM first, aliases, ALL
SELECT stars AS s, count(*) AS n FROM hotels GROUP BY s HAVING n > 1 ORDER BY s

-- case: FROM first, aliases, ALL
SELECT name, FROM hotels

-- case: FROM first, aliases, ALL
SELECT * EXCLUDE (opened) FROM hotels

-- case: FROM first, aliases, ALL
SELECT * EXCLUDE opened FROM hotels

-- case: FROM first, aliases, ALL
SELECT * EXCLUDE (email, passport) FROM guests

-- case: FROM first, aliases, ALL
SELECT h.* EXCLUDE (h.opened) FROM hotels h

-- case: FROM first, aliases, ALL
SELECT * REPLACE (upper(name) AS name) FROM hotels

-- case: FROM first, aliases, ALL
SELECT * RENAME (name AS hotel) FROM hotels

-- case: FROM first, aliases, ALL
SELECT * EXCLUDE (opened) REPLACE (stars + 1 AS stars) RENAME (country AS land) FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS('name|stars') FROM hotels

-- case: FROM first, aliases, ALL
SELECT min(COLUMNS(*)) FROM hotels

-- case: FROM first, aliases, ALL
SELECT max(COLUMNS(* EXCLUDE (name))) FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS(c -> c LIKE '%e%') FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS(lambda c: c LIKE 's%') FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS(['name', 'stars']) FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS('(n)ame') AS 'x_\1' FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS(*)::VARCHAR FROM hotels

-- case: FROM first, aliases, ALL
SELECT * FROM hotels WHERE COLUMNS(['stars', 'hotel_id']) > 1

-- case: FROM first, aliases, ALL
SELECT greatest(*COLUMNS(['stars', 'hotel_id'])) FROM hotels

-- case: FROM first, aliases, ALL
SELECT * LIKE 'n%' FROM hotels

-- case: FROM first, aliases, ALL
SELECT * ILIKE 'N%' FROM hotels

-- case: FROM first, aliases, ALL
SELECT * SIMILAR TO 'n.*' FROM hotels

-- case: FROM first, aliases, ALL
SELECT COLUMNS(h.*) FROM hotels h

-- case: FROM first, aliases, ALL
SELECT * FROM guests ORDER BY ALL LIMIT 3

-- case: FROM first, aliases, ALL
SELECT * FROM guests ORDER BY 1 LIMIT 3

-- case: FROM first, aliases, ALL
SELECT COLUMNS(*) FROM guests LIMIT 2

-- case: FROM first, aliases, ALL
SELECT COLUMNS('name|tier') FROM guests

-- case: FROM first, aliases, ALL
SELECT DISTINCT ON (country) country, name FROM hotels ORDER BY country, stars DESC

-- case: FROM first, aliases, ALL
SELECT #1 FROM hotels

-- case: FROM first, aliases, ALL
SELECT list(DISTINCT state ORDER BY state) FROM bookings

-- case: FROM first, aliases, ALL
SELECT count() FROM hotels

-- case: FROM first, aliases, ALL
SELECT count_star() FROM hotels

-- case: FROM first, aliases, ALL
SELECT name FROM hotels USING SAMPLE 3

-- case: FROM first, aliases, ALL
SELECT * FROM hotels USING SAMPLE 20% (bernoulli)

-- case: FROM first, aliases, ALL
SELECT * FROM hotels USING SAMPLE reservoir(5 ROWS) REPEATABLE (42)

-- case: FROM first, aliases, ALL
SELECT * FROM hotels TABLESAMPLE reservoir(50%)

-- case: FROM first, aliases, ALL
SELECT * FROM guests TABLESAMPLE 50%

-- case: FROM first, aliases, ALL
SELECT t.a FROM (VALUES (1, 'x'), (2, 'y')) t(a, b)

-- case: FROM first, aliases, ALL
VALUES (1, 'a'), (2, 'b')

-- case: FROM first, aliases, ALL
SELECT * FROM hotels AS h(id, title)

-- case: FROM first, aliases, ALL
SELECT id, title FROM guests AS g(id, title)

-- case: FROM first, aliases, ALL
SELECT name FROM (FROM hotels) WHERE stars = 5

-- case: FROM first, aliases, ALL
SELECT "count_star()" FROM (SELECT count(*) FROM hotels)
