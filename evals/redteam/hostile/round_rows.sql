-- role: north, expect: filtered
-- case: a condition that would undo the policy
SELECT * FROM guests WHERE country <> 'north'

-- case: a condition that would undo the policy
SELECT * FROM guests WHERE TRUE OR country = 'south'

-- case: rows that a join extends or brings in
SELECT g.name FROM hotels h FULL JOIN guests g ON FALSE

-- case: rows that a join extends or brings in
SELECT g.name FROM hotels h RIGHT JOIN guests g ON h.country <> g.country

-- case: rows that a join extends or brings in
SELECT h.name FROM guests g LEFT JOIN hotels h ON h.country <> 'north'

-- case: set operations and anti-joins
SELECT * FROM guests EXCEPT ALL SELECT * FROM guests WHERE country = 'north'

-- case: set operations and anti-joins
SELECT name FROM guests UNION SELECT name FROM main.guests

-- case: statistics and shapes of other rows
SELECT name FROM "GUESTS" "north"

-- case: a CTE before the policy
WITH guests AS (SELECT * FROM main.guests) SELECT name FROM guests

-- case: a CTE before the policy
WITH north AS (FROM guests) FROM north WHERE country != 'north'

-- case: correlated subqueries
SELECT (SELECT string_agg(name, ',') FROM guests g2 WHERE g2.country = 'south') FROM hotels

-- case: correlated subqueries
SELECT name FROM guests g WHERE EXISTS (SELECT 1 FROM guests o WHERE o.country <> g.country)

-- case: set operations and anti-joins
SELECT name FROM guests WHERE guest_id NOT IN (SELECT guest_id FROM bookings)

-- case: set operations and anti-joins
SELECT b.country, g.name FROM bookings b ANTI JOIN guests g USING (guest_id), guests

-- case: rows that a join extends or brings in
SELECT * FROM v_stays s JOIN rooms r USING (room_id) JOIN hotels h ON h.hotel_id = r.hotel_id

-- case: statistics and shapes of other rows
SELECT DISTINCT country FROM bookings ORDER BY country DESC

-- case: statistics and shapes of other rows
SELECT max(name), min(country) FROM hotels

-- case: statistics and shapes of other rows
SELECT country, count(*) FROM guests GROUP BY CUBE (country, tier)

-- case: statistics and shapes of other rows
PIVOT guests ON country USING count(*)

-- case: windows and samples
SELECT name, lag(name) OVER (ORDER BY guest_id) FROM guests

-- case: rows that a join extends or brings in
SELECT * FROM guests POSITIONAL JOIN (SELECT name AS other FROM guests WHERE country <> 'north')

-- case: rows that a join extends or brings in
SELECT g.name FROM bookings b ASOF JOIN guests g ON b.arrival >= g.joined

-- case: rows that a join extends or brings in
SELECT * FROM hotels, LATERAL (SELECT name AS guest FROM guests WHERE guests.country <> hotels.country) l

-- case: statistics and shapes of other rows
SELECT list(g) FROM guests g

-- case: statistics and shapes of other rows
SELECT unnest(list(name)) FROM guests

-- case: set operations and anti-joins
WITH RECURSIVE r AS (SELECT min(guest_id) AS i FROM guests UNION SELECT (SELECT min(guest_id) FROM guests WHERE guest_id > i) FROM r WHERE i IS NOT NULL) SELECT name FROM r JOIN guests ON guest_id = i

-- case: a condition that would undo the policy
SELECT * FROM (SELECT *, country AS c FROM guests) WHERE c = 'south'

-- case: statistics and shapes of other rows
SELECT * REPLACE ('north' AS country) FROM guests

-- case: windows and samples
SELECT name FROM guests USING SAMPLE 90 ROWS

-- case: windows and samples
SELECT name FROM guests TABLESAMPLE 100%

-- case: a condition that would undo the policy
SELECT g.name FROM guests g, guests h WHERE h.country = 'south' OR g.country = 'east'

-- case: statistics and shapes of other rows
SELECT arg_max(name, guest_id), arg_max(country, guest_id) FROM guests

-- case: statistics and shapes of other rows
SELECT name FROM guests ORDER BY country = 'north', name LIMIT 5

-- case: statistics and shapes of other rows
SELECT approx_top_k(country, 5), histogram(country) FROM bookings

-- case: statistics and shapes of other rows
SELECT name FROM hotels.main.guests

-- case: a condition that would undo the policy
SELECT name FROM guests AS bookings WHERE country > ''

-- case: set operations and anti-joins
SELECT count(*) FROM guests HAVING count(*) > 0 UNION ALL SELECT max(guest_id) FROM guests

-- case: statistics and shapes of other rows
SELECT stats(name) FROM guests LIMIT 1

-- case: rows that a join extends or brings in
SELECT * FROM (VALUES ('south')) v(country) JOIN guests USING (country)

-- case: rows that a join extends or brings in
SELECT * FROM (VALUES ('south')) guests(country) JOIN hotels USING (country)

-- case: a condition that would undo the policy
SELECT '{user.country}', name FROM guests WHERE country = 'sou' || 'th'

-- case: statistics and shapes of other rows
SELECT rowid, * FROM guests

-- case: rows that a join extends or brings in
SELECT g.*, b.* FROM guests g LEFT JOIN bookings b ON TRUE WHERE b.country IS DISTINCT FROM 'north'

-- case: rows that a join extends or brings in
SELECT name FROM guests WHERE country IN (SELECT country FROM rooms r JOIN hotels h ON h.hotel_id <> r.hotel_id)

-- case: rows that a join extends or brings in
SELECT COALESCE(h.name, 'none') FROM rooms r LEFT JOIN hotels h USING (hotel_id) ORDER BY 1 DESC
