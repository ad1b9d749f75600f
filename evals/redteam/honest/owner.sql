-- owner: who may read everything
-- role: owner

-- case: no restriction
SELECT * FROM staff

-- case: no restriction
SELECT email FROM guests

-- case: no restriction
SELECT * FROM vault.codes

-- case: no restriction
SELECT vault.codes.code FROM vault.codes

-- case: no restriction
SELECT * FROM v_wages

-- case: no restriction
SELECT g FROM guests g

-- case: no restriction
SELECT s.name, b.name FROM staff s LEFT JOIN staff b ON b.staff_id = s.boss_id

-- case: no restriction
WITH RECURSIVE up AS (SELECT staff_id, boss_id FROM staff WHERE staff_id = 9 UNION ALL SELECT s.staff_id, s.boss_id FROM staff s JOIN up ON s.staff_id = up.boss_id) SELECT * FROM up

-- case: no restriction
SELECT COLUMNS('mail') FROM guests

-- case: no restriction
SELECT b.booking_id, v.remark FROM bookings b JOIN vault.bookings v USING (booking_id)

-- case: no restriction
SELECT c FROM guests t(a, b, c)

-- case: no restriction
SELECT * FROM guests ORDER BY 3

-- case: no restriction
SELECT reach FROM v_mail
