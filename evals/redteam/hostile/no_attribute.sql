-- role: graded
-- case: the rows depend on what the user does not have
SELECT * FROM guests

-- case: in a subquery
SELECT name FROM hotels WHERE hotel_id IN (SELECT guest_id FROM guests)

-- case: in a CTE that is not used
WITH g AS (SELECT 1 FROM guests) SELECT name FROM hotels

-- case: counted
SELECT count(*) FROM guests
