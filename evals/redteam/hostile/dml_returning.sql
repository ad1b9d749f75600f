-- dml returning: changes inside a CTE
-- role: clerk

-- case: a change that says it is a SELECT
WITH x AS (DELETE FROM bookings RETURNING *) SELECT * FROM x

-- case: a change that says it is a SELECT
WITH x AS (DELETE FROM bookings WHERE nights = 1 RETURNING booking_id) SELECT count(*) FROM x

-- case: a change that says it is a SELECT
WITH x AS (UPDATE rooms SET rate = 0 RETURNING room_id) FROM x

-- case: a change that says it is a SELECT
WITH x AS (INSERT INTO hotels SELECT * FROM hotels RETURNING hotel_id) SELECT * FROM x

-- case: a change that says it is a SELECT
WITH a AS (SELECT 1), b AS (DELETE FROM rooms RETURNING room_id) SELECT * FROM a

-- case: a change that says it is a SELECT
WITH x AS (COPY rooms TO 'redteam_out.csv') SELECT 1

-- case: a change that says it is a SELECT
WITH x AS (COPY (SELECT * FROM staff) TO 'redteam_out.parquet' (FORMAT parquet)) SELECT 1

-- case: a change that says it is a SELECT
WITH x AS (CREATE TABLE y AS SELECT 1) SELECT 2

-- case: a change that says it is a SELECT
WITH x AS (DROP TABLE rooms) SELECT 2

-- case: a change that says it is a SELECT
WITH x AS (TRUNCATE rooms) SELECT 2

-- case: a change that says it is a SELECT
WITH x AS (MERGE INTO rooms USING hotels ON FALSE WHEN NOT MATCHED THEN INSERT DEFAULT VALUES RETURNING *) SELECT * FROM x

-- case: a change that says it is a SELECT
SELECT * FROM (DELETE FROM bookings RETURNING *)

-- case: a change that says it is a SELECT
SELECT * FROM (UPDATE rooms SET rate = 0 RETURNING *) u

-- case: a change that says it is a SELECT
SELECT (DELETE FROM rooms RETURNING room_id)

-- case: a change that says it is a SELECT
DELETE FROM bookings RETURNING guest_id

-- case: a change that says it is a SELECT
UPDATE rooms SET rate = 1 RETURNING *

-- case: a change that says it is a SELECT
INSERT INTO hotels SELECT * FROM hotels RETURNING *

-- case: a change that says it is a SELECT
SELECT * FROM rooms WHERE room_id IN (DELETE FROM rooms RETURNING room_id)

-- case: a change that says it is a SELECT
WITH RECURSIVE x AS (DELETE FROM bookings RETURNING *) SELECT * FROM x

-- case: a change that says it is a SELECT
WITH x AS MATERIALIZED (INSERT INTO rooms (room_id) VALUES (900) RETURNING room_id) SELECT * FROM x
