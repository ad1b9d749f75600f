-- table function hides table: tables named where the tree has none
-- role: clerk

-- case: a table as an argument
FROM histogram(staff, wage)

-- case: a table as an argument
SELECT * FROM histogram(guests, email)

-- case: a table as an argument
SELECT * FROM histogram('staff', 'wage')

-- case: a table as an argument
SELECT * FROM histogram_values(staff, wage)

-- case: a table as an argument
SELECT * FROM summary((SELECT * FROM staff))

-- case: a table as an argument
SELECT * FROM summary((FROM guests))

-- case: a table as an argument
FROM summary((FROM hotels))

-- case: a table as an argument
SELECT * FROM main.histogram(staff, bank)

-- case: a table as an argument
SELECT * FROM "histogram"(staff, bank)

-- case: a table as an argument
SELECT * FROM seq_scan('staff')

-- case: a table as an argument
SELECT * FROM duckdb_table_sample('staff')

-- case: a table as an argument
SELECT * FROM pragma_storage_info('guests')

-- case: a table as an argument
SELECT * FROM test_all_types()

-- case: a table as an argument
SELECT * FROM checkpoint('x')

-- case: a table as an argument
SELECT * FROM unnest((SELECT list(bank) FROM staff))

-- case: a table as an argument
SELECT * FROM json_each((SELECT to_json(list(bank)) FROM staff))

-- case: a table as an argument
SELECT * FROM repeat_row((SELECT bank FROM staff LIMIT 1), num_rows := 3)

-- case: a table as an argument
SELECT * FROM range((SELECT max(wage) FROM staff))

-- case: a table as an argument
SELECT * FROM generate_series(1, (SELECT count(*) FROM vault.codes))

-- case: a table as an argument
SELECT i FROM hotels, unnest((SELECT list(email) FROM guests)) t(i)
