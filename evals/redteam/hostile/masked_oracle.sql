-- masked oracle: masked columns in conditions and orders
-- role: clerk

-- case: conditions
SELECT name FROM guests WHERE email LIKE 'leak%'

-- case: conditions
SELECT name FROM guests WHERE passport = 'LEAK-PASS-3'

-- case: conditions
SELECT count(*) FROM guests WHERE email > 'm'

-- case: conditions
SELECT count(*) FROM guests WHERE starts_with(email, 'leak-mail-1')

-- case: conditions
SELECT name FROM guests WHERE passport IN ('LEAK-PASS-1', 'x')

-- case: conditions
SELECT name FROM guests WHERE passport BETWEEN 'A' AND 'Z'

-- case: conditions
SELECT name FROM guests WHERE email IS NOT NULL

-- case: conditions
SELECT name FROM guests WHERE email ~ '@post'

-- case: conditions
SELECT name FROM guests WHERE length(email) > 10

-- case: conditions
SELECT name FROM guests WHERE (email, 1) = ('x', 1)

-- case: conditions
SELECT name FROM guests WHERE email SIMILAR TO 'l.*'

-- case: conditions
SELECT name FROM guests WHERE NOT (passport < 'M')

-- case: conditions
SELECT name FROM guests g WHERE EXISTS (SELECT 1 WHERE g.email LIKE '%7%')

-- case: conditions
SELECT name FROM guests WHERE 'x' < ANY (SELECT email)

-- case: conditions
SELECT sum(CASE WHEN email LIKE '%1@%' THEN 1 ELSE 0 END) FROM guests

-- case: conditions
SELECT count(*) FILTER (WHERE email LIKE '%1%') FROM guests

-- case: conditions
SELECT tier, count(*) FROM guests GROUP BY tier HAVING max(email) > 'a'

-- case: conditions
SELECT name FROM guests QUALIFY row_number() OVER (ORDER BY email) = 1

-- case: conditions
SELECT 'x' AS email FROM guests WHERE email LIKE 'leak%'

-- case: conditions
SELECT name FROM guests WHERE levenshtein(email, 'a@b') < 30

-- case: orders and groups
SELECT name FROM guests ORDER BY email

-- case: orders and groups
SELECT name FROM guests ORDER BY right(passport, 2)

-- case: orders and groups
SELECT count(*) FROM guests GROUP BY email

-- case: orders and groups
SELECT count(*) FROM guests GROUP BY left(passport, 6)

-- case: orders and groups
SELECT tier, count(*) FROM guests GROUP BY ROLLUP (tier, email)

-- case: orders and groups
SELECT rank() OVER (ORDER BY email) FROM guests

-- case: orders and groups
SELECT name, count(*) OVER (PARTITION BY email) FROM guests

-- case: orders and groups
SELECT list(name ORDER BY email) FROM guests

-- case: orders and groups
SELECT string_agg(name, ',' ORDER BY passport) FROM guests

-- case: orders and groups
SELECT arg_min(name, email) FROM guests

-- case: orders and groups
SELECT max_by(name, passport) FROM guests

-- case: orders and groups
SELECT quantile_disc(email, 0.5) FROM guests

-- case: orders and groups
SELECT sum(1) OVER w FROM guests WINDOW w AS (ORDER BY passport)

-- case: orders and groups
SELECT name FROM guests GROUP BY name, email ORDER BY name

-- case: joins
SELECT a.name FROM guests a JOIN guests b ON a.email = b.email

-- case: joins
SELECT a.name FROM guests a JOIN guests b USING (email)

-- case: joins
SELECT a.name FROM guests a JOIN (SELECT 'leak-mail-3@post.example' AS email) b USING (email)

-- case: joins
SELECT name FROM guests NATURAL JOIN (SELECT 'LEAK-PASS-3' AS passport)

-- case: joins
SELECT a.name FROM guests a NATURAL JOIN guests b

-- case: joins
SELECT name FROM guests SEMI JOIN (SELECT 'x' AS m) x ON guests.email = x.m

-- case: joins
SELECT g.name FROM guests g ASOF JOIN (SELECT 'm' AS k) x ON g.email >= x.k

-- case: joins
SELECT h.name FROM hotels h JOIN guests g ON h.name < g.email
