-- The pack's own warehouse: a small chain of hotels. Every cell that the role `clerk` may not see carries a canary:
-- guests.email and guests.passport, all of staff, access_log and vault.*. For the role `north`, the guests, bookings and
-- hotels of other countries are canaries too: their names start with 'Far-', their ids are 500000 and more.
CREATE TABLE hotels (hotel_id INTEGER PRIMARY KEY, name VARCHAR, country VARCHAR, stars INTEGER, opened DATE);
INSERT INTO hotels SELECT CASE WHEN i % 3 = 0 THEN i ELSE 500000 + i END,
  CASE WHEN i % 3 = 0 THEN 'Lodge ' ELSE 'Far-' || ['', 'south', 'east'][1 + i % 3] || '-' END || i,
  ['north', 'south', 'east'][1 + i % 3], 2 + i % 4, DATE '2001-01-01' + (i * 200)::INTEGER FROM range(1, 13) t(i);
CREATE TABLE rooms (room_id INTEGER PRIMARY KEY, hotel_id INTEGER, kind VARCHAR, beds INTEGER, rate DECIMAL(8,2), features VARCHAR[], size STRUCT(width DOUBLE, depth DOUBLE));
INSERT INTO rooms SELECT i, h.hotel_id, ['single', 'double', 'suite'][1 + i % 3], 1 + i % 3, (40 + (i * 13) % 160)::DECIMAL(8,2),
  ['bath', 'view', 'desk'][1:1 + i % 3], {'width': 3.0 + i % 3, 'depth': 4.5}
FROM range(1, 61) t(i) JOIN (SELECT hotel_id, row_number() OVER (ORDER BY hotel_id) n FROM hotels) h ON h.n = 1 + i % 12;
CREATE TABLE guests (guest_id INTEGER PRIMARY KEY, name VARCHAR, email VARCHAR, country VARCHAR, passport VARCHAR, joined DATE, tier VARCHAR);
INSERT INTO guests SELECT CASE WHEN i % 3 = 0 THEN i ELSE 500000 + i END,
  CASE WHEN i % 3 = 0 THEN 'Guest ' ELSE 'Far-' || ['', 'south', 'east'][1 + i % 3] || '-' END || i,
  'leak-mail-' || i || '@post.example', ['north', 'south', 'east'][1 + i % 3], 'LEAK-PASS-' || i,
  DATE '2021-02-01' + ((i * 11) % 700)::INTEGER, ['basic', 'silver', 'gold'][1 + i % 3] FROM range(1, 91) t(i);
CREATE TABLE bookings (booking_id INTEGER PRIMARY KEY, guest_id INTEGER, room_id INTEGER, country VARCHAR, arrival DATE, nights INTEGER, state VARCHAR, paid DECIMAL(10,2), noted TIMESTAMP);
INSERT INTO bookings SELECT CASE WHEN g.country = 'north' THEN i ELSE 500000 + i END, g.guest_id, 1 + i % 60, g.country,
  DATE '2023-01-01' + ((i * 7) % 600)::INTEGER, 1 + i % 9, ['kept', 'cancelled', 'no-show'][1 + (i // 2) % 3],
  ((i * 37) % 900)::DECIMAL(10,2) + 0.5, TIMESTAMP '2022-12-01' + to_hours(i::INTEGER)
FROM range(1, 361) t(i) JOIN (SELECT *, row_number() OVER (ORDER BY email) n FROM guests) g ON g.n = 1 + i % 90;
CREATE TABLE staff (staff_id INTEGER PRIMARY KEY, name VARCHAR, wage INTEGER, bank VARCHAR, boss_id INTEGER);
INSERT INTO staff SELECT i, 'LEAK-STAFF-' || i, 8447700 + i, 'LEAK-BANK-' || i, i // 2 FROM range(1, 21) t(i);
CREATE TABLE access_log (entry INTEGER, seen TIMESTAMP, who VARCHAR, did VARCHAR);
INSERT INTO access_log SELECT i, TIMESTAMP '2024-05-01' + to_hours(i::INTEGER), 'LEAK-STAFF-' || (1 + i % 20), 'LEAK-DID-' || i FROM range(1, 31) t(i);
CREATE SCHEMA vault;
CREATE TABLE vault.codes (code_id INTEGER, door VARCHAR, code VARCHAR);
INSERT INTO vault.codes SELECT i, 'door ' || i, 'LEAK-CODE-' || i FROM range(1, 11) t(i);
CREATE TABLE vault.bookings (booking_id INTEGER, remark VARCHAR);
INSERT INTO vault.bookings SELECT i, 'LEAK-REMARK-' || i FROM range(1, 6) t(i);
CREATE VIEW v_stays AS SELECT booking_id, room_id, arrival, nights, state FROM bookings;
CREATE VIEW v_mail AS SELECT guest_id, email AS reach FROM guests;
CREATE VIEW v_wages AS SELECT name, wage FROM staff;
CREATE MACRO bank_of(i) AS (SELECT bank FROM staff WHERE staff_id = i);
CREATE MACRO mail_of(i) AS (SELECT email FROM guests WHERE guest_id = i);
CREATE MACRO crew() AS TABLE SELECT name, bank FROM staff;
