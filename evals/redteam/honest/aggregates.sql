-- aggregates: aggregates and grouping
-- role: clerk

-- case: functions
SELECT sum(paid), avg(paid), min(paid), max(paid), count(DISTINCT guest_id) FROM bookings

-- case: functions
SELECT median(paid), mode(state), stddev(paid), variance(paid), skewness(paid), kurtosis(paid), entropy(state) FROM bookings

-- case: functions
SELECT quantile_cont(paid, 0.9), quantile_disc(paid, [0.1, 0.9]), approx_quantile(paid, 0.5), mad(paid) FROM bookings

-- case: functions
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY paid) FROM bookings

-- case: functions
SELECT approx_count_distinct(guest_id), any_value(state), first(state), last(state), arbitrary(state) FROM bookings

-- case: functions
SELECT arg_max(booking_id, paid), arg_min(booking_id, paid), max_by(state, paid), min(paid, 3) FROM bookings

-- case: functions
SELECT string_agg(state, ', ' ORDER BY booking_id), group_concat(state), listagg(state, ';') FROM bookings

-- case: functions
SELECT histogram(nights), list(nights), array_agg(nights ORDER BY nights DESC) FROM bookings

-- case: functions
SELECT bool_and(paid > 0), bool_or(nights > 3), count_if(nights > 3), bit_and(nights), bit_xor(nights), product(1 + nights / 100) FROM bookings

-- case: functions
SELECT corr(paid, nights), covar_pop(paid, nights), regr_slope(paid, nights), regr_r2(paid, nights), regr_intercept(paid, nights) FROM bookings

-- case: functions
SELECT sum(paid) FILTER (WHERE state = 'kept'), count(*) FILTER (nights > 2) FROM bookings

-- case: functions
SELECT geomean(nights), favg(paid), fsum(paid), sem(paid), weighted_avg(paid, nights) FROM bookings

-- case: functions
SELECT approx_top_k(state, 2) FROM bookings

-- case: grouping
SELECT country, state, count(*) FROM bookings GROUP BY ROLLUP (country, state)

-- case: grouping
SELECT country, state, count(*) FROM bookings GROUP BY CUBE (country, state)

-- case: grouping
SELECT country, state, count(*), grouping(country) FROM bookings GROUP BY GROUPING SETS ((country), (state), ())

-- case: grouping
SELECT grouping_id(country, state), count(*) FROM bookings GROUP BY CUBE (country, state)

-- case: grouping
SELECT 1 + count(*) FROM bookings GROUP BY country HAVING sum(nights) > 10

-- case: grouping
SELECT date_trunc('month', arrival) AS m, sum(paid) FROM bookings GROUP BY 1 ORDER BY 1

-- case: grouping
SELECT country, count(*) * 100.0 / sum(count(*)) OVER () AS share FROM bookings GROUP BY country

-- case: grouping
SELECT nights > 3 AS long, count(*) FROM bookings GROUP BY long

-- case: grouping
SELECT country FROM bookings GROUP BY country ORDER BY count(*) DESC LIMIT 1

-- case: grouping
SELECT sum(nights)::INT AS n, avg(paid)::DECIMAL(10,2) FROM bookings
