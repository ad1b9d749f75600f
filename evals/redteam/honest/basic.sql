-- basic: plain questions
-- role: clerk

-- case: select, filter, order
SELECT 1

-- case: select, filter, order
SELECT * FROM hotels

-- case: select, filter, order
SELECT * FROM guests LIMIT 3

-- case: select, filter, order
SELECT guests.* FROM guests

-- case: select, filter, order
SELECT g.* FROM guests g

-- case: select, filter, order
SELECT name, stars FROM hotels WHERE stars >= 4 ORDER BY name

-- case: select, filter, order
SELECT count(*) FROM bookings

-- case: select, filter, order
SELECT DISTINCT state FROM bookings ORDER BY ALL

-- case: select, filter, order
SELECT h.name n FROM main.hotels h WHERE h.country IN ('north', 'east')

-- case: select, filter, order
SELECT main.hotels.name FROM main.hotels

-- case: select, filter, order
SELECT hotels.name FROM hotels

-- case: select, filter, order
SELECT HOTELS.NAME FROM Hotels

-- case: select, filter, order
SELECT "name" FROM "hotels" WHERE "stars" BETWEEN 2 AND 4;

-- case: select, filter, order
SELECT name FROM hotels WHERE name LIKE 'Lod%' OR name ILIKE '%1' ESCAPE '!'

-- case: select, filter, order
SELECT name FROM hotels WHERE opened IS NOT NULL AND NOT (stars = 2)

-- case: select, filter, order
SELECT name FROM hotels ORDER BY stars DESC NULLS LAST, 1 LIMIT 3 OFFSET 2

-- case: select, filter, order
SELECT name FROM hotels LIMIT 10%

-- case: select, filter, order
SELECT stars * 2 + 1 AS s2, s2 - 1 AS s3 FROM hotels

-- case: select, filter, order
SELECT rowid, name FROM hotels

-- case: select, filter, order
SELECT stars // 2, stars % 2, stars ** 2, -stars, +stars, stars / 2.0, stars & 1, stars | 1, stars << 1, ~stars FROM hotels

-- case: select, filter, order
SELECT name || ' (' || stars::VARCHAR || ')' AS label FROM hotels

-- case: select, filter, order
SELECT CASE stars WHEN 5 THEN 'top' WHEN 4 THEN 'good' ELSE 'plain' END AS k FROM hotels

-- case: select, filter, order
SELECT if(stars > 3, 'y', 'n'), ifnull(name, '-'), nullif(stars, 3), coalesce(NULL, name) FROM hotels

-- case: select, filter, order
SELECT name FROM hotels WHERE (country, stars) IN (SELECT country, max(stars) FROM hotels GROUP BY country)

-- case: select, filter, order
SELECT name FROM hotels WHERE stars = ANY (SELECT stars FROM hotels) AND stars >= ALL (SELECT 1)

-- case: select, filter, order
SELECT name FROM hotels WHERE stars IS DISTINCT FROM 3

-- case: select, filter, order
SELECT h FROM hotels h LIMIT 2

-- case: select, filter, order
SELECT hotels FROM hotels LIMIT 1

-- case: select, filter, order
SELECT to_json(h) FROM hotels h LIMIT 1

-- case: select, filter, order
SELECT h.stars.sqrt() FROM hotels h

-- case: select, filter, order
SELECT name.upper().left(3) FROM hotels

-- case: select, filter, order
SELECT name FROM hotels -- the end

-- case: select, filter, order
SELECT 1_000 AS k, 1e3, .5, 0.25::DECIMAL(4,2)
