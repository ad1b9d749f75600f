-- masked: masked columns by every way
-- role: clerk

-- case: by name
SELECT email FROM guests

-- case: by name
SELECT passport FROM guests

-- case: by name
SELECT EMAIL FROM guests

-- case: by name
SELECT "Email" FROM guests

-- case: by name
SELECT g.email FROM guests g

-- case: by name
SELECT guests.passport FROM guests

-- case: by name
SELECT main.guests.email FROM guests

-- case: by name
SELECT email AS name FROM guests

-- case: by name
SELECT upper(email) FROM guests

-- case: by name
SELECT name || email FROM guests

-- case: by name
SELECT max(email) FROM guests

-- case: by name
SELECT list(passport) FROM guests

-- case: by name
SELECT string_agg(email, ',') FROM guests

-- case: by name
SELECT arg_max(email, guest_id) FROM guests

-- case: by name
SELECT first_value(email) OVER (ORDER BY guest_id) FROM guests

-- case: by name
SELECT lag(passport) OVER () FROM guests

-- case: by name
SELECT email.upper() FROM guests

-- case: by name
SELECT g.email.lower() FROM guests g

-- case: by name
SELECT CASE WHEN TRUE THEN email END FROM guests

-- case: by name
SELECT coalesce(NULL, passport) FROM guests

-- case: by name
SELECT {'m': email} FROM guests

-- case: by name
SELECT [email] FROM guests

-- case: by name
SELECT CAST(email AS INTEGER) FROM guests

-- case: by name
SELECT TRY_CAST(passport AS INTEGER) FROM guests

-- case: by name
SELECT length(passport) FROM guests

-- case: by name
SELECT md5(email) FROM guests

-- case: by name
SELECT count(email) FROM guests

-- case: by name
SELECT count(DISTINCT email) FROM guests

-- case: by name
SELECT approx_top_k(email, 3) FROM guests

-- case: by name
SELECT histogram(email) FROM guests

-- case: by name
SELECT mode(passport) FROM guests

-- case: by name
SELECT DISTINCT email FROM guests

-- case: by name
SELECT DISTINCT ON (email) name FROM guests

-- case: by name
FROM guests SELECT email

-- case: by name
SELECT x FROM (SELECT email AS x FROM guests)

-- case: by name
SELECT (SELECT email FROM guests LIMIT 1)

-- case: by name
SELECT b.booking_id, (SELECT g.email FROM guests g WHERE g.guest_id = b.guest_id) FROM bookings b

-- case: by name
SELECT l.e FROM bookings b, LATERAL (SELECT email AS e FROM guests g WHERE g.guest_id = b.guest_id) l

-- case: by name
SELECT name FROM hotels UNION SELECT email FROM guests

-- case: by name
SELECT [email FOR x IN [1]] FROM guests

-- case: by name
SELECT list_transform([1], lambda x: email) FROM guests

-- case: by name
SELECT unnest([email]) FROM guests

-- case: by name
SELECT struct_pack(e := email) FROM guests

-- case: by name
SELECT e: email FROM guests

-- case: the row as a value
SELECT guests FROM guests

-- case: the row as a value
SELECT g FROM guests g

-- case: the row as a value
SELECT to_json(g) FROM guests g

-- case: the row as a value
SELECT list(g) FROM guests g

-- case: the row as a value
SELECT g::VARCHAR FROM guests g

-- case: the row as a value
SELECT (g).email FROM guests g

-- case: the row as a value
SELECT (g).name FROM guests g

-- case: the row as a value
SELECT struct_extract(g, 'email') FROM guests g

-- case: the row as a value
SELECT g['email'] FROM guests g

-- case: the row as a value
SELECT row_to_json(g) FROM guests g

-- case: the row as a value
SELECT hash(g) FROM guests g

-- case: the row as a value
SELECT count(g) FROM guests g

-- case: the row as a value
SELECT max(g) FROM guests g

-- case: the row as a value
SELECT first(g) FROM guests g

-- case: the row as a value
SELECT unnest(g) FROM guests g

-- case: the row as a value
SELECT arg_min(g, g.guest_id) FROM guests g

-- case: the row as a value
SELECT concat(g) FROM guests g

-- case: the row as a value
SELECT DISTINCT g FROM guests g

-- case: the row as a value
SELECT any_value(g) OVER () FROM guests g

-- case: the row as a value
SELECT b.booking_id, g FROM bookings b JOIN guests g USING (guest_id)

-- case: the row as a value
SELECT (SELECT g) FROM guests g

-- case: the row as a value
SELECT struct_values(g) FROM guests g

-- case: the row as a value
SELECT json_keys(to_json(guests)) FROM guests

-- case: the row as a value
SELECT g.to_json() FROM guests g

-- case: the row as a value
WITH x AS (FROM guests) SELECT x FROM x

-- case: the row as a value
SELECT x FROM (FROM guests) x

-- case: by place
SELECT c FROM guests t(a, b, c)

-- case: by place
SELECT e FROM guests AS t(a, b, c, d, e)

-- case: by place
SELECT c FROM (FROM guests) t(a, b, c)

-- case: by place
SELECT c FROM (SELECT * FROM guests) AS t(a, b, c)

-- case: by place
WITH t(a, b, c, d) AS (FROM guests) SELECT c FROM t

-- case: by place
WITH t(a, b, c) AS (SELECT * FROM guests) SELECT c FROM t

-- case: by place
SELECT #3 FROM guests

-- case: by place
SELECT * FROM guests ORDER BY 3

-- case: by place
SELECT * FROM guests ORDER BY 5 DESC LIMIT 1

-- case: by place
SELECT * FROM guests ORDER BY #3

-- case: by pattern
SELECT COLUMNS('email') FROM guests

-- case: by pattern
SELECT COLUMNS('mail$') FROM guests

-- case: by pattern
SELECT COLUMNS('name|email') FROM guests

-- case: by pattern
SELECT COLUMNS('(?i)PASS') FROM guests

-- case: by pattern
SELECT COLUMNS(c -> c LIKE '%mail') FROM guests

-- case: by pattern
SELECT COLUMNS(lambda c: c = 'email') FROM guests

-- case: by pattern
SELECT COLUMNS(['name', 'email']) FROM guests

-- case: by pattern
SELECT max(COLUMNS('pass.*')) FROM guests

-- case: by pattern
SELECT * LIKE '%mail%' FROM guests

-- case: by pattern
SELECT * ILIKE 'PASS%' FROM guests

-- case: by pattern
SELECT * SIMILAR TO '.*mail' FROM guests

-- case: by pattern
SELECT * REPLACE (email AS name) FROM guests

-- case: by pattern
SELECT * REPLACE (upper(email) AS email) FROM guests

-- case: by pattern
SELECT * RENAME (email AS x) FROM guests

-- case: by pattern
SELECT COLUMNS('e.*l') FROM guests g JOIN bookings USING (guest_id)

-- case: by shape
PIVOT guests ON email USING count(*)

-- case: by shape
PIVOT guests ON tier USING max(email)

-- case: by shape
PIVOT guests ON tier USING count(*) GROUP BY passport

-- case: by shape
UNPIVOT guests ON email INTO NAME n VALUE v

-- case: by shape
UNPIVOT guests ON name, passport INTO NAME n VALUE v

-- case: by shape
FROM guests UNPIVOT (v FOR n IN (name, email))

-- case: by shape
SELECT * FROM guests PIVOT (max(email) FOR tier IN ('gold'))

-- case: by shape
SELECT name FROM hotels UNION ALL BY NAME SELECT email AS name FROM guests

-- case: by shape
SELECT 1, 'a', 'b', 'c', 'd', DATE '2020-01-01', 'e' UNION ALL SELECT * FROM guests
