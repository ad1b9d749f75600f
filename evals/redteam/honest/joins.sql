-- joins: joins
-- role: clerk

-- case: kinds of join
SELECT h.name, r.kind FROM hotels h JOIN rooms r ON r.hotel_id = h.hotel_id

-- case: kinds of join
SELECT h.name, count(r.room_id) FROM hotels h LEFT JOIN rooms r USING (hotel_id) GROUP BY h.name

-- case: kinds of join
SELECT * FROM hotels NATURAL JOIN rooms

-- case: kinds of join
SELECT country, name FROM guests NATURAL JOIN bookings

-- case: kinds of join
SELECT g.name, b.paid FROM guests g RIGHT OUTER JOIN bookings b ON g.guest_id = b.guest_id AND b.paid > 10

-- case: kinds of join
SELECT g.name FROM guests g FULL JOIN bookings b USING (guest_id)

-- case: kinds of join
SELECT h.name, k FROM hotels h CROSS JOIN (VALUES ('a'), ('b')) v(k)

-- case: kinds of join
SELECT h.name, g.name FROM hotels h, guests g WHERE h.country = g.country LIMIT 5

-- case: kinds of join
SELECT name FROM guests SEMI JOIN bookings USING (guest_id)

-- case: kinds of join
SELECT name FROM guests g ANTI JOIN bookings b ON b.guest_id = g.guest_id AND b.nights > 5

-- case: kinds of join
SELECT b.booking_id, g.name FROM bookings b ASOF JOIN guests g ON b.guest_id = g.guest_id AND b.arrival >= g.joined

-- case: kinds of join
SELECT * FROM (SELECT 1 AS a) x POSITIONAL JOIN (SELECT 2 AS b) y

-- case: kinds of join
SELECT a.name, b.name FROM hotels a JOIN hotels b ON a.country = b.country AND a.hotel_id < b.hotel_id

-- case: kinds of join
SELECT h.name FROM (hotels h JOIN rooms r ON h.hotel_id = r.hotel_id) JOIN bookings b ON b.room_id = r.room_id

-- case: kinds of join
SELECT guest_id, g.name FROM bookings b JOIN guests g USING (guest_id, country)

-- case: kinds of join
SELECT * FROM hotels h JOIN LATERAL (SELECT max(rate) AS top FROM rooms r WHERE r.hotel_id = h.hotel_id) t ON TRUE

-- case: kinds of join
SELECT h.name, t.top FROM hotels h, (SELECT max(rate) AS top FROM rooms r WHERE r.hotel_id = h.hotel_id) t

-- case: kinds of join
SELECT h.name, x.n FROM hotels h LEFT JOIN LATERAL (SELECT count(*) AS n FROM rooms r WHERE r.hotel_id = h.hotel_id) x ON TRUE

-- case: kinds of join
SELECT name, (SELECT count(*) FROM rooms r WHERE r.hotel_id = h.hotel_id) AS rooms FROM hotels h

-- case: kinds of join
SELECT name FROM hotels h WHERE NOT EXISTS (FROM rooms r WHERE r.hotel_id = h.hotel_id AND beds > 2)

-- case: kinds of join
SELECT name FROM guests WHERE guest_id NOT IN (SELECT guest_id FROM bookings)

-- case: kinds of join
SELECT g.tier, h.country, sum(b.paid) FROM bookings b JOIN guests g ON g.guest_id = b.guest_id JOIN rooms r ON r.room_id = b.room_id JOIN hotels h ON h.hotel_id = r.hotel_id GROUP BY 1, 2

-- case: kinds of join
SELECT hotels.name, rooms.kind FROM hotels, rooms WHERE hotels.hotel_id = rooms.hotel_id

-- case: kinds of join
SELECT v.state, r.kind FROM v_stays v JOIN rooms r USING (room_id)

-- case: kinds of join
SELECT i, name FROM range(3) t(i) JOIN hotels ON hotel_id = i

-- case: kinds of join
SELECT r.room_id, f FROM rooms r, unnest(r.features) u(f)

-- case: kinds of join
SELECT r.room_id, f.unnest FROM rooms r CROSS JOIN unnest(r.features) f
