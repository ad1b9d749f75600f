-- macro: macros of the database
-- role: clerk

-- case: macros that read what the role may not
SELECT bank_of(1)

-- case: macros that read what the role may not
SELECT main.bank_of(1)

-- case: macros that read what the role may not
SELECT "bank_of"(1)

-- case: macros that read what the role may not
SELECT BANK_OF(2)

-- case: macros that read what the role may not
SELECT mail_of(3)

-- case: macros that read what the role may not
SELECT (1).bank_of()

-- case: macros that read what the role may not
SELECT 3.mail_of()

-- case: macros that read what the role may not
SELECT hotel_id.bank_of() FROM hotels

-- case: macros that read what the role may not
SELECT h.hotel_id.mail_of() FROM hotels h

-- case: macros that read what the role may not
SELECT list_transform([1, 2], lambda x: bank_of(x))

-- case: macros that read what the role may not
SELECT [bank_of(i) FOR i IN [1, 2, 3]]

-- case: macros that read what the role may not
SELECT name FROM hotels ORDER BY bank_of(hotel_id)

-- case: macros that read what the role may not
SELECT name FROM hotels WHERE mail_of(3) LIKE 'leak%'

-- case: macros that read what the role may not
SELECT count(*) FILTER (WHERE mail_of(guest_id) > 'm') FROM guests

-- case: macros that read what the role may not
SELECT max(bank_of(i)) OVER () FROM range(3) t(i)

-- case: macros that read what the role may not
FROM crew()

-- case: macros that read what the role may not
SELECT * FROM crew()

-- case: macros that read what the role may not
SELECT * FROM main.crew()

-- case: macros that read what the role may not
SELECT * FROM "crew"()

-- case: macros that read what the role may not
SELECT c.bank FROM hotels, crew() c

-- case: macros that read what the role may not
WITH x AS (FROM crew()) SELECT bank FROM x

-- case: macros that read what the role may not
SELECT (SELECT bank FROM crew() LIMIT 1)

-- case: macros that read what the role may not
SELECT CASE WHEN bank_of(1) > 'L' THEN 1 END

-- case: macros that read what the role may not
SELECT coalesce(NULL, bank_of(1))

-- case: macros that read what the role may not
PIVOT (SELECT * FROM crew()) ON name USING count(*)
