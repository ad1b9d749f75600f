-- rows north: a role with a row policy
-- role: north

-- case: the same questions under a row policy
SELECT * FROM guests

-- case: the same questions under a row policy
SELECT count(*), sum(paid) FROM bookings

-- case: the same questions under a row policy
SELECT tier, count(*) FROM guests GROUP BY tier

-- case: the same questions under a row policy
SELECT h.name, sum(b.paid) FROM hotels h JOIN rooms r USING (hotel_id) JOIN bookings b USING (room_id) GROUP BY h.name

-- case: the same questions under a row policy
WITH b AS (SELECT * FROM bookings WHERE nights > 2) SELECT date_trunc('month', arrival), count(*) FROM b GROUP BY 1

-- case: the same questions under a row policy
SELECT name FROM guests g WHERE EXISTS (SELECT 1 FROM bookings b WHERE b.guest_id = g.guest_id)

-- case: the same questions under a row policy
PIVOT bookings ON state USING count(*)

-- case: the same questions under a row policy
SELECT state, rank() OVER (ORDER BY count(*)) FROM bookings GROUP BY state

-- case: the same questions under a row policy
SELECT count(*) FROM v_stays

-- case: the same questions under a row policy
SELECT * EXCLUDE (email) FROM guests g LEFT JOIN bookings b USING (guest_id) LIMIT 3

-- case: the same questions under a row policy
SELECT g.name FROM guests g TABLESAMPLE 50%

-- case: the same questions under a row policy
SELECT name FROM main.guests UNION SELECT name FROM hotels

-- case: the same questions under a row policy
SELECT g FROM hotels g

-- case: the same questions under a row policy
SELECT DISTINCT country FROM hotels

-- case: the same questions under a row policy
SELECT guests.name, bookings.paid FROM guests, bookings WHERE guests.guest_id = bookings.guest_id
