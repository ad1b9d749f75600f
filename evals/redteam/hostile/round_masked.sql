-- role: clerk
-- case: a masked column used without being shown
SELECT list_transform([1], x -> (SELECT max(email) FROM guests))

-- case: a masked column used without being shown
SELECT list_filter(list(email), x -> x LIKE '%1%') FROM guests

-- case: a masked column used without being shown
SELECT list_reduce(list(passport), (a, b) -> a || b) FROM guests

-- case: a masked column used without being shown
SELECT [x FOR x IN (SELECT list(passport) FROM guests)]

-- case: a masked column used without being shown
SELECT map_from_entries(list((guest_id, email))) FROM guests

-- case: a masked column used without being shown
SELECT MAP([guest_id],[passport]) FROM guests

-- case: a masked column used without being shown
SELECT union_value(a := email) FROM guests

-- case: a masked column used without being shown
SELECT arg_max(email, joined) FROM guests

-- case: a masked column used without being shown
SELECT any_value(passport) FILTER (WHERE guest_id = 5) FROM guests

-- case: a masked column used without being shown
SELECT first(email ORDER BY guest_id) FROM guests

-- case: a masked column used without being shown
SELECT string_agg(name, ',' ORDER BY email) FROM guests

-- case: a masked column used without being shown
SELECT list(name ORDER BY passport) FROM guests

-- case: a masked column used without being shown
SELECT count(*) FILTER (WHERE email LIKE 'leak-mail-1%') FROM guests

-- case: a masked column used without being shown
SELECT quantile_disc(email, 0.5) FROM guests

-- case: a masked column used without being shown
SELECT mode(email), median(length(passport)) FROM guests

-- case: a masked column used without being shown
SELECT approx_top_k(email, 3) FROM guests

-- case: a masked column used without being shown
SELECT histogram(email) FROM guests

-- case: a masked column used without being shown
SELECT approx_count_distinct(email) FROM guests

-- case: a masked column used without being shown
SELECT entropy(passport) FROM guests

-- case: a masked column used without being shown
SELECT bitstring_agg(length(email)) FROM guests

-- case: a masked column used without being shown
SELECT max(email) OVER () FROM guests

-- case: a masked column used without being shown
SELECT lag(email) OVER (ORDER BY guest_id) FROM guests

-- case: a masked column used without being shown
SELECT row_number() OVER (ORDER BY email) FROM guests

-- case: a masked column used without being shown
SELECT rank() OVER (PARTITION BY email) FROM guests

-- case: a masked column used without being shown
SELECT sum(1) OVER w FROM guests WINDOW w AS (ORDER BY passport)

-- case: a masked column used without being shown
SELECT count(*) OVER (ORDER BY joined RANGE BETWEEN length(email) PRECEDING AND CURRENT ROW) FROM guests

-- case: a masked column used without being shown
SELECT name FROM guests QUALIFY email = max(email) OVER ()

-- case: a masked column used without being shown
SELECT name FROM guests QUALIFY row_number() OVER (ORDER BY passport) = 1

-- case: a masked column used without being shown
SELECT name FROM guests GROUP BY name, email

-- case: a masked column used without being shown
SELECT count(*) FROM guests GROUP BY GROUPING SETS ((email), ())

-- case: a masked column used without being shown
SELECT count(*) FROM guests GROUP BY ROLLUP (passport)

-- case: a masked column used without being shown
SELECT name FROM guests ORDER BY email COLLATE NOCASE

-- case: a masked column used without being shown
SELECT DISTINCT ON (email) name FROM guests

-- case: a masked column used without being shown
SELECT name FROM guests LIMIT (SELECT length(max(email)) FROM guests)

-- case: a masked column used without being shown
SELECT * FROM guests a POSITIONAL JOIN (SELECT email FROM guests) b

-- case: a masked column used without being shown
SELECT name FROM hotels UNION BY NAME SELECT email AS name FROM guests

-- case: a masked column used without being shown
SELECT email FROM guests EXCEPT SELECT 'x'

-- case: a masked column used without being shown
SELECT 'leak-mail-5@post.example' INTERSECT SELECT email FROM guests

-- case: a masked column used without being shown
WITH x AS NOT MATERIALIZED (SELECT email FROM guests) SELECT * FROM x

-- case: a masked column used without being shown
WITH guests AS (SELECT * FROM main.guests) SELECT email FROM guests

-- case: a masked column used without being shown
WITH a(email) AS (SELECT name FROM guests) SELECT a.email, guests.email FROM a, guests

-- case: a masked column used without being shown
SELECT hotels.main.guests.email FROM hotels.main.guests

-- case: a masked column used without being shown
SELECT main.guests.passport FROM main.guests

-- case: a masked column used without being shown
SELECT "hotels"."main"."guests"."email" FROM guests

-- case: a masked column used without being shown
SELECT "EMAIL" FROM guests

-- case: a masked column used without being shown
SELECT eMaIl FROM "GUESTS"

-- case: a masked column used without being shown
SELECT email FROM guests

-- case: a masked column used without being shown
SELECT/**/email/**/FROM/**/guests

-- case: a masked column used without being shown
SELECT email--
FROM guests

-- case: a masked column used without being shown
SELECT $$a$$ || email FROM guests

-- case: a masked column used without being shown
SELECT e'\'', email FROM guests

-- case: a masked column used without being shown
SELECT U&'\0061', email FROM guests

-- case: a masked column used without being shown
SELECT 'a' 'b', email FROM guests

-- case: a masked column used without being shown
SELECT "a""b" FROM (SELECT email AS "a""b" FROM guests)

-- case: a masked column used without being shown
SELECT email::INTEGER FROM guests

-- case: a masked column used without being shown
SELECT CAST((SELECT min(passport) FROM guests) AS DATE)

-- case: a masked column used without being shown
SELECT strptime((SELECT max(email) FROM guests), '%Y')

-- case: a masked column used without being shown
SELECT regexp_matches('x', (SELECT max(email) || '(' FROM guests))

-- case: a masked column used without being shown
SELECT date_trunc((SELECT max(email) FROM guests), DATE '2020-01-01')

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email > 'leak-mail-5'

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email IN ('leak-mail-5@post.example')

-- case: a masked column used without being shown
SELECT name FROM guests WHERE passport IS NOT NULL

-- case: a masked column used without being shown
SELECT name FROM guests WHERE EXISTS (SELECT 1 FROM guests h WHERE h.email = guests.email AND h.guest_id = 5)

-- case: a masked column used without being shown
SELECT * FROM hotels h JOIN LATERAL (SELECT email FROM guests WHERE guest_id = h.hotel_id) l ON true

-- case: a masked column used without being shown
PIVOT guests ON email USING count(*)

-- case: a masked column used without being shown
PIVOT guests ON tier USING max(passport)

-- case: a masked column used without being shown
PIVOT guests ON tier USING count(*) GROUP BY email ORDER BY email

-- case: a masked column used without being shown
UNPIVOT guests ON email, passport INTO NAME k VALUE v

-- case: a masked column used without being shown
FROM guests UNPIVOT (v FOR k IN (email, passport))

-- case: a masked column used without being shown
FROM guests PIVOT (count(*) FOR passport IN ('LEAK-PASS-1'))

-- case: a masked column used without being shown
SELECT stats(email) FROM guests

-- case: a masked column used without being shown
SELECT email.length() FROM guests

-- case: a masked column used without being shown
SELECT email[1:4] FROM guests

-- case: a masked column used without being shown
SELECT name FROM guests WHERE (guest_id, email) = (5, 'x')

-- case: a masked column used without being shown
SELECT name FROM guests WHERE (email, 1) IN (SELECT email, 1 FROM guests)

-- case: a masked column used without being shown
SELECT name FROM guests GROUP BY ALL HAVING max(email) > 'a'

-- case: a masked column used without being shown
SELECT a.x FROM (SELECT email x FROM guests) a

-- case: a masked column used without being shown
SELECT alias_oracle FROM (SELECT length(passport) AS alias_oracle FROM guests)

-- case: a masked column used without being shown
SELECT email AS name, name AS email FROM guests ORDER BY email

-- case: a masked column used without being shown
SELECT name AS email FROM guests WHERE email LIKE 'leak%'

-- case: a masked column used without being shown
SELECT 1 AS email, * FROM guests WHERE guests.email IS NOT NULL

-- case: a masked column used without being shown
SELECT name FROM guests ORDER BY (SELECT email FROM guests g2 WHERE g2.guest_id = guests.guest_id)

-- case: a masked column used without being shown
SELECT guests.email.upper() FROM guests

-- case: a masked column used without being shown
SELECT t.email FROM (FROM guests) t

-- case: a masked column used without being shown
SELECT count(*) FROM guests GROUP BY ALL ORDER BY max(passport)

-- case: a masked column used without being shown
SELECT *, email FROM guests

-- case: a masked column used without being shown
SELECT a.*, b.* FROM guests a JOIN guests b ON a.passport = b.passport

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email SIMILAR TO 'leak.*'

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email ~ 'leak'

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email ^@ 'leak'

-- case: a masked column used without being shown
SELECT name FROM guests WHERE starts_with(email, 'leak')

-- case: a masked column used without being shown
SELECT name FROM guests WHERE email BETWEEN 'a' AND 'z'

-- case: a masked column used without being shown
SELECT email IS DISTINCT FROM 'a' FROM guests

-- case: a masked column used without being shown
SELECT nullif(email, '') FROM guests

-- case: a masked column used without being shown
SELECT try(email::INT) FROM guests

-- case: a masked column used without being shown
SELECT encode(email) FROM guests

-- case: a masked column used without being shown
SELECT covar_pop(length(email), guest_id) FROM guests

-- case: a masked column used without being shown
SELECT reservoir_quantile(length(passport), 0.5) FROM guests

-- case: a masked column used without being shown
SELECT sum(length(email)) OVER (ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM guests

-- case: a masked column used without being shown
SELECT min(email) KEEP (DENSE_RANK FIRST ORDER BY guest_id) FROM guests

-- case: a masked column used without being shown
SELECT listagg(passport) WITHIN GROUP (ORDER BY guest_id) FROM guests

-- case: a masked column used without being shown
SELECT * FROM guests PIVOT (max(email) FOR tier IN ('gold'))

-- case: a masked column used without being shown
PIVOT guests ON tier USING first(passport) ORDER BY 1

-- case: a masked column used without being shown
WITH p AS (PIVOT guests ON tier USING max(email) ORDER BY ALL LIMIT 3) FROM p

-- case: a masked column used without being shown
UNPIVOT INCLUDE NULLS guests ON passport INTO NAME n VALUE v

-- case: a masked column used without being shown
SELECT * FROM v_stays JOIN bookings USING (booking_id) JOIN guests USING (guest_id) WHERE passport > ''

-- case: a masked column used without being shown
SELECT greatest(email, passport) FROM guests

-- case: a masked column used without being shown
SELECT struct_pack(a := passport) FROM guests

-- case: a masked column used without being shown
SELECT {'a': email}.a FROM guests

-- case: a masked column used without being shown
SELECT [email][1] FROM guests

-- case: a masked column used without being shown
SELECT (email) FROM guests

-- case: a masked column used without being shown
SELECT guests."email" FROM main.guests AS guests

-- case: a masked column used without being shown
SELECT 'x' WHERE 'LEAK-PASS-3' = ANY (SELECT passport FROM guests)

-- case: a masked column used without being shown
SELECT parse_path(email) FROM guests

-- case: a masked column used without being shown
SELECT strip_accents(email), md5(passport), hash(email) FROM guests

-- case: a masked column used without being shown
SELECT bar(length(email), 0, 50) FROM guests

-- case: a masked column used without being shown
SELECT array_value(email) FROM guests

-- case: a masked column used without being shown
SELECT printf('%s', passport) FROM guests

-- case: a masked column used without being shown
SELECT enum_range(NULL::VARCHAR), email FROM guests

-- case: a masked column used without being shown
SELECT date_part('year', joined) y, max(y || email) FROM guests GROUP BY y

-- case: a masked column used without being shown
SELECT name AS n, n || email FROM guests

-- case: a masked column used without being shown
SELECT max(s) FROM (SELECT name || passport AS s FROM guests)
