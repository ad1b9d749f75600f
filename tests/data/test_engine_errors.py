"""What a failing statement says: what to mend, and nothing that was read."""

from __future__ import annotations

import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import SqlFailed
from tests.data.warehouses import safe


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT emai FROM customers", "no column emai in customers"),
        ("SELECT name AS total FROM customers ORDER BY totl", "Did you mean total"),
        ("SELECT c.nam FROM customers AS c", "no column nam"),
        ("SELECT * FROM payrol", "no table payrol"),
        ("SELECT foo(1)", "no function foo"),
        ("SELECT sum(email) FROM customers", "TRY_CAST"),
        ("SELECT name, sum(customer_id) FROM customers", "name is neither grouped"),
        (
            "SELECT customer_id FROM customers AS c JOIN orders AS o ON c.customer_id = o.customer_id",
            "more than one table",
        ),
        ("SELECT * FROM orders WHERE count(*) > 1", "HAVING"),
        ("SELECT (SELECT email FROM customers)", "more than one row"),
        ("SELECT 127::TINYINT + 127::TINYINT", "range of its type"),
        ("SELEC 1", "syntax error"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT 1 WHERE " + "(" * 800 + "true" + ")" * 800, "nested too deeply"),
    ],
)
def test_a_failure_says_what_to_mend(shop: DuckDBWarehouse, sql: str, says: str) -> None:
    with pytest.raises(SqlFailed, match=says) as caught:
        shop.run(safe(sql))
    assert caught.value.hint


LEAKY = """
SELECT CAST(email AS INTEGER) FROM customers
SELECT email::DATE FROM customers
SELECT email::BOOLEAN FROM customers
SELECT email::UUID FROM customers
SELECT email::ENUM('a') FROM customers
SELECT email::INTEGER[] FROM customers
SELECT email::STRUCT(a INTEGER) FROM customers
SELECT CASE WHEN email THEN 1 END FROM customers
SELECT error(email) FROM customers
SELECT date_trunc(email, DATE '2020-01-01') FROM customers
SELECT date_part(email, DATE '2020-01-01') FROM customers
SELECT strptime(email, '%Y') FROM customers
SELECT strptime('x', email) FROM customers
SELECT regexp_matches('a', email || '(') FROM customers
SELECT json_extract(email, '$.a') FROM customers
SELECT json_extract('{}', '$' || email) FROM customers
SELECT format(email || '{', 1) FROM customers
SELECT printf(email || '%d', 'x') FROM customers
SELECT from_hex(email) FROM customers
SELECT from_base64(email || '*') FROM customers
SELECT unhex(email) FROM customers
SELECT (127::TINYINT + gross::TINYINT) FROM hr.payroll
SELECT gross::TINYINT FROM hr.payroll
SELECT current_setting(email) FROM customers
SELECT make_date(gross, gross, gross) FROM hr.payroll
SELECT DATE '2020-01-01' + to_years(gross * gross) FROM hr.payroll
SELECT chr(gross * 1000) FROM hr.payroll
SELECT iban::INTERVAL FROM hr.payroll
SELECT nextval(email) FROM customers
SELECT pay FROM customers
SELECT * FROM hr.payrol
SELECT * FROM order
""".strip().splitlines()


@pytest.mark.parametrize("sql", LEAKY)
def test_no_error_holds_a_cell_or_the_name_of_another_table(shop: DuckDBWarehouse, sql: str) -> None:
    try:
        shop.run(safe(sql))
    except SqlFailed as error:
        chain = repr(error) + str(error) + error.hint + repr(error.__cause__) + repr(error.__context__)
        assert "canary" not in chain.casefold()
        assert "91337" not in chain
        assert "payroll" not in chain or "payroll" in sql
