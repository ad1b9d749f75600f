-- role: clerk
-- case: the whole row as a value
SELECT list_transform([guests], g -> g.email) FROM guests

-- case: the whole row as a value
SELECT [g.email FOR g IN list(guests)] FROM guests

-- case: the whole row as a value
SELECT g.* RENAME (passport AS p) FROM guests g

-- case: the whole row as a value
SELECT row(s) FROM staff s

-- case: the whole row as a value
SELECT s FROM staff AS s

-- case: the whole row as a value
SELECT struct_extract(g, 'email') FROM guests g

-- case: the whole row as a value
SELECT struct_values(g) FROM guests g

-- case: the whole row as a value
SELECT struct_extract_at(g, 3) FROM guests g

-- case: the whole row as a value
SELECT g['email'] FROM guests g

-- case: the whole row as a value
SELECT g[3] FROM guests g

-- case: the whole row as a value
SELECT (g).passport FROM guests g

-- case: the whole row as a value
SELECT (SELECT g).email FROM guests g

-- case: the whole row as a value
SELECT x.email FROM (SELECT guests AS x FROM guests)

-- case: the whole row as a value
SELECT unnest(guests) FROM guests

-- case: the whole row as a value
SELECT unnest(g, recursive := true) FROM guests g

-- case: the whole row as a value
SELECT unnest(list(g)) FROM guests g

-- case: the whole row as a value
SELECT arg_max(g, joined) FROM guests g

-- case: the whole row as a value
SELECT g.name FROM guests g JOIN guests h USING (email)

-- case: the whole row as a value
SELECT g.name FROM guests g JOIN (SELECT email, name n FROM guests) h USING (email)

-- case: the whole row as a value
SELECT name FROM guests g WHERE 5 < (SELECT count(*) FROM guests h WHERE h.email < g.email)

-- case: the whole row as a value
SELECT hash(guests) FROM guests

-- case: the whole row as a value
SELECT md5(g::VARCHAR) FROM guests g

-- case: the whole row as a value
SELECT typeof(g) FROM guests g

-- case: the whole row as a value
SELECT to_json(g) FROM guests g

-- case: the whole row as a value
SELECT json_object('a', g) FROM guests g

-- case: the whole row as a value
SELECT json_group_array(g) FROM guests g

-- case: the whole row as a value
SELECT row_to_json(g) FROM guests g

-- case: the whole row as a value
SELECT g::VARCHAR FROM guests g

-- case: the whole row as a value
SELECT concat(g) FROM guests g

-- case: the whole row as a value
SELECT g || '' FROM guests g

-- case: the whole row as a value
SELECT g IS NULL, g = g FROM guests g ORDER BY g

-- case: the whole row as a value
SELECT count(DISTINCT g) FROM guests g

-- case: the whole row as a value
SELECT max(g) FROM guests g

-- case: the whole row as a value
SELECT coalesce(NULL, g) FROM guests g

-- case: the whole row as a value
SELECT CASE WHEN true THEN g END FROM guests g

-- case: the whole row as a value
SELECT [g] FROM guests g

-- case: the whole row as a value
SELECT {'a': g} FROM guests g

-- case: the whole row as a value
SELECT (g, 1) FROM guests g

-- case: the whole row as a value
SELECT * FROM guests g(a, b, c, d, e)

-- case: the whole row as a value
SELECT c FROM guests AS g(a, b, c)

-- case: the whole row as a value
SELECT t.* EXCLUDE (name) FROM (SELECT g FROM guests g) t

-- case: the whole row as a value
SELECT t.g.email FROM (SELECT g FROM guests g) t

-- case: the whole row as a value
SELECT unnest(t.g) FROM (SELECT guests AS g FROM guests) t

-- case: the whole row as a value
SELECT g.*, g.email FROM guests g

-- case: the whole row as a value
SELECT ((guests)).email FROM guests
