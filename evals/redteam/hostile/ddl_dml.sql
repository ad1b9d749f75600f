-- ddl dml: statements that change data or structure
-- role: clerk

-- case: plain changes
DELETE FROM bookings

-- case: plain changes
DELETE FROM bookings WHERE state = 'cancelled'

-- case: plain changes
DELETE FROM guests USING bookings WHERE guests.guest_id = bookings.guest_id

-- case: plain changes
UPDATE rooms SET rate = 1

-- case: plain changes
UPDATE guests SET tier = 'gold' WHERE guest_id = 3

-- case: plain changes
UPDATE rooms SET rate = rate * 2 FROM hotels h WHERE h.hotel_id = rooms.hotel_id

-- case: plain changes
INSERT INTO hotels VALUES (99, 'X', 'north', 5, DATE '2024-01-01')

-- case: plain changes
INSERT INTO rooms SELECT * FROM rooms

-- case: plain changes
INSERT INTO rooms BY NAME SELECT * FROM rooms

-- case: plain changes
INSERT OR REPLACE INTO hotels SELECT * FROM hotels

-- case: plain changes
INSERT INTO hotels VALUES (3, 'X', 'north', 5, NULL) ON CONFLICT DO UPDATE SET name = 'X'

-- case: plain changes
MERGE INTO rooms USING hotels ON rooms.hotel_id = hotels.hotel_id WHEN MATCHED THEN DELETE

-- case: plain changes
TRUNCATE bookings

-- case: plain changes
TRUNCATE TABLE bookings

-- case: structure
DROP TABLE bookings

-- case: structure
DROP TABLE IF EXISTS bookings CASCADE

-- case: structure
drop view v_stays

-- case: structure
DROP SCHEMA vault CASCADE

-- case: structure
DROP MACRO crew

-- case: structure
CREATE TABLE mine AS SELECT * FROM hotels

-- case: structure
CREATE OR REPLACE TABLE hotels AS SELECT 1 AS x

-- case: structure
CREATE TEMP TABLE mine AS FROM rooms

-- case: structure
CREATE VIEW mine AS SELECT * FROM staff

-- case: structure
CREATE OR REPLACE TEMP VIEW hotels AS SELECT * FROM staff

-- case: structure
CREATE MACRO f(x) AS (SELECT bank FROM staff LIMIT 1)

-- case: structure
CREATE FUNCTION f(x) AS x + 1

-- case: structure
CREATE INDEX i ON guests (name)

-- case: structure
CREATE SEQUENCE s START 1

-- case: structure
CREATE TYPE mood AS ENUM ('a', 'b')

-- case: structure
CREATE SCHEMA other

-- case: structure
CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')

-- case: structure
ALTER TABLE guests DROP COLUMN email

-- case: structure
ALTER TABLE guests RENAME TO visitors

-- case: structure
ALTER TABLE rooms ADD COLUMN note VARCHAR

-- case: structure
ALTER TABLE rooms ALTER COLUMN rate SET DEFAULT 0

-- case: structure
COMMENT ON TABLE rooms IS 'x'

-- case: structure
SELECT * INTO mine FROM rooms
