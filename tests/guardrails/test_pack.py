"""The red-team pack on the real engine: no attack passes, nothing leaks, no honest statement is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlglot.errors import SqlglotError

from data.binder import Binder
from data.types import Policy, SafeQuery, Schema, User
from evals.redteam import pack
from evals.redteam.pack import Case
from guardrails.access import access_of
from guardrails.draft import Draft
from guardrails.predicates import MissingAttributeError
from guardrails.rules import sent as sent_again
from guardrails.sql import RULES, Rejected, check
from tests.guardrails.databases import output


def _check(case: Case, schema: Schema, policy: Policy, **more: object) -> SafeQuery | Rejected:
    user = User(roles=(case.role,), attributes=pack.ATTRIBUTES)
    return check(case.sql, schema, policy, user, **more)  # type: ignore[arg-type]  # rules or second


def test_the_pack_is_large_enough() -> None:
    assert len(pack.hostile()) >= 400
    assert len(pack.honest()) >= 300
    assert len(pack.questions()) >= 150
    assert len({case.id for case in pack.hostile() + pack.honest()}) == len(pack.hostile() + pack.honest())


def test_no_hostile_statement_passes_and_nothing_leaks(
    hotels: duckdb.DuckDBPyConnection, binder_file: Path, schema: Schema, policy: Policy
) -> None:
    second = Binder(binder_file).tables
    passed, leaked = [], []
    for case in pack.hostile():
        checked = _check(case, schema, policy, second=second)
        if isinstance(checked, Rejected) or case.expect == "limit":
            continue
        if case.expect == "block":
            passed.append(case)
        if found := pack.leaks(case, output(hotels, checked.sql)):
            leaked.append((case, found))
    assert not passed
    assert not leaked


def test_every_honest_statement_is_allowed_and_runs(
    hotels: duckdb.DuckDBPyConnection, binder_file: Path, schema: Schema, policy: Policy
) -> None:
    second = Binder(binder_file).tables
    refused, broken = [], []
    for case in pack.honest():
        checked = _check(case, schema, policy, second=second)
        if isinstance(checked, Rejected):
            refused.append((case.id, checked))
            continue
        rows = output(hotels, checked.sql)
        if rows.startswith("error"):
            broken.append((case.id, checked.sql, rows))
        assert not pack.leaks(case, rows), case
    assert not refused
    assert not broken


ALONE = {
    "size": "SELECT 1" + "::INT" * 250,
    "characters": "SELECT name AS \u200bx FROM hotels",
    "one_statement": "SELECT 1; SELECT 2",
    "query_only": "42",
    "nodes": "SELECT * FROM hotels FOR UPDATE",
    "functions": "SELECT bank_of(1)",
    "bounds": "SELECT repeat('x', 1000000000)",
    "unknown_name": "SELECT email FROM guests",
    "implicit": "SELECT g FROM guests g",
    "shape": "SELECT 1, 2 UNION SELECT 1",
}
"""A statement for each rule that no other rule stops."""


@pytest.mark.parametrize("rule", ALONE)
def test_each_rule_has_a_statement_that_only_it_stops(rule: str, schema: Schema, policy: Policy) -> None:
    user = User(roles=("clerk",), attributes=pack.ATTRIBUTES)
    checked = check(ALONE[rule], schema, policy, user)
    assert isinstance(checked, Rejected)
    assert checked.rule == rule
    others = tuple((name, one) for name, one in RULES if name != rule)
    try:
        without = check(ALONE[rule], schema, policy, user, rules=others)
    except AssertionError:
        return  # what comes after the rule relies on it: the statement went through all the others
    assert not isinstance(without, Rejected), without


@pytest.mark.parametrize(
    "sql", ["->", "SELECT ->", "SELECT 1 ->> FROM hotels", "::", "SELECT a ? b", "SELECT CASE", "[", "=>", ""]
)
def test_half_a_statement_is_refused_with_a_reason(sql: str, schema: Schema, policy: Policy) -> None:
    checked = check(sql, schema, policy, User(roles=("clerk",)))
    assert isinstance(checked, Rejected)
    assert checked.reason


def test_without_the_attribute_that_a_row_policy_needs_nothing_is_sent(schema: Schema, policy: Policy) -> None:
    checked = check("SELECT * FROM guests", schema, policy, User(roles=("north",)))
    assert isinstance(checked, Rejected)
    assert checked.rule == "rows"


def test_the_engines_second_opinion_is_heard(schema: Schema, policy: Policy) -> None:
    checked = check("SELECT 1", schema, policy, User(roles=("clerk",)), second=lambda _: frozenset({"staff"}))
    assert isinstance(checked, Rejected)
    assert checked.rule == "second_opinion"


@pytest.fixture(scope="module")
def stopped(schema: Schema, policy: Policy, binder_file: Path) -> list[tuple[Case, str]]:
    """Each hostile case with the rule that stops it; an empty name where it is let through, filtered."""
    second = Binder(binder_file).tables
    checked = [(case, _check(case, schema, policy, second=second)) for case in pack.hostile()]
    return [(case, verdict.rule if isinstance(verdict, Rejected) else "") for case, verdict in checked]


BEHIND = {"sent": "unknown_name", "second_opinion": "functions"}
"""Rules that read what is sent once more, and the rule before them that must fail for them to have work."""


@pytest.mark.parametrize("rule", [name for name, _ in RULES])
def test_the_pack_goes_red_when_a_rule_is_removed(
    rule: str, schema: Schema, policy: Policy, binder_file: Path, stopped: list[tuple[Case, str]]
) -> None:
    second = Binder(binder_file).tables
    broken = BEHIND.get(rule)
    cases = pack.hostile() if broken else [case for case, by in stopped if by == rule]
    standing = tuple((name, one) for name, one in RULES if name != broken)
    without = tuple((name, one) for name, one in standing if name != rule)
    through = 0
    for case in cases:
        checked = _check(case, schema, policy, second=second, rules=standing)
        if isinstance(checked, Rejected) and checked.rule == rule:
            try:
                through += isinstance(_check(case, schema, policy, second=second, rules=without), SafeQuery)
            except (AssertionError, MissingAttributeError, SqlglotError):
                through += 1  # it went through all other rules and broke what comes after
    assert through >= (1 if broken else 3)


@pytest.mark.parametrize(
    "sent",
    [
        'SELECT "name" FROM "main"."staff"',
        'SELECT "name" FROM "staff"',
        'SELECT "name" FROM "main"."hotels"; SELECT 1',
        'SELECT "name" FROM "main"."hotels", "main"."hotels" AS "h"',
        "DROP TABLE hotels",
        "SELECT * FROM read_csv('x')",
        "SELECT getenv('HOME') FROM main.hotels",
        "SELECT (",
    ],
)
def test_a_text_to_send_that_is_another_than_the_checked_tree_is_stopped(
    sent: str, schema: Schema, policy: Policy
) -> None:
    draft = Draft("SELECT name FROM hotels", access_of(schema, policy.roles["clerk"]), {})
    assert sent_again.check(draft) is None
    draft = Draft("SELECT name FROM hotels", access_of(schema, policy.roles["clerk"]), {})
    draft.sent = sent  # as if the generator had a fault
    assert sent_again.check(draft) is not None


def test_totals_of_a_role_with_a_row_policy_are_those_of_the_filtered_data(
    hotels: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy
) -> None:
    user = User(roles=("north",), attributes=pack.ATTRIBUTES)
    pairs = {
        "SELECT sum(paid), count(*) FROM bookings": "SELECT sum(paid), count(*) FROM bookings WHERE country = 'north'",
        "SELECT count(*) FROM v_stays": "SELECT count(*) FROM bookings WHERE country = 'north'",
        "SELECT g.tier, sum(b.paid) FROM guests g LEFT JOIN bookings b USING (guest_id) GROUP BY ALL ORDER BY ALL": """
            WITH g AS (SELECT * FROM guests WHERE country = 'north'), b AS (SELECT * FROM bookings WHERE country = 'north')
            SELECT g.tier, sum(b.paid) FROM g LEFT JOIN b USING (guest_id) GROUP BY ALL ORDER BY ALL""",
        "SELECT count(*) FROM guests a, guests b": "SELECT count(*) * count(*) FROM guests WHERE country = 'north'",
    }
    for asked, plain in pairs.items():
        checked = check(asked, schema, policy, user)
        assert isinstance(checked, SafeQuery)
        assert hotels.execute(checked.sql).fetchall() == hotels.execute(plain).fetchall()


def test_what_is_hidden_is_answered_as_what_does_not_exist(schema: Schema, policy: Policy) -> None:
    user = User(roles=("clerk",))
    for hidden, absent in (
        ("SELECT * FROM staff", "SELECT * FROM stuff"),
        ("SELECT email FROM guests", "SELECT fmail FROM guests"),
        ("SELECT * FROM vault.codes", "SELECT * FROM vault.codez"),
    ):
        one, other = check(hidden, schema, policy, user), check(absent, schema, policy, user)
        assert isinstance(one, Rejected)
        assert isinstance(other, Rejected)
        assert one.rule == other.rule
        assert one.reason.split()[:4] == other.reason.split()[:4]
        assert "staff" not in one.hint
        assert "email" not in one.hint


def test_the_receipt_tells_tables_joins_filters_and_groups(schema: Schema, policy: Policy) -> None:
    sql = """WITH stays AS (SELECT b.room_id, b.paid FROM bookings b WHERE b.state = 'kept')
        SELECT h.country, sum(s.paid) FROM stays s JOIN rooms r ON r.room_id = s.room_id
        LEFT JOIN hotels h USING (hotel_id) WHERE h.stars > 3 GROUP BY 1"""
    checked = check(sql, schema, policy, User(roles=("clerk",)))
    assert isinstance(checked, SafeQuery)
    assert set(checked.reads.tables) == {"bookings", "rooms", "hotels"}
    assert ("bookings", "paid") in checked.reads.columns
    assert [(j.left, j.right, j.kind, j.on) for j in checked.reads.joins] == [
        ("bookings", "rooms", "inner", (("bookings.room_id", "rooms.room_id"),)),
        ("rooms", "hotels", "left", (("rooms.hotel_id", "hotels.hotel_id"),)),
    ]
    assert len(checked.reads.filters) == 2
    assert checked.reads.group_by == ("country",)
    assert checked.reads.aggregates == ("SUM(s.paid)",)


def test_a_star_leaves_masked_columns_out_and_says_so(schema: Schema, policy: Policy) -> None:
    user = User(roles=("north",), attributes=pack.ATTRIBUTES)
    checked = check("SELECT * FROM guests", schema, policy, user)
    assert isinstance(checked, SafeQuery)
    assert "2 columns of guests left out of *" in checked.policy_notes
    assert any(note.startswith("rows of guests limited by") for note in checked.policy_notes)


def test_the_binder_names_tables_without_their_aliases(binder_file: Path) -> None:
    binder = Binder(binder_file)
    assert binder.tables('SELECT r.room_id, c.code FROM "main"."rooms" AS "r" CROSS JOIN vault.codes c') == {
        "rooms",
        "vault.codes",
    }
    assert binder.tables("SELECT bank_of(1)") == {"staff"}
    assert binder.tables("no statement") == frozenset()
    binder.close()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT {db}.main.hotels.name, main.hotels.stars, hotels.name FROM {db}.main.hotels ORDER BY {db}.hotels.name",
        "SELECT main.guests.* FROM {db}.guests",
        "SELECT main.rooms.size.width, {db}.main.rooms.size FROM rooms",
        "WITH p AS (PIVOT bookings ON state USING sum(paid) GROUP BY country ORDER BY country LIMIT 2) SELECT * FROM p",
        "WITH b AS (SELECT * FROM bookings) PIVOT b ON state USING count(*) GROUP BY country ORDER BY country",
        "SELECT * FROM (UNPIVOT rooms ON beds, hotel_id INTO NAME n VALUE v ORDER BY n LIMIT 3) AS u",
    ],
)
def test_names_with_the_database_before_them_and_ordered_pivots_are_read(
    hotels: duckdb.DuckDBPyConnection, schema: Schema, policy: Policy, sql: str
) -> None:
    checked = check(sql.format(db=schema.catalog), schema, policy, User(roles=("clerk",)))
    assert isinstance(checked, SafeQuery), checked
    assert hotels.execute(checked.sql).fetchall()
    for other in ("elsewhere", "system", "temp", "memory"):
        assert isinstance(check(f"SELECT * FROM {other}.main.hotels", schema, policy, User(roles=("clerk",))), Rejected)
