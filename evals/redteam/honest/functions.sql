-- functions: text, numbers and other functions
-- role: clerk

-- case: text
SELECT upper(name), lower(name), length(name), left(name, 2), right(name, 2), substring(name, 2, 3), substr(name, 2), name[1:3], trim(name), ltrim(name), rtrim(name, 'x') FROM hotels

-- case: text
SELECT replace(name, 'a', 'b'), reverse(name), repeat('*', stars), lpad(name, 12, ' '), rpad(name, 12, '.'), concat(name, '-', stars), concat_ws('/', name, country) FROM hotels

-- case: text
SELECT split_part(name, ' ', 1), string_split(name, ' '), str_split(name, '-'), regexp_split_to_array(name, '[ -]'), strpos(name, 'o'), position('o' IN name), instr(name, 'o') FROM hotels

-- case: text
SELECT regexp_matches(name, '^L'), regexp_extract(name, '([0-9]+)', 1), regexp_replace(name, '[0-9]', '#', 'g'), regexp_extract_all(name, '[a-z]+'), regexp_full_match(name, '.*') FROM hotels

-- case: text
SELECT name FROM hotels WHERE name ~ '1' OR name SIMILAR TO '.*2' OR name GLOB 'L*' OR name !~ 'x'

-- case: text
SELECT starts_with(name, 'L'), ends_with(name, '1'), contains(name, 'o'), prefix(name, 'L'), suffix(name, '1'), strip_accents('é'), ascii('a'), chr(65), unicode('é') FROM hotels

-- case: text
SELECT levenshtein(name, country), jaccard(name, country), jaro_winkler_similarity(name, country), damerau_levenshtein(name, 'x'), hamming('ab', 'ac') FROM hotels

-- case: text
SELECT format('{} has {}', name, stars), printf('%s: %d', name, stars), format('{:,}', 1234567), translate(name, 'ab', 'xy'), md5(name), sha256(name), hash(name) FROM hotels

-- case: text
SELECT bar(stars, 0, 5, 20), format_bytes(123456), to_base64('a'::BLOB), hex('a'), bin(5), to_base(255, 16), url_encode('a b'), nfc_normalize('a') FROM hotels

-- case: text
SELECT 'it''s; a -- test' AS s, $$dollar ' quoted$$ AS d, E'tab\tend' AS e

-- case: numbers
SELECT round(rate, 1), floor(rate), ceil(rate), abs(-rate), sqrt(rate), ln(rate), log10(rate), exp(1), power(2, 3), mod(7, 3), sign(-1), greatest(1, 2), least(1, 2), trunc(1.5), pi() FROM rooms

-- case: numbers
SELECT random() < 2, gcd(4, 6), factorial(5), even(3.2), isnan('nan'::DOUBLE), degrees(1), radians(180), sin(1), atan2(1, 2), width_bucket FROM (SELECT 1 AS width_bucket)

-- case: numbers
SELECT rate::INT, CAST(rate AS DOUBLE), TRY_CAST('x' AS INTEGER), rate::VARCHAR, '5'::INT, typeof(rate), 5::TINYINT, 1::UBIGINT, 2::HUGEINT FROM rooms

-- case: numbers
SELECT equi_width_bins(0, 10, 2, true), TRY(1), uuid() IS NOT NULL

-- case: lists, structs, maps, JSON
SELECT features[1], features[-1], len(features), list_contains(features, 'bath'), list_sort(features), list_distinct(features), array_to_string(features, ',') FROM rooms

-- case: lists, structs, maps, JSON
SELECT list_transform(features, lambda x: upper(x)), list_filter([1, 2, 3], x -> x > 1), list_reduce([1, 2, 3], lambda a, b: a + b), list_aggregate([1, 2], 'sum') FROM rooms

-- case: lists, structs, maps, JSON
SELECT [x * 2 FOR x IN [1, 2, 3] IF x > 1], [upper(f) FOR f IN features] FROM rooms

-- case: lists, structs, maps, JSON
SELECT features.list_transform(lambda f: f || '!') FROM rooms

-- case: lists, structs, maps, JSON
SELECT list_transform([1, 2], lambda x, i: x + i), list_zip([1], ['a']), flatten([[1], [2]]), list_concat([1], [2]), list_slice([1, 2, 3], 1, 2), list_sum([1, 2]), list_position(['a'], 'a'), range(5), generate_series(1, 3)

-- case: lists, structs, maps, JSON
SELECT size.width, size['depth'], struct_extract(size, 'width'), rooms.size.depth FROM rooms

-- case: lists, structs, maps, JSON
SELECT size.* FROM rooms LIMIT 2

-- case: lists, structs, maps, JSON
SELECT unnest(features) AS f, room_id FROM rooms

-- case: lists, structs, maps, JSON
SELECT unnest(size) FROM rooms LIMIT 2

-- case: lists, structs, maps, JSON
SELECT unnest([{'a': 1, 'b': 2}], recursive := true)

-- case: lists, structs, maps, JSON
SELECT {'a': 1, 'b': name} AS s, struct_pack(x := 1, y := name), row(1, name) FROM hotels

-- case: lists, structs, maps, JSON
SELECT MAP {'a': 1}['a'], map_keys(MAP {'k': 2}), map(['a'], [1]), map_entries(MAP {'a': 1}), map_from_entries([('a', 1)])

-- case: lists, structs, maps, JSON
SELECT json_extract('{"a": {"b": 5}}', '$.a.b'), '{"a": 5}'::JSON ->> 'a', '{"a": [1]}'::JSON -> '$.a[0]', json_object('k', name), to_json([1, 2]), json_array_length('[1]'), json_valid('{}'), json_keys('{"a":1}') FROM hotels

-- case: lists, structs, maps, JSON
SELECT key, value FROM json_each('{"a": 1, "b": 2}')

-- case: lists, structs, maps, JSON
SELECT * FROM unnest([1, 2, 3]) t(x)

-- case: lists, structs, maps, JSON
SELECT i FROM range(5) t(i) WHERE i % 2 = 0

-- case: lists, structs, maps, JSON
SELECT * FROM range(1, 10, 3)

-- case: lists, structs, maps, JSON
SELECT * FROM generate_series(1, 100000) s(n) LIMIT 5

-- case: lists, structs, maps, JSON
SELECT count(*) FROM range(1000000)

-- case: lists, structs, maps, JSON
SELECT a.i, b.j FROM range(3) a(i), range(4) b(j)

-- case: lists, structs, maps, JSON
SELECT array_agg(name)[1:2], (SELECT list(name) FROM hotels)[1] FROM hotels

-- case: lists, structs, maps, JSON
SELECT ARRAY[1, 2, 3], ARRAY(SELECT name FROM hotels), 2 IN [1, 2], [1, 2] @> [1], [1] && [1, 2]
