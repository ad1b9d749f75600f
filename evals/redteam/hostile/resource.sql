-- resource: too much time or memory
-- role: clerk, expect: limit

-- case: texts and lists out of a number
SELECT repeat('x', 1000000000)

-- case: texts and lists out of a number
SELECT repeat(repeat('x', 100000), 100000)

-- case: texts and lists out of a number
SELECT length(repeat('ab', 2000000000))

-- case: texts and lists out of a number
SELECT lpad('x', 900000000, 'y')

-- case: texts and lists out of a number
SELECT rpad(name, 900000000, 'y') FROM hotels

-- case: texts and lists out of a number
SELECT range(1000000000)

-- case: texts and lists out of a number
SELECT generate_series(1, 900000000)

-- case: texts and lists out of a number
SELECT list_sum(range(500000000))

-- case: texts and lists out of a number
SELECT levenshtein(repeat('a', 100000), repeat('b', 100000))

-- case: texts and lists out of a number
SELECT damerau_levenshtein(repeat('a', 50000), repeat('b', 50000))

-- case: texts and lists out of a number
SELECT jaccard(repeat('ab', 400000), repeat('ba', 400000))

-- case: texts and lists out of a number
SELECT format('{:>900000000}', 1)

-- case: texts and lists out of a number
SELECT printf('%900000000d', 1)

-- case: texts and lists out of a number
SELECT list_resize([1], 900000000, 0)

-- case: texts and lists out of a number
SELECT bar(1, 0, 10, 900000000)

-- case: texts and lists out of a number
SELECT unnest(range(900000000000))

-- case: texts and lists out of a number
SELECT repeat('x', 1 << 40)

-- case: texts and lists out of a number
SELECT repeat('x', (1e9)::BIGINT)

-- case: texts and lists out of a number
SELECT 'x'.repeat(4000000000)

-- case: texts and lists out of a number
SELECT count(*) FROM generate_series(TIMESTAMP '1000-01-01', TIMESTAMP '2999-01-01', INTERVAL 1 SECOND)

-- case: texts and lists out of a number
SELECT replace(repeat('a', 100000), 'a', repeat('b', 100000))

-- case: texts and lists out of a number
SELECT repeat('x', CAST('4000000000' AS BIGINT))

-- case: rows without end
SELECT count(*) FROM range(900000000000)

-- case: rows without end
SELECT count(*) FROM range(100000000) a, range(100000000) b

-- case: rows without end
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r

-- case: rows without end
SELECT count(*) FROM bookings a, bookings b, bookings c, bookings d, bookings e
