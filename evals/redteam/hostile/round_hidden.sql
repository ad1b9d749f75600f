-- role: clerk
-- case: a hidden table by another way
SELECT name FROM guests LIMIT (SELECT max(wage) FROM staff) % 7

-- case: a hidden table by another way
SELECT name FROM guests OFFSET (SELECT count(*) FROM staff)

-- case: a hidden table by another way
SELECT * FROM guests TABLESAMPLE reservoir(10) , staff

-- case: a hidden table by another way
SELECT * FROM staff USING SAMPLE 3

-- case: a hidden table by another way
SELECT * FROM staff TABLESAMPLE 50%

-- case: a hidden table by another way
SELECT * FROM hotels POSITIONAL JOIN staff

-- case: a hidden table by another way
SELECT h.name, s.who FROM hotels h ASOF JOIN access_log s ON h.opened >= s.seen

-- case: a hidden table by another way
SELECT * FROM hotels h ASOF LEFT JOIN access_log s ON s.seen <= h.opened

-- case: a hidden table by another way
SELECT * FROM hotels SEMI JOIN staff ON hotels.stars = staff.staff_id

-- case: a hidden table by another way
SELECT name FROM hotels ANTI JOIN staff ON hotels.stars = staff.staff_id

-- case: a hidden table by another way
SELECT * FROM guests NATURAL JOIN v_mail

-- case: a hidden table by another way
SELECT * FROM hotels NATURAL FULL JOIN staff

-- case: a hidden table by another way
SELECT name FROM hotels UNION SELECT bank FROM staff

-- case: a hidden table by another way
(SELECT name FROM hotels) UNION ALL (TABLE staff)

-- case: a hidden table by another way
TABLE staff

-- case: a hidden table by another way
FROM staff

-- case: a hidden table by another way
FROM staff SELECT bank

-- case: a hidden table by another way
FROM (FROM vault.codes)

-- case: a hidden table by another way
WITH RECURSIVE r AS (SELECT 1 i, '' s UNION ALL SELECT i + 1, (SELECT bank FROM staff WHERE staff_id = i) FROM r WHERE i < 5) SELECT * FROM r

-- case: a hidden table by another way
WITH RECURSIVE r(i, s) USING KEY (i) AS (SELECT 1, 'a' UNION SELECT i + 1, code FROM r, vault.codes WHERE code_id = i) SELECT * FROM r

-- case: a hidden table by another way
WITH x AS MATERIALIZED (SELECT * FROM staff) SELECT * FROM x

-- case: a hidden table by another way
WITH hotels AS (SELECT * FROM staff) SELECT * FROM hotels

-- case: a hidden table by another way
WITH staff AS (SELECT 1 AS x) SELECT * FROM main.staff

-- case: a hidden table by another way
WITH staff AS (SELECT * FROM staff) SELECT * FROM staff

-- case: a hidden table by another way
WITH a AS (WITH staff AS (SELECT 1 x) SELECT * FROM staff) SELECT * FROM staff

-- case: a hidden table by another way
VALUES ((SELECT max(bank) FROM staff))

-- case: a hidden table by another way
SELECT * FROM (VALUES ((SELECT list(code) FROM vault.codes))) v(x)

-- case: a hidden table by another way
SELECT * FROM unnest((SELECT list(bank) FROM staff)) WITH ORDINALITY

-- case: a hidden table by another way
SELECT * FROM unnest((SELECT list(s) FROM staff s)) AS t(x)

-- case: a hidden table by another way
SELECT * FROM generate_series(1, (SELECT max(wage) FROM staff)::BIGINT)

-- case: a hidden table by another way
SELECT * FROM range((SELECT count(*) FROM staff))

-- case: a hidden table by another way
SELECT * FROM hotels.main.staff

-- case: a hidden table by another way
SELECT * FROM hotels.staff

-- case: a hidden table by another way
SELECT * FROM hotels.vault.codes

-- case: a hidden table by another way
SELECT * FROM "staff"

-- case: a hidden table by another way
SELECT * FROM main."staff"

-- case: a hidden table by another way
SELECT * FROM ﹡staff

-- case: a hidden table by another way
SELECT * FROM staff

-- case: a hidden table by another way
SELECT * FROM hotels /* ; */ ; SELECT * FROM staff

-- case: a hidden table by another way
SELECT $tag$ FROM hotels; $tag$, bank FROM staff

-- case: a hidden table by another way
SELECT error((SELECT max(bank) FROM staff))

-- case: a hidden table by another way
SELECT CASE WHEN (SELECT count(*) FROM staff WHERE wage > 8447705) > 3 THEN error('x') END

-- case: a hidden table by another way
SELECT 1 / (SELECT CASE WHEN max(wage) > 1 THEN 0 ELSE 1 END FROM staff)

-- case: a hidden table by another way
SELECT name FROM hotels h WHERE EXISTS (SELECT 1 FROM staff WHERE staff.staff_id = h.stars)

-- case: a hidden table by another way
SELECT (SELECT bank FROM staff LIMIT 1) FROM hotels

-- case: a hidden table by another way
SELECT * FROM hotels h, LATERAL (SELECT * FROM staff WHERE staff_id = h.stars) l

-- case: a hidden table by another way
PIVOT staff ON name USING sum(wage)

-- case: a hidden table by another way
SELECT * FROM v_mail

-- case: a hidden table by another way
SELECT reach FROM v_mail

-- case: a hidden table by another way
SELECT * FROM v_wages

-- case: a hidden table by another way
SELECT * FROM crew()

-- case: a hidden table by another way
SELECT bank_of(3)

-- case: a hidden table by another way
SELECT (3).bank_of()

-- case: a hidden table by another way
SELECT main.bank_of(3)

-- case: a hidden table by another way
SELECT list_transform([1,2,3], bank_of)

-- case: a hidden table by another way
SELECT list_transform([1,2,3], x -> mail_of(x))

-- case: a hidden table by another way
SELECT list_aggregate([1], 'max') , list_aggregate((SELECT list(bank) FROM staff), 'string_agg', ',')

-- case: a hidden table by another way
SELECT stats(wage) FROM staff LIMIT 1

-- case: a hidden table by another way
SELECT rowid, name FROM staff

-- case: a hidden table by another way
SELECT list_transform(range(3), i -> list_extract((SELECT list(bank) FROM staff), i + 1))

-- case: a hidden table by another way
SELECT reduce([(SELECT max(wage) FROM staff)], (a, b) -> a + b)

-- case: a hidden table by another way
SELECT * FROM (guests JOIN staff ON true)

-- case: a hidden table by another way
SELECT * FROM ((guests CROSS JOIN vault.codes))

-- case: a hidden table by another way
SELECT x FROM (SELECT 1 x UNION ALL SELECT wage FROM staff)

-- case: a hidden table by another way
SELECT (WITH c AS (SELECT code FROM vault.codes) SELECT max(code) FROM c)

-- case: a hidden table by another way
WITH c AS (SELECT * FROM hotels), d AS (SELECT * FROM c, staff) SELECT count(*) FROM d

-- case: a hidden table by another way
SELECT 1 FROM hotels HAVING (SELECT count(*) FROM staff) > 3

-- case: a hidden table by another way
SELECT name FROM hotels WHERE stars BETWEEN 1 AND (SELECT max(staff_id) FROM staff)

-- case: a hidden table by another way
SELECT CASE WHEN EXISTS (FROM vault.codes WHERE code LIKE 'LEAK%') THEN 1 END

-- case: a hidden table by another way
WITH p AS (PIVOT staff ON name USING sum(wage) ORDER BY 1) SELECT * FROM p

-- case: a hidden table by another way
UNPIVOT staff ON wage INTO NAME n VALUE v ORDER BY v

-- case: a hidden table by another way
PIVOT (FROM staff) ON staff_id USING max(bank) LIMIT 2

-- case: a hidden table by another way
SELECT * FROM hotels WINDOW w AS (ORDER BY (SELECT max(bank) FROM staff))

-- case: a hidden table by another way
FROM hotels SELECT (FROM staff SELECT max(bank))

-- case: a hidden table by another way
SELECT * FROM hotels ORDER BY (SELECT 1 FROM staff LIMIT 1)

-- case: a hidden table by another way
SELECT * FROM hotels LIMIT (SELECT staff_id FROM staff LIMIT 1)

-- case: a hidden table by another way
SELECT * FROM range(3) t(i), LATERAL (SELECT bank FROM staff OFFSET i LIMIT 1)

-- case: a hidden table by another way
SELECT * FROM hotels, unnest((SELECT list(code) FROM vault.codes)) u(c)

-- case: a hidden table by another way
SELECT * FROM (SELECT unnest(list(s), max_depth := 2) FROM staff s)

-- case: a hidden table by another way
SELECT * FROM vault.bookings

-- case: a hidden table by another way
SELECT vault.bookings.remark FROM bookings

-- case: a hidden table by another way
SELECT vault.codes.code FROM vault.codes, hotels

-- case: a hidden table by another way
SELECT * FROM "vault.codes"

-- case: a hidden table by another way
SELECT * FROM "main.staff"

-- case: a hidden table by another way
SELECT * FROM main.main.staff

-- case: a hidden table by another way
SELECT * FROM [SELECT * FROM staff]

-- case: a hidden table by another way
SELECT * FROM (SELECT * FROM staff) AS hotels

-- case: a hidden table by another way
WITH v_stays AS (SELECT * FROM v_wages) SELECT * FROM v_stays

-- case: a hidden table by another way
SELECT 'x' WHERE 8447701 IN (SELECT wage FROM staff)

-- case: a hidden table by another way
SELECT * FROM repeat_row((SELECT max(bank) FROM staff), num_rows := 2)

-- case: a hidden table by another way
SELECT * FROM json_each((SELECT to_json(list(s)) FROM staff s))

-- case: a hidden table by another way
SELECT * FROM regexp_split_to_table((SELECT max(bank) FROM staff), '-')

-- case: a hidden table by another way
SELECT generate_subscripts((SELECT list(bank) FROM staff), 1)

-- case: a hidden table by another way
SELECT * FROM repeat((SELECT max(code) FROM vault.codes), 2)

-- case: a hidden table by another way
SELECT has_table_privilege('staff', 'select')

-- case: a hidden table by another way
SELECT pg_get_viewdef('v_wages')
