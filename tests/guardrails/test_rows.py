"""A role with row policies: every honest statement gives what it gives on a database that holds only the role's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest

from data.types import Policy, SafeQuery, Schema, User
from evals.redteam import pack
from guardrails.sql import check
from tests.guardrails.databases import made

NORTH = User(roles=("north",), attributes=pack.ATTRIBUTES)
BY_CHANCE = ("sample", "random(", "now(", "current_", "today(", "uuid")


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The pack's warehouse with the other countries' rows and the masked columns deleted by hand."""
    path = made(tmp_path_factory.mktemp("filtered") / "hotels.duckdb", pack.SCHEMA)
    with duckdb.connect(path) as connection:
        for table in ("hotels", "guests", "bookings"):
            connection.execute(f"DELETE FROM {table} WHERE country <> 'north'")
        connection.execute("ALTER TABLE guests DROP COLUMN email; ALTER TABLE guests DROP COLUMN passport")
        yield connection


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Counter[str]:
    """The rows as a multiset; floats to ten digits, since sums in another order end otherwise."""
    table = connection.cursor().sql(sql).to_arrow_table()
    columns = [column.to_pylist() for column in table.columns]
    return Counter(
        repr([f"{v:.10g}" if isinstance(v, float) else v for v in row]) for row in zip(*columns, strict=True)
    )


def test_honest_statements_give_what_they_give_on_the_filtered_data(
    hotels: duckdb.DuckDBPyConnection, filtered: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy
) -> None:
    same, other = 0, []
    for case in pack.honest():
        if case.role == "owner" or any(word in case.sql.casefold() for word in BY_CHANCE):
            continue
        checked = check(case.sql, schema, policy, NORTH)
        try:
            plain = _rows(filtered, case.sql)
        except duckdb.Error:
            continue  # it names a masked column in EXCLUDE, or is written in a way that only the guard's rewriting runs
        if isinstance(checked, SafeQuery) and _rows(hotels, checked.sql) != plain:
            other.append((case.id, case.sql))
        same += isinstance(checked, SafeQuery)
    assert not other
    assert same > 300


def test_no_header_tells_the_row_policy(hotels: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy) -> None:
    for sql in (
        "SELECT (SELECT max(name) FROM guests), (SELECT list(name) FROM hotels)[1]",
        "SELECT * FROM (SELECT (SELECT min(paid) FROM bookings) + 1)",
        "SELECT EXISTS (SELECT 1 FROM guests), 3 IN (SELECT guest_id FROM guests) UNION ALL SELECT true, false",
    ):
        checked = check(sql, schema, policy, NORTH)
        assert isinstance(checked, SafeQuery)
        names = hotels.sql(checked.sql).to_arrow_table().column_names
        assert not [name for name in names if "country" in name or "north" in name], names


@pytest.mark.parametrize("case", [c for c in pack.hostile() if c.group == "round_rows"], ids=lambda c: c.id)
def test_no_way_shows_a_row_of_another_country(
    case: pack.Case, hotels: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy
) -> None:
    checked = check(case.sql, schema, policy, NORTH)
    if isinstance(checked, SafeQuery):
        table = hotels.cursor().sql(checked.sql).to_arrow_table()
        came = str(table.to_pylist())
        assert not pack.leaks(case, came)
        assert "5000" not in came  # the ids of other countries begin with it
        assert not any(f"'{country}'" in came for country in ("east",))
