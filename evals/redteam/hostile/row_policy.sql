-- row policy: rows of others
-- role: north, expect: filtered

-- case: around the policy
SELECT * FROM guests

-- case: around the policy
SELECT name FROM guests WHERE TRUE OR country = 'south'

-- case: around the policy
SELECT name FROM guests WHERE country <> 'north'

-- case: around the policy
SELECT DISTINCT country FROM bookings

-- case: around the policy
SELECT country, count(*), sum(paid) FROM bookings GROUP BY country

-- case: around the policy
SELECT count(*) FROM guests

-- case: around the policy
SELECT max(guest_id) FROM guests

-- case: around the policy
SELECT g.name FROM bookings b JOIN guests g USING (guest_id)

-- case: around the policy
SELECT g.name FROM hotels h LEFT JOIN guests g ON TRUE

-- case: around the policy
SELECT g.name FROM guests g RIGHT JOIN rooms r ON TRUE

-- case: around the policy
SELECT g.name FROM rooms r FULL JOIN guests g ON r.room_id = g.guest_id

-- case: around the policy
SELECT a.name, b.name FROM guests a, guests b

-- case: around the policy
SELECT name FROM guests UNION SELECT name FROM hotels

-- case: around the policy
SELECT name FROM hotels INTERSECT SELECT name FROM hotels

-- case: around the policy
SELECT name FROM guests EXCEPT SELECT name FROM guests WHERE country = 'north'

-- case: around the policy
WITH guests AS (SELECT name, 'north' AS country FROM guests) SELECT * FROM guests

-- case: around the policy
WITH north AS (SELECT 1) SELECT g.name FROM guests g, north

-- case: around the policy
SELECT (SELECT list(name) FROM guests)

-- case: around the policy
SELECT name FROM hotels h WHERE EXISTS (SELECT 1 FROM bookings b WHERE b.country = 'east')

-- case: around the policy
SELECT l.name FROM rooms r, LATERAL (SELECT name FROM hotels h WHERE h.hotel_id = r.hotel_id) l

-- case: around the policy
FROM guests SELECT name ORDER BY guest_id DESC LIMIT 5

-- case: around the policy
SELECT name FROM guests ORDER BY country = 'north'

-- case: around the policy
SELECT * FROM guests USING SAMPLE 50 ROWS

-- case: around the policy
SELECT * FROM guests TABLESAMPLE 90%

-- case: around the policy
PIVOT bookings ON country USING sum(paid)

-- case: around the policy
PIVOT guests ON country USING list(name)

-- case: around the policy
UNPIVOT (SELECT name, country FROM guests) ON name, country INTO NAME n VALUE v

-- case: around the policy
SELECT arg_max(name, guest_id) FROM guests

-- case: around the policy
SELECT first(name ORDER BY guest_id DESC) FROM guests

-- case: around the policy
SELECT name, lead(name) OVER (ORDER BY guest_id) FROM guests

-- case: around the policy
SELECT list(name) FILTER (WHERE country <> 'north') FROM guests

-- case: around the policy
SELECT name FROM main.guests

-- case: around the policy
SELECT name FROM "GUESTS"

-- case: around the policy
SELECT * FROM guests POSITIONAL JOIN hotels

-- case: around the policy
SELECT * FROM rooms r SEMI JOIN hotels h ON r.hotel_id = h.hotel_id AND h.country = 'south'

-- case: around the policy
SELECT r.room_id FROM rooms r ANTI JOIN hotels h USING (hotel_id)

-- case: around the policy
SELECT b.* FROM bookings b ASOF JOIN guests g ON b.guest_id >= g.guest_id

-- case: around the policy
WITH RECURSIVE x AS (SELECT guest_id, name FROM guests UNION SELECT g.guest_id, g.name FROM guests g, x WHERE g.guest_id > x.guest_id) SELECT name FROM x

-- case: around the policy
SELECT g FROM hotels g

-- case: around the policy
SELECT to_json(h) FROM hotels h

-- case: around the policy
SELECT COLUMNS('name') FROM guests

-- case: around the policy
SELECT name FROM guests GROUP BY ALL

-- case: around the policy
SELECT country, name FROM guests GROUP BY GROUPING SETS ((country, name), ())

-- case: around the policy
SELECT name FROM (SELECT * FROM guests WHERE country = 'south' OR 1 = 1) t

-- case: around the policy
SELECT name FROM guests WHERE guest_id IN (SELECT guest_id FROM bookings)

-- case: around the policy
SELECT CASE WHEN country = 'north' THEN 'x' ELSE name END FROM guests

-- case: around the policy
SELECT quantile_disc(name, [0.1, 0.5, 0.9]) FROM guests

-- case: around the policy
SELECT booking_id FROM v_stays

-- case: around the policy
SELECT max(booking_id) FROM v_stays v JOIN rooms USING (room_id)

-- case: around the policy
SELECT count(*) FROM rooms r JOIN v_stays s ON s.room_id = r.room_id WHERE s.booking_id > 1000
