-- role: clerk
-- case: windows and ranks
SELECT country, count(*) AS guests, round(100.0 * count(*) / sum(count(*)) OVER (), 1) AS pct FROM guests GROUP BY country ORDER BY guests DESC

-- case: reports over time
SELECT date_trunc('month', arrival) AS month, sum(paid) AS revenue, sum(sum(paid)) OVER (ORDER BY date_trunc('month', arrival)) AS running FROM bookings GROUP BY 1 ORDER BY 1

-- case: reports over time
WITH m AS (SELECT date_trunc('month', arrival) AS month, sum(paid) AS revenue FROM bookings GROUP BY 1) SELECT month, revenue, lag(revenue) OVER w AS previous, revenue / nullif(lag(revenue) OVER w, 0) - 1 AS growth FROM m WINDOW w AS (ORDER BY month)

-- case: windows and ranks
SELECT h.name, avg(b.paid) AS avg_paid, avg(avg(b.paid)) OVER () AS overall FROM hotels h JOIN rooms r USING (hotel_id) JOIN bookings b USING (room_id) GROUP BY h.name QUALIFY avg(b.paid) > avg(avg(b.paid)) OVER ()

-- case: windows and ranks
SELECT * FROM bookings QUALIFY row_number() OVER (PARTITION BY guest_id ORDER BY arrival DESC, booking_id) = 1

-- case: windows and ranks
SELECT guest_id, arrival, arrival - lag(arrival) OVER (PARTITION BY guest_id ORDER BY arrival) AS days_since FROM bookings

-- case: reports over time
SELECT arrival, paid, avg(paid) OVER (ORDER BY arrival RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) AS week_avg FROM bookings

-- case: windows and ranks
SELECT arrival, sum(paid) OVER (ORDER BY arrival ROWS BETWEEN 6 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM bookings

-- case: windows and ranks
SELECT ntile(4) OVER (ORDER BY paid) AS quartile, min(paid), max(paid) FROM bookings GROUP BY paid ORDER BY 1

-- case: statistics
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY paid) AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY paid) FROM bookings

-- case: statistics
SELECT state, quantile_cont(paid, [0.25, 0.5, 0.75]) AS q FROM bookings GROUP BY state

-- case: pivots and grouping sets
SELECT country, tier, count(*) FROM guests GROUP BY ROLLUP (country, tier) ORDER BY country NULLS LAST, tier NULLS LAST

-- case: pivots and grouping sets
SELECT country, tier, count(*), grouping(country, tier) FROM guests GROUP BY GROUPING SETS ((country, tier), (country), ())

-- case: pivots and grouping sets
SELECT country, state, sum(paid) FROM bookings GROUP BY CUBE (country, state) HAVING sum(paid) > 100

-- case: pivots and grouping sets
PIVOT bookings ON state USING sum(paid) AS paid, count(*) AS n GROUP BY country

-- case: reports over time
PIVOT (SELECT country, year(arrival) AS y, paid FROM bookings) ON y IN (2023, 2024) USING sum(paid)

-- case: pivots and grouping sets
FROM (SELECT country, tier FROM guests) PIVOT (count(*) FOR tier IN ('basic', 'gold')) ORDER BY country

-- case: pivots and grouping sets
UNPIVOT (SELECT room_id, beds, rate::INTEGER AS rate FROM rooms) ON beds, rate INTO NAME measure VALUE amount

-- case: reports over time
WITH RECURSIVE days AS (SELECT DATE '2023-01-01' AS d UNION ALL SELECT (d + INTERVAL 1 DAY)::DATE FROM days WHERE d < DATE '2023-01-31') SELECT d, count(booking_id) FROM days LEFT JOIN bookings ON arrival = d GROUP BY d ORDER BY d

-- case: reports over time
SELECT d::DATE AS day, coalesce(sum(paid), 0) AS paid FROM generate_series(DATE '2023-01-01', DATE '2023-12-31', INTERVAL 1 DAY) t(d) LEFT JOIN bookings ON arrival = d::DATE GROUP BY 1 ORDER BY 1

-- case: everyday selects
SELECT range AS n FROM range(10)

-- case: reports over time
SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-03-01', INTERVAL '1 month')) AS month

-- case: reports over time
SELECT strftime(arrival, '%Y-%m') AS ym, count(*) FROM bookings GROUP BY ALL ORDER BY ALL

-- case: reports over time
SELECT year(arrival) AS y, quarter(arrival) AS q, sum(nights) FROM bookings GROUP BY y, q ORDER BY y, q

-- case: reports over time
SELECT dayname(arrival) AS weekday, isodow(arrival) AS n, count(*) FROM bookings GROUP BY 1, 2 ORDER BY 2

-- case: reports over time
SELECT date_diff('day', joined, DATE '2024-01-01') AS days, age(DATE '2024-01-01', joined) FROM guests LIMIT 5

-- case: reports over time
SELECT last_day(arrival), extract(week FROM arrival), date_part('doy', arrival) FROM bookings LIMIT 3

-- case: reports over time
SELECT * FROM bookings WHERE arrival BETWEEN DATE '2023-03-01' AND DATE '2023-03-01' + INTERVAL '1 month' - INTERVAL '1 day'

-- case: reports over time
SELECT * FROM bookings WHERE arrival >= date_trunc('year', (SELECT max(arrival) FROM bookings)) - INTERVAL 1 YEAR

-- case: reports over time
SELECT time_bucket(INTERVAL '2 weeks', arrival) AS bucket, count(*) FROM bookings GROUP BY bucket ORDER BY bucket

-- case: reports over time
SELECT make_date(year(arrival), month(arrival), 1) AS m, max(noted)::DATE FROM bookings GROUP BY m

-- case: reports over time
SELECT noted AT TIME ZONE 'UTC', epoch(noted), to_timestamp(0) FROM bookings LIMIT 2

-- case: everyday selects
SELECT regexp_extract(name, '([0-9]+)$', 1)::INTEGER AS nr, regexp_replace(name, '\d+', '#', 'g') FROM guests LIMIT 5

-- case: everyday selects
SELECT name FROM guests WHERE regexp_matches(name, '^Guest [0-9]{1,2}$') AND name NOT ILIKE '%far%'

-- case: everyday selects
SELECT upper(left(name, 1)) || lower(substr(name, 2)) AS nice, length(trim(name)), split_part(name, ' ', 2) FROM guests

-- case: everyday selects
SELECT string_agg(DISTINCT tier, ', ' ORDER BY tier) FROM guests

-- case: lists, structs and JSON
SELECT country, list(DISTINCT tier ORDER BY tier) AS tiers, list(name)[1:3] AS some FROM guests GROUP BY country

-- case: lists, structs and JSON
SELECT kind, list_transform(features, f -> upper(f)) FROM rooms LIMIT 5

-- case: lists, structs and JSON
SELECT kind, list_filter(features, f -> f <> 'bath'), len(features), list_contains(features, 'view') FROM rooms

-- case: lists, structs and JSON
SELECT [f || '!' FOR f IN features IF f LIKE 'v%'] FROM rooms LIMIT 4

-- case: lists, structs and JSON
SELECT room_id, unnest(features) AS feature FROM rooms

-- case: lists, structs and JSON
SELECT feature, count(*) FROM (SELECT unnest(features) AS feature FROM rooms) GROUP BY feature ORDER BY 2 DESC

-- case: lists, structs and JSON
SELECT r.room_id, f.feature FROM rooms r, unnest(r.features) AS f(feature)

-- case: lists, structs and JSON
SELECT u.x, u.n FROM unnest(['a', 'b']) WITH ORDINALITY AS u(x, n)

-- case: lists, structs and JSON
SELECT size.width * size.depth AS area, size['width'] FROM rooms ORDER BY area DESC LIMIT 3

-- case: lists, structs and JSON
SELECT json_object('hotel', name, 'stars', stars) AS j FROM hotels

-- case: lists, structs and JSON
SELECT json_extract_string('{"a": {"b": 5}}', '$.a.b') AS b, '{"x": [1,2]}'::JSON -> 'x' ->> 0

-- case: lists, structs and JSON
SELECT json_group_array(name) FROM hotels WHERE country = 'north'

-- case: lists, structs and JSON
SELECT to_json({'n': count(*), 's': sum(paid)}) FROM bookings

-- case: lists, structs and JSON
SELECT MAP {'a': 1, 'b': 2}['a'], map_keys(MAP(['x'], [1]))

-- case: joins and subqueries
SELECT g.name, b.arrival FROM guests g ASOF JOIN bookings b ON g.guest_id = b.guest_id AND g.joined <= b.arrival

-- case: joins and subqueries
SELECT g.name FROM guests g SEMI JOIN bookings b USING (guest_id)

-- case: joins and subqueries
SELECT g.name FROM guests g ANTI JOIN bookings b ON b.guest_id = g.guest_id AND b.state = 'cancelled'

-- case: joins and subqueries
SELECT a.name, b.name FROM hotels a CROSS JOIN hotels b WHERE a.hotel_id < b.hotel_id AND a.country = b.country

-- case: joins and subqueries
SELECT h.name, t.kind, t.top FROM hotels h, LATERAL (SELECT kind, max(rate) AS top FROM rooms r WHERE r.hotel_id = h.hotel_id GROUP BY kind ORDER BY top DESC LIMIT 1) t

-- case: everyday selects
SELECT g.name, (SELECT max(arrival) FROM bookings b WHERE b.guest_id = g.guest_id) AS last_stay FROM guests g ORDER BY last_stay DESC NULLS LAST LIMIT 10

-- case: joins and subqueries
SELECT name FROM guests g WHERE EXISTS (SELECT 1 FROM bookings b WHERE b.guest_id = g.guest_id AND b.paid > 800)

-- case: joins and subqueries
SELECT name FROM guests WHERE guest_id IN (SELECT guest_id FROM bookings GROUP BY guest_id HAVING count(*) >= 4)

-- case: joins and subqueries
SELECT name FROM hotels WHERE stars >= ALL (SELECT stars FROM hotels)

-- case: everyday selects
SELECT name FROM hotels WHERE stars = ANY ([3, 4]) OR country IN ('north')

-- case: joins and subqueries
SELECT country FROM guests INTERSECT SELECT country FROM hotels ORDER BY country

-- case: joins and subqueries
SELECT country FROM guests EXCEPT SELECT 'south'

-- case: joins and subqueries
SELECT name, 'hotel' AS kind FROM hotels UNION ALL BY NAME SELECT 'guest' AS kind, name FROM guests

-- case: everyday selects
SELECT try_cast('x' AS INTEGER), CAST(paid AS DOUBLE), paid::VARCHAR, 3::DECIMAL(10, 2) FROM bookings LIMIT 1

-- case: everyday selects
SELECT CASE WHEN paid < 100 THEN 'low' WHEN paid < 500 THEN 'mid' ELSE 'high' END AS band, count(*) FROM bookings GROUP BY band ORDER BY min(paid)

-- case: everyday selects
SELECT CASE state WHEN 'kept' THEN 1 ELSE 0 END AS ok, if(paid > 10, 'y', 'n') FROM bookings LIMIT 3

-- case: stars and column patterns
SELECT count(*) FILTER (WHERE state = 'kept') * 1.0 / count(*) AS kept_rate, sum(paid) FILTER (state = 'cancelled') FROM bookings

-- case: everyday selects
SELECT sum(CASE WHEN state = 'no-show' THEN 1 END) AS no_shows, count_if(nights > 3), bool_or(paid > 500) FROM bookings

-- case: statistics
SELECT max_by(booking_id, paid), min_by(booking_id, paid), arg_max(state, paid) FROM bookings

-- case: statistics
SELECT stddev(paid), var_pop(paid), corr(nights, paid), regr_slope(paid, nights), skewness(paid), kurtosis(paid) FROM bookings

-- case: statistics
SELECT approx_count_distinct(guest_id), approx_quantile(paid, 0.5), mode(state), median(nights) FROM bookings

-- case: everyday selects
SELECT histogram(nights) FROM bookings

-- case: stars and column patterns
SELECT width_bucket, count(*) FROM (SELECT floor(paid / 100) * 100 AS width_bucket FROM bookings) GROUP BY 1 ORDER BY 1

-- case: stars and column patterns
SELECT * EXCLUDE (passport, email) FROM guests LIMIT 2

-- case: stars and column patterns
SELECT * REPLACE (upper(name) AS name) FROM hotels

-- case: lists, structs and JSON
SELECT h.* RENAME (name AS hotel), r.* EXCLUDE (hotel_id, features, size) FROM hotels h JOIN rooms r USING (hotel_id) LIMIT 2

-- case: stars and column patterns
SELECT COLUMNS('^(hotel|name)') FROM hotels

-- case: stars and column patterns
SELECT min(COLUMNS(*)) FROM hotels

-- case: stars and column patterns
SELECT max(COLUMNS(c -> c LIKE '%id')) FROM bookings

-- case: stars and column patterns
SELECT COLUMNS(* EXCLUDE (name))::VARCHAR FROM hotels

-- case: everyday selects
FROM hotels SELECT name, stars WHERE stars > 3 ORDER BY ALL

-- case: everyday selects
FROM bookings

-- case: everyday selects
SELECT DISTINCT ON (guest_id) guest_id, arrival, paid FROM bookings ORDER BY guest_id, paid DESC

-- case: stars and column patterns
SELECT * FROM bookings USING SAMPLE 10%

-- case: stars and column patterns
SELECT * FROM bookings TABLESAMPLE reservoir(20 ROWS)

-- case: stars and column patterns
SELECT * FROM bookings ORDER BY random() LIMIT 5

-- case: stars and column patterns
SELECT * FROM bookings ORDER BY paid DESC LIMIT 10 OFFSET 20

-- case: stars and column patterns
SELECT * FROM bookings LIMIT 5%

-- case: joins and subqueries
WITH stays AS MATERIALIZED (SELECT guest_id, count(*) n FROM bookings GROUP BY 1), tiers AS (SELECT tier, guest_id FROM guests) SELECT tier, avg(n) FROM stays JOIN tiers USING (guest_id) GROUP BY tier

-- case: reports over time
WITH first AS (SELECT guest_id, min(date_trunc('month', arrival)) AS cohort FROM bookings GROUP BY 1) SELECT cohort, date_diff('month', cohort, date_trunc('month', arrival)) AS age, count(DISTINCT b.guest_id) FROM bookings b JOIN first USING (guest_id) GROUP BY ALL ORDER BY ALL

-- case: windows and ranks
WITH ranked AS (SELECT *, dense_rank() OVER (PARTITION BY country ORDER BY paid DESC) AS rk FROM bookings) SELECT country, booking_id, paid FROM ranked WHERE rk <= 3

-- case: windows and ranks
WITH t AS (SELECT guest_id, sum(paid) AS s FROM bookings GROUP BY 1), c AS (SELECT *, sum(s) OVER (ORDER BY s DESC) / sum(s) OVER () AS share FROM t) SELECT count(*) FILTER (share <= 0.8) FROM c

-- case: joins and subqueries
SELECT g1.guest_id, g2.guest_id FROM guests g1 JOIN guests g2 ON g1.country = g2.country AND g1.joined < g2.joined AND g1.tier = 'gold' LIMIT 5

-- case: joins and subqueries
SELECT coalesce(g.country, b.country) AS c, count(g.guest_id), count(b.booking_id) FROM guests g FULL OUTER JOIN bookings b ON g.guest_id = b.guest_id GROUP BY 1

-- case: everyday selects
SELECT name AS "Hotel Name", stars AS "Größe" FROM hotels ORDER BY "Hotel Name"

-- case: everyday selects
SELECT 'it''s; DROP TABLE x -- ok' AS note, "name" FROM hotels

-- case: windows and ranks
SELECT first_value(paid) OVER w, last_value(paid) OVER w, nth_value(paid, 2) OVER w FROM bookings WINDOW w AS (PARTITION BY guest_id ORDER BY arrival ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)

-- case: windows and ranks
SELECT lag(paid, 1, 0) IGNORE NULLS OVER (ORDER BY booking_id), cume_dist() OVER (ORDER BY paid), percent_rank() OVER (ORDER BY paid) FROM bookings

-- case: stars and column patterns
SELECT greatest(1, 2), least(3, 4), round(2.567, 1), 7 // 2, 7 % 3, 2 ** 3, abs(-1), ceil(1.2), sqrt(9), ln(2)

-- case: joins and subqueries
SELECT format('{} has {} stars', name, stars), printf('%05.2f', rate), lpad(room_id::VARCHAR, 5, '0') FROM hotels JOIN rooms USING (hotel_id) LIMIT 3

-- case: everyday selects
SELECT levenshtein('abc', 'abd'), jaro_winkler_similarity(name, 'Guest') FROM guests LIMIT 2

-- case: stars and column patterns
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, label)

-- case: reports over time
SELECT count(*) FROM guests WHERE joined >= current_date - INTERVAL 5 YEAR

-- case: windows and ranks
SELECT country, sum(paid) OVER (PARTITION BY country) / sum(paid) OVER () AS share FROM bookings LIMIT 5

-- case: everyday selects
SELECT v.state, count(*) FROM v_stays v WHERE v.nights BETWEEN 2 AND 4 GROUP BY v.state

-- case: joins and subqueries
SELECT h.country, count(DISTINCT r.room_id) AS rooms, sum(r.beds) AS beds, any_value(h.name) FROM hotels AS h LEFT JOIN rooms AS r ON h.hotel_id = r.hotel_id GROUP BY h.country ORDER BY beds DESC NULLS LAST

-- case: everyday selects
SELECT bookings.country AS c, count(*) n FROM main.bookings GROUP BY bookings.country ORDER BY n

-- case: statistics
SELECT sum(paid) filter (where nights > 2) as a, avg(paid)::int b from bookings where state in ('kept','cancelled') and noted::date < '2023-06-01'

-- case: lists, structs and JSON
SELECT array_agg(name ORDER BY stars DESC)[1] AS best, list_sort(list(stars)), list_aggregate(list(stars), 'avg') FROM hotels

-- case: everyday selects
SELECT equi_width_bins(min(paid)::DOUBLE, max(paid)::DOUBLE, 5, false) FROM bookings

-- case: reports over time
SELECT weekofyear(arrival) AS w, sum(nights) FROM bookings WHERE arrival::VARCHAR LIKE '2023%' GROUP BY w HAVING count(*) > 1 ORDER BY w

-- case: windows and ranks
SELECT name, row_number() OVER () AS nr FROM hotels

-- case: stars and column patterns
SELECT * FROM hotels WHERE opened IS NOT NULL AND (stars, country) IN ((3, 'north'), (4, 'south'))

-- case: everyday selects
SELECT nullif(state, 'kept'), coalesce(NULL, state, 'x'), ifnull(NULL, 1) FROM bookings LIMIT 2

-- case: everyday selects
SELECT sum(paid) AS total, total / count(*) AS mean FROM bookings

-- case: everyday selects
SELECT nights AS n, paid / n AS per_night FROM bookings WHERE n > 2 ORDER BY per_night DESC LIMIT 3
