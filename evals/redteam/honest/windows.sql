-- windows: windows
-- role: clerk

-- case: windows
SELECT booking_id, row_number() OVER (PARTITION BY country ORDER BY paid DESC) AS k FROM bookings QUALIFY k <= 3

-- case: windows
SELECT booking_id, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w, ntile(4) OVER w FROM bookings WINDOW w AS (ORDER BY paid)

-- case: windows
SELECT arrival, sum(paid) OVER (ORDER BY arrival ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) FROM bookings

-- case: windows
SELECT arrival, avg(paid) OVER (ORDER BY arrival RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) FROM bookings

-- case: windows
SELECT paid - lag(paid, 1, 0) OVER (ORDER BY arrival, booking_id), lead(paid) OVER (ORDER BY arrival) FROM bookings

-- case: windows
SELECT first_value(paid) OVER w, last_value(paid) OVER w, nth_value(paid, 2) OVER w FROM bookings WINDOW w AS (PARTITION BY country ORDER BY arrival)

-- case: windows
SELECT last_value(paid IGNORE NULLS) OVER (ORDER BY arrival) FROM bookings

-- case: windows
SELECT count(*) OVER (PARTITION BY state) FROM bookings

-- case: windows
SELECT sum(paid) OVER (PARTITION BY country ORDER BY arrival ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) FROM bookings

-- case: windows
SELECT country, sum(paid) AS s, rank() OVER (ORDER BY sum(paid) DESC) FROM bookings GROUP BY country

-- case: windows
SELECT median(paid) OVER (ORDER BY booking_id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) FROM bookings

-- case: windows
SELECT list(paid) OVER (ORDER BY booking_id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM bookings

-- case: windows
SELECT sum(paid) FILTER (WHERE nights > 2) OVER (ORDER BY booking_id) FROM bookings

-- case: windows
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY guest_id ORDER BY arrival) AS n FROM bookings) WHERE n = 1

-- case: windows
SELECT sum(paid) OVER (w ROWS 3 PRECEDING) FROM bookings WINDOW w AS (ORDER BY booking_id)
