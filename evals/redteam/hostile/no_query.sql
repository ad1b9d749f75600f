-- role: clerk
-- case: a value alone
42

-- case: a condition alone
1 = 1

-- case: a text alone
'a' || 'b'

-- case: a list alone
[1, 2, 3]

-- case: a call alone
upper('a')

-- case: a condition with a query in it
EXISTS (SELECT 1 FROM hotels)
