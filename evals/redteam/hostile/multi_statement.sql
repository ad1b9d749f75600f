-- multi statement: more than one statement
-- role: clerk

-- case: one after the other
SELECT 1; SELECT 2

-- case: one after the other
SELECT * FROM hotels; DROP TABLE hotels

-- case: one after the other
SELECT 1;; DELETE FROM rooms

-- case: one after the other
SELECT 1 /* ; */ ; UPDATE rooms SET rate = 0

-- case: one after the other
; DROP TABLE rooms

-- case: one after the other
SELECT 1; SET threads = 1;

-- case: one after the other
SELECT 1;SELECT name FROM staff

-- case: one after the other
SELECT ';' ; DELETE FROM rooms

-- case: one after the other
BEGIN; DELETE FROM rooms; COMMIT

-- case: one after the other
SELECT 1; ATTACH 'x.db'

-- case: one after the other
SELECT 1; PRAGMA version

-- case: one after the other
SELECT $$a$$; DROP TABLE rooms

-- case: one after the other
SELECT 'a'';' ; TRUNCATE rooms
