-- forbidden table: tables that the role may not read
-- role: clerk

-- case: in every place a table may stand
SELECT * FROM staff

-- case: in every place a table may stand
SELECT * FROM v_wages

-- case: in every place a table may stand
SELECT * FROM v_mail

-- case: in every place a table may stand
select * from vault.codes

-- case: in every place a table may stand
select * from main.staff

-- case: in every place a table may stand
select * from "vault"."codes"

-- case: in every place a table may stand
FROM access_log

-- case: in every place a table may stand
FROM "STAFF"

-- case: in every place a table may stand
FROM Staff

-- case: in every place a table may stand
TABLE v_wages

-- case: in every place a table may stand
TABLE vault.bookings

-- case: in every place a table may stand
TABLE staff

-- case: in every place a table may stand
SELECT count(*) FROM main.staff

-- case: in every place a table may stand
SELECT count(*) FROM v_mail

-- case: in every place a table may stand
SELECT count(*) FROM vault.codes

-- case: in every place a table may stand
SELECT 1 FROM "STAFF" LIMIT 0

-- case: in every place a table may stand
SELECT 1 FROM "vault"."codes" LIMIT 0

-- case: in every place a table may stand
SELECT 1 FROM access_log LIMIT 0

-- case: in every place a table may stand
SELECT h.name FROM hotels h, vault.bookings x

-- case: in every place a table may stand
SELECT h.name FROM hotels h, Staff x

-- case: in every place a table may stand
SELECT h.name FROM hotels h, v_wages x

-- case: in every place a table may stand
SELECT h.name FROM hotels h JOIN v_mail x ON TRUE

-- case: in every place a table may stand
SELECT h.name FROM hotels h JOIN staff x ON TRUE

-- case: in every place a table may stand
SELECT h.name FROM hotels h JOIN main.staff x ON TRUE

-- case: in every place a table may stand
SELECT h.name FROM hotels h LEFT JOIN "vault"."codes" x ON x.code IS NOT NULL

-- case: in every place a table may stand
SELECT h.name FROM hotels h LEFT JOIN vault.codes x ON x.code IS NOT NULL

-- case: in every place a table may stand
SELECT h.name FROM hotels h LEFT JOIN "STAFF" x ON x.bank IS NOT NULL

-- case: in every place a table may stand
SELECT h.name FROM hotels h WHERE EXISTS (SELECT 1 FROM Staff)

-- case: in every place a table may stand
SELECT h.name FROM hotels h WHERE EXISTS (SELECT 1 FROM access_log)

-- case: in every place a table may stand
SELECT h.name FROM hotels h WHERE EXISTS (SELECT 1 FROM vault.bookings)

-- case: in every place a table may stand
SELECT name FROM hotels WHERE name IN (SELECT bank FROM staff)

-- case: in every place a table may stand
SELECT name FROM hotels WHERE name IN (SELECT wage FROM v_wages)

-- case: in every place a table may stand
SELECT name FROM hotels WHERE name IN (SELECT reach FROM v_mail)

-- case: in every place a table may stand
SELECT (SELECT max(code) FROM vault.codes) AS m

-- case: in every place a table may stand
SELECT (SELECT max(wage) FROM main.staff) AS m

-- case: in every place a table may stand
SELECT (SELECT max(code) FROM "vault"."codes") AS m

-- case: in every place a table may stand
SELECT name FROM hotels ORDER BY (SELECT max(did) FROM access_log)

-- case: in every place a table may stand
SELECT name FROM hotels ORDER BY (SELECT max(bank) FROM "STAFF")

-- case: in every place a table may stand
SELECT name FROM hotels ORDER BY (SELECT max(name) FROM Staff)

-- case: in every place a table may stand
SELECT name FROM hotels UNION SELECT wage::VARCHAR FROM v_wages

-- case: in every place a table may stand
SELECT name FROM hotels UNION SELECT remark::VARCHAR FROM vault.bookings

-- case: in every place a table may stand
SELECT name FROM hotels UNION SELECT bank::VARCHAR FROM staff

-- case: in every place a table may stand
SELECT name FROM hotels EXCEPT SELECT wage::VARCHAR FROM main.staff

-- case: in every place a table may stand
SELECT name FROM hotels EXCEPT SELECT reach::VARCHAR FROM v_mail

-- case: in every place a table may stand
SELECT name FROM hotels EXCEPT SELECT code::VARCHAR FROM vault.codes

-- case: in every place a table may stand
WITH x AS (SELECT bank FROM "STAFF") SELECT * FROM x

-- case: in every place a table may stand
WITH x AS (SELECT code FROM "vault"."codes") SELECT * FROM x

-- case: in every place a table may stand
WITH x AS (SELECT did FROM access_log) SELECT * FROM x

-- case: in every place a table may stand
WITH x AS (SELECT 1), y AS (FROM vault.bookings) SELECT count(*) FROM y, x

-- case: in every place a table may stand
WITH x AS (SELECT 1), y AS (FROM Staff) SELECT count(*) FROM y, x

-- case: in every place a table may stand
WITH x AS (SELECT 1), y AS (FROM v_wages) SELECT count(*) FROM y, x

-- case: in every place a table may stand
SELECT * FROM (SELECT * FROM (SELECT reach FROM v_mail))

-- case: in every place a table may stand
SELECT * FROM (SELECT * FROM (SELECT bank FROM staff))

-- case: in every place a table may stand
SELECT * FROM (SELECT * FROM (SELECT wage FROM main.staff))

-- case: in every place a table may stand
SELECT l.* FROM hotels h, LATERAL (SELECT code FROM "vault"."codes" LIMIT h.stars) l

-- case: in every place a table may stand
SELECT l.* FROM hotels h, LATERAL (SELECT code FROM vault.codes LIMIT h.stars) l

-- case: in every place a table may stand
SELECT l.* FROM hotels h, LATERAL (SELECT bank FROM "STAFF" LIMIT h.stars) l

-- case: in every place a table may stand
PIVOT Staff ON name USING count(*)

-- case: in every place a table may stand
PIVOT access_log ON did USING count(*)

-- case: in every place a table may stand
PIVOT vault.bookings ON remark USING count(*)

-- case: in every place a table may stand
UNPIVOT staff ON bank INTO NAME n VALUE v

-- case: in every place a table may stand
UNPIVOT v_wages ON wage INTO NAME n VALUE v

-- case: in every place a table may stand
UNPIVOT v_mail ON reach INTO NAME n VALUE v

-- case: in every place a table may stand
SELECT sum(stars) FILTER (WHERE stars > (SELECT count(*) FROM vault.codes)) FROM hotels

-- case: in every place a table may stand
SELECT sum(stars) FILTER (WHERE stars > (SELECT count(*) FROM main.staff)) FROM hotels

-- case: in every place a table may stand
SELECT sum(stars) FILTER (WHERE stars > (SELECT count(*) FROM "vault"."codes")) FROM hotels

-- case: in every place a table may stand
SELECT name FROM hotels QUALIFY row_number() OVER (ORDER BY (SELECT count(*) FROM access_log)) = 1

-- case: in every place a table may stand
SELECT name FROM hotels QUALIFY row_number() OVER (ORDER BY (SELECT count(*) FROM "STAFF")) = 1

-- case: in every place a table may stand
SELECT name FROM hotels QUALIFY row_number() OVER (ORDER BY (SELECT count(*) FROM Staff)) = 1

-- case: in every place a table may stand
SELECT list_transform([1], lambda x: (SELECT min(wage)::VARCHAR FROM v_wages))

-- case: in every place a table may stand
SELECT list_transform([1], lambda x: (SELECT min(remark)::VARCHAR FROM vault.bookings))

-- case: in every place a table may stand
SELECT list_transform([1], lambda x: (SELECT min(bank)::VARCHAR FROM staff))

-- case: in every place a table may stand
SELECT CASE WHEN (SELECT count(*) FROM main.staff) > 3 THEN 1 END

-- case: in every place a table may stand
SELECT CASE WHEN (SELECT count(*) FROM v_mail) > 3 THEN 1 END

-- case: in every place a table may stand
SELECT CASE WHEN (SELECT count(*) FROM vault.codes) > 3 THEN 1 END

-- case: in every place a table may stand
SELECT name FROM hotels LIMIT (SELECT count(*) FROM "STAFF")

-- case: in every place a table may stand
SELECT name FROM hotels LIMIT (SELECT count(*) FROM "vault"."codes")

-- case: in every place a table may stand
SELECT name FROM hotels LIMIT (SELECT count(*) FROM access_log)

-- case: in every place a table may stand
SELECT ARRAY(SELECT remark FROM vault.bookings)

-- case: in every place a table may stand
SELECT ARRAY(SELECT name FROM Staff)

-- case: in every place a table may stand
SELECT ARRAY(SELECT wage FROM v_wages)

-- case: in every place a table may stand
SELECT * FROM hotels ANTI JOIN v_mail x ON x.reach IS NULL

-- case: in every place a table may stand
SELECT * FROM hotels ANTI JOIN staff x ON x.bank IS NULL

-- case: in every place a table may stand
SELECT * FROM hotels ANTI JOIN main.staff x ON x.wage IS NULL

-- case: in every place a table may stand
SELECT * FROM hotels POSITIONAL JOIN "vault"."codes"

-- case: in every place a table may stand
SELECT * FROM hotels POSITIONAL JOIN vault.codes

-- case: in every place a table may stand
SELECT * FROM hotels POSITIONAL JOIN "STAFF"

-- case: in every place a table may stand
VALUES ((SELECT count(*) FROM Staff))

-- case: in every place a table may stand
VALUES ((SELECT count(*) FROM access_log))

-- case: in every place a table may stand
VALUES ((SELECT count(*) FROM vault.bookings))

-- case: names that are no tables here
SELECT * FROM memory.main.staff

-- case: names that are no tables here
SELECT * FROM temp.staff

-- case: names that are no tables here
SELECT * FROM pack.vault.codes

-- case: names that are no tables here
SELECT * FROM hotels, vault.hotels

-- case: names that are no tables here
SELECT vault.codes.code FROM hotels

-- case: names that are no tables here
SELECT staff FROM hotels

-- case: names that are no tables here
SELECT staff.bank FROM hotels

-- case: names that are no tables here
SELECT name FROM vault.bookings
