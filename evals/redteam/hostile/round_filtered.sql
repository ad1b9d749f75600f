-- role: clerk, expect: filtered
-- case: only what is left of the columns
SELECT max(COLUMNS(* EXCLUDE (name, country, tier, joined, guest_id))) FROM guests

-- case: only what is left of the columns
SELECT struct_extract(row(g.*), 3) FROM guests g

-- case: only what is left of the columns
UNPIVOT guests ON COLUMNS(* EXCLUDE (guest_id, joined)) INTO NAME k VALUE v

-- case: only what is left of the columns
SELECT COLUMNS('[^a]') FROM guests WHERE false

-- case: only what is left of the columns
SELECT * FROM guests WHERE * = 'x'

-- case: only what is left of the columns
SELECT 'staff'::regclass
