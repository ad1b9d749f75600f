-- dates: dates and times
-- role: clerk

-- case: dates
SELECT year(arrival), month(arrival), quarter(arrival), day(arrival), dayofweek(arrival), week(arrival), isodow(arrival) FROM bookings

-- case: dates
SELECT date_trunc('week', arrival), date_part('year', arrival), extract(month FROM arrival), datepart('dow', arrival) FROM bookings

-- case: dates
SELECT strftime(arrival, '%Y-%m'), strftime('%d.%m.%Y', arrival), dayname(arrival), monthname(arrival), last_day(arrival) FROM bookings

-- case: dates
SELECT date_diff('day', joined, DATE '2024-01-01'), datediff('month', joined, DATE '2024-01-01'), date_sub('year', joined, DATE '2024-01-01') FROM guests

-- case: dates
SELECT arrival + INTERVAL 1 DAY, arrival - INTERVAL '2 months', arrival + nights, arrival + to_days(nights), arrival + INTERVAL (nights) DAY FROM bookings

-- case: dates
SELECT age(DATE '2024-01-01', joined), DATE '2024-01-01' - joined FROM guests

-- case: dates
SELECT strptime('2024-03-01', '%Y-%m-%d'), try_strptime('x', '%Y'), make_date(2024, 1, 2), make_timestamp(2024, 1, 2, 3, 4, 5.0)

-- case: dates
SELECT * FROM bookings WHERE arrival >= DATE '2023-03-01' AND arrival < DATE '2023-04-01'

-- case: dates
SELECT * FROM bookings WHERE arrival BETWEEN '2023-01-01' AND '2023-06-30'

-- case: dates
SELECT count(*) FROM bookings WHERE arrival > current_date - INTERVAL 30 DAY

-- case: dates
SELECT now(), current_timestamp, today(), current_time IS NOT NULL

-- case: dates
SELECT time_bucket(INTERVAL '1 month', arrival), count(*) FROM bookings GROUP BY 1

-- case: dates
SELECT noted AT TIME ZONE 'UTC', noted::DATE, noted::TIME, epoch(noted), epoch_ms(noted), hour(noted) FROM bookings

-- case: dates
SELECT d::DATE FROM generate_series(DATE '2024-01-01', DATE '2024-01-31', INTERVAL 1 DAY) t(d)

-- case: dates
SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-03-01', INTERVAL '1' MONTH))

-- case: dates
SELECT range(DATE '2024-01-01', DATE '2024-01-05', INTERVAL 1 DAY)

-- case: dates
SELECT to_timestamp(1700000000), epoch_ms(1700000000000), century(DATE '2024-01-01'), yearweek(DATE '2024-01-01')

-- case: dates
SELECT (arrival - INTERVAL 1 YEAR)::DATE, arrival::VARCHAR[1:7] FROM bookings

-- case: dates
SELECT date_add(arrival, INTERVAL 3 DAY), arrival::TIMESTAMP + INTERVAL 90 MINUTES FROM bookings

-- case: dates
SELECT s.i::DATE AS day, count(b.booking_id) FROM generate_series((SELECT min(arrival) FROM bookings)::TIMESTAMP, (SELECT max(arrival) FROM bookings)::TIMESTAMP, INTERVAL 1 DAY) s(i) LEFT JOIN bookings b ON b.arrival = s.i GROUP BY ALL

-- case: dates
SELECT TIMESTAMP '2024-01-01 10:00:00', TIME '10:00', INTERVAL '1 year 2 months', DATE 'epoch' IS NOT NULL
