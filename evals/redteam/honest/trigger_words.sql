-- trigger words: words of attacks in honest statements
-- role: clerk

-- case: words in names, texts and comments
SELECT count(*) AS "delete", max(paid) AS "drop" FROM bookings

-- case: words in names, texts and comments
SELECT 'DROP TABLE x; --' AS note, 'SELECT * FROM staff' AS other

-- case: words in names, texts and comments
SELECT name AS update_name, stars AS "set" FROM hotels

-- case: words in names, texts and comments
SELECT count(*) /* DELETE all of it */ FROM rooms -- DROP it

-- case: words in names, texts and comments
SELECT * FROM bookings WHERE state = 'delete; update'

-- case: words in names, texts and comments
WITH "insert" AS (SELECT 1 AS "create") SELECT "create" FROM "insert"

-- case: words in names, texts and comments
SELECT name AS email FROM guests ORDER BY email

-- case: words in names, texts and comments
SELECT 'read_csv(''x'')' AS text

-- case: words in names, texts and comments
SELECT replace(name, 'Lodge', 'Grant') AS "grant" FROM hotels

-- case: words in names, texts and comments
SELECT 1 AS "attach", 2 AS pragma_version, 3 AS copy

-- case: words in names, texts and comments
SELECT created FROM (SELECT noted AS created FROM bookings)

-- case: words in names, texts and comments
SELECT "system", "user" FROM (SELECT 1 AS "system", 2 AS "user")

-- case: words in names, texts and comments
SELECT state AS kill, paid AS truncate FROM bookings

-- case: words in names, texts and comments
SELECT name FROM hotels WHERE name NOT LIKE '%information_schema%'

-- case: words in names, texts and comments
SELECT name AS "Größe (€)", stars AS "étoiles", country AS 国 FROM hotels

-- case: words in names, texts and comments
SELECT 'ünïcödé 漢字 🙂' AS t, name FROM hotels WHERE name <> 'naïve café'

-- case: words in names, texts and comments
SELECT 'zero​width' AS t

-- case: words in names, texts and comments
SELECT s.call FROM (SELECT 1 AS call) s

-- case: words in names, texts and comments
SELECT load FROM (SELECT 3 AS load)

-- case: words in names, texts and comments
select   name	from   hotels

-- case: words in names, texts and comments
SELECT name FROM hotels WHERE 1 = 1 OR name = 'x'
