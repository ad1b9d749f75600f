-- pivots: pivot and unpivot
-- role: clerk

-- case: pivots
PIVOT bookings ON state USING count(*)

-- case: pivots
PIVOT bookings ON state USING sum(paid) GROUP BY country

-- case: pivots
PIVOT bookings ON state IN ('kept', 'cancelled') USING sum(paid) AS total, count(*) AS n GROUP BY country

-- case: pivots
PIVOT bookings ON state, country USING count(*)

-- case: pivots
PIVOT (SELECT country, state, paid FROM bookings) ON state USING max(paid)

-- case: pivots
PIVOT guests ON tier USING count(*) GROUP BY country

-- case: pivots
FROM (PIVOT bookings ON state USING sum(paid) GROUP BY country)

-- case: pivots
WITH p AS (PIVOT bookings ON state USING count(*) GROUP BY country) SELECT country, kept FROM p

-- case: pivots
SELECT * FROM (SELECT country, state, paid FROM bookings) PIVOT (sum(paid) FOR state IN ('kept', 'cancelled'))

-- case: pivots
SELECT * FROM (SELECT country, state, paid FROM bookings) PIVOT (sum(paid) FOR state IN ('kept', 'cancelled') GROUP BY country) AS p

-- case: pivots
UNPIVOT (SELECT hotel_id, stars, hotel_id AS other FROM hotels) ON stars, other INTO NAME what VALUE n

-- case: pivots
UNPIVOT (SELECT guest_id, name, tier FROM guests) ON name, tier INTO NAME k VALUE v

-- case: pivots
FROM (SELECT hotel_id, stars FROM hotels) UNPIVOT (v FOR k IN (stars))

-- case: pivots
SELECT k, count(*) FROM (UNPIVOT (SELECT name, country FROM hotels) ON COLUMNS(*) INTO NAME k VALUE v) GROUP BY k

-- case: pivots
PIVOT bookings ON year(arrival) USING sum(nights) GROUP BY country

-- case: pivots
PIVOT_WIDER bookings ON state USING count(*)

-- case: pivots
PIVOT bookings ON state USING count(*) GROUP BY country ORDER BY country

-- case: pivots
PIVOT bookings ON state USING count(*) GROUP BY country LIMIT 2

-- case: pivots
PIVOT bookings ON state USING count(*) GROUP BY country ORDER BY country DESC LIMIT 1
