"""Names of tables and columns."""

from __future__ import annotations

import pytest

from data.ingest.names import LONGEST, kept, readable, unique


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Order Date (UTC)", "order_date_utc"),
        ("%", "percent"),
        ("orderID", "order_id"),
        ("HTTPStatus", "http_status"),
        ("Customer's name", "customers_name"),
        ("2020", "c_2020"),
        ("_x_", "x"),
        ("Größe", "größe"),
        ("имя", "имя"),
        ("\u200bsecret\u200b", "secret"),
        ('a"; DROP TABLE t; --', "a_drop_table_t"),
        ("../../etc/passwd", "etc_passwd"),
        ("", "column"),
        ("---", "column"),
        ("\ufb01sh", "fish"),
    ],
)
def test_what_people_would_type_is_made_of_a_heading(raw: str, name: str) -> None:
    assert readable(raw, "column") == name


def test_a_name_is_never_longer_than_the_limit() -> None:
    assert len(readable("word " * 100, "column")) <= LONGEST
    assert len(kept("w w" * 100, "column")) <= LONGEST


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("CustomerID", "CustomerID"),
        ("Order Lines", "Order_Lines"),
        ("group", "group"),
        ("1st", "t_1st"),
        ("()", "table"),
    ],
)
def test_a_name_of_a_database_that_can_be_typed_stays(raw: str, name: str) -> None:
    assert kept(raw, "table") == name


def test_a_second_name_in_any_letter_case_gets_a_number() -> None:
    assert unique(["total", "Total", "total_2", "x"]) == ["total", "Total_2", "total_2_2", "x"]
    assert unique(["t"], taken=["T"]) == ["t_2"]
