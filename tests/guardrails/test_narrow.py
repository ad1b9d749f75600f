"""Strict mode: a role's own copy holds what it may see and nothing else, whoever asks it and however."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from data import narrow
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadSettings, CandorError, NotAllowed
from data.types import Policy, Role, SafeQuery, Schema, User
from evals.redteam import pack
from guardrails.narrow import Copies, Door, portions
from guardrails.policy import load
from guardrails.sql import Rejected, check
from tests.data.warehouses import safe

STRICT = """roles:
  clerk: {tables: [hotels, rooms, guests, bookings, v_stays], masked: [guests.email, guests.passport], narrow_copy: true}
  north:
    tables: "*"
    hidden: [staff, access_log, vault.*, v_wages]
    masked: [guests.email, guests.passport, rooms.rate, v_stays.state]
    rows:
      hotels: "country = {user.country}"
      guests: "country = {user.country} AND email IN (SELECT email FROM guests WHERE passport IS NOT NULL)"
      bookings: "country = {user.country} AND guest_id NOT IN (SELECT staff_id + 600000 FROM staff)"
    narrow_copy: true
default_role: clerk
"""


@pytest.fixture(scope="module")
def database(binder_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(binder_file, tmp_path_factory.mktemp("strict") / "hotels.duckdb"))


@pytest.fixture(scope="module")
def whole(database: Path) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(database, workers=1) as warehouse:
        yield warehouse


@pytest.fixture(scope="module")
def strict(whole: DuckDBWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Policy:
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(STRICT, encoding="utf-8")
    return load(path, whole.schema())


@pytest.fixture(scope="module")
def copies(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    made = Copies(database, tmp_path_factory.mktemp("home"), workers=1)
    yield made
    made.close()


def user_of(role: str) -> User:
    return User(roles=(role,), attributes=pack.ATTRIBUTES)


def door_of(copies: Copies, whole: DuckDBWarehouse, strict: Policy, role: str) -> Door:
    return copies.door(whole.schema(), strict, user_of(role), strict.roles[role])


def file_of(door: Door) -> Path:
    assert isinstance(door.warehouse, DuckDBWarehouse)
    return door.warehouse.path


@pytest.mark.parametrize("role", ["clerk", "north"])
def test_no_hostile_statement_gets_a_hidden_value_out_of_the_copy_with_no_check_before_it(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy, role: str
) -> None:
    warehouse = door_of(copies, whole, strict, role).warehouse
    leaked, ran = [], 0
    for case in pack.hostile():
        if case.expect == "limit" or case.role != role or case.group == "resource" or "sleep" in case.sql:
            continue
        with suppress(CandorError):
            came = str(warehouse.run(safe(case.sql, seconds=5, memory_mb=256)).records(2000))
            ran += 1
            leaked += [case.id] if pack.leaks(case, came) else []
    assert not leaked
    assert ran > 20  # statements that the check would have stopped do run here


@pytest.mark.parametrize("role", ["clerk", "north"])
def test_no_byte_of_a_hidden_value_is_in_the_file(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy, role: str
) -> None:
    held = file_of(door_of(copies, whole, strict, role)).read_bytes()
    forbidden = (*pack.CANARIES, pack.FAR) if role == "north" else pack.CANARIES
    assert b"Guest 3" in held
    assert not [canary for canary in forbidden if canary.encode() in held]


def test_the_copy_holds_the_tables_columns_rows_and_keys_of_the_role(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy
) -> None:
    door = door_of(copies, whole, strict, "north")
    assert isinstance(door.warehouse, DuckDBWarehouse)
    held = {table.name: [c.name for c in table.columns] for table in door.warehouse.schema().tables}
    assert sorted(held) == ["bookings", "guests", "hotels", "rooms", "v_stays"]
    assert held["guests"] == ["guest_id", "name", "country", "joined", "tier"]
    assert held["v_stays"] == ["booking_id", "room_id", "arrival", "nights"]
    assert "rate" not in held["rooms"]
    assert not any("main" in t.name or "_candor" in t.name for t in door.warehouse.schema().tables)


HONEST = {
    "clerk": [
        "SELECT * FROM guests ORDER BY guest_id",
        "SELECT state, sum(nights) FROM v_stays GROUP BY ALL ORDER BY ALL",
        "SELECT h.country, avg(b.paid) FROM hotels h JOIN rooms r USING (hotel_id) JOIN bookings b USING (room_id) GROUP BY 1 ORDER BY 1",
        "SELECT kind, unnest(features) f, size.width FROM rooms ORDER BY ALL LIMIT 9",
    ],
    "north": [
        "SELECT count(*), sum(paid) FROM bookings",
        "SELECT count(*) FROM v_stays",
        "SELECT g.tier, sum(b.paid) FROM guests g LEFT JOIN bookings b USING (guest_id) GROUP BY ALL ORDER BY ALL",
        "SELECT * FROM hotels ORDER BY hotel_id",
        "WITH guests AS (SELECT * FROM guests WHERE tier = 'gold') SELECT count(*) FROM guests, rooms",
    ],
}


@pytest.mark.parametrize(("role", "sql"), [(role, sql) for role, statements in HONEST.items() for sql in statements])
def test_the_copy_answers_as_the_whole_database_does(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy, role: str, sql: str
) -> None:
    door = door_of(copies, whole, strict, role)
    there = door.check(sql, whole.schema(), strict, user_of(role))
    here = check(sql, whole.schema(), strict, user_of(role))
    assert isinstance(there, SafeQuery)
    assert isinstance(here, SafeQuery)
    assert door.warehouse.run(there).records() == whole.run(here).records()
    assert set(there.policy_notes) == set(here.policy_notes)


def test_what_is_hidden_gets_the_same_answer_on_the_copy(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy
) -> None:
    door = door_of(copies, whole, strict, "clerk")
    for sql in ("SELECT * FROM staff", "SELECT email FROM guests", "SELECT * FROM nowhere"):
        there, here = (
            door.check(sql, whole.schema(), strict, user_of("clerk")),
            check(sql, whole.schema(), strict, user_of("clerk")),
        )
        assert isinstance(there, Rejected)
        assert there == here


def test_a_statement_proved_for_a_copy_does_not_run_on_the_whole_database(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy
) -> None:
    door = door_of(copies, whole, strict, "north")
    checked = door.check("SELECT count(*) FROM bookings", whole.schema(), strict, user_of("north"))
    assert isinstance(checked, SafeQuery)
    with pytest.raises(TypeError, match="narrow copy"):
        whole.run(checked)


def test_a_copy_is_kept_as_long_as_data_and_policy_stay_and_no_longer(
    database: Path, strict: Policy, tmp_path: Path
) -> None:
    source = Path(shutil.copy(database, tmp_path / "changing.duckdb"))
    copies = Copies(source, tmp_path / "home", workers=1)
    with DuckDBWarehouse(source, workers=1) as warehouse:
        first = file_of(door_of(copies, warehouse, strict, "clerk"))
        other = file_of(door_of(copies, warehouse, strict, "north"))
        assert file_of(door_of(copies, warehouse, strict, "clerk")) == first
        assert other.parent == first.parent
        assert first.parent.is_relative_to(tmp_path / "home")
        assert first.parent.stat().st_mode & 0o077 == 0

        smaller = replace(strict.roles["clerk"], masked=frozenset({("guests", "name")}))
        changed = Policy({**strict.roles, "clerk": smaller}, "clerk")
        second = file_of(door_of(copies, warehouse, changed, "clerk"))
        assert second != first
        assert not first.exists()
        assert other.exists()

        new = Path(shutil.copy(source, tmp_path / "new"))
        with duckdb.connect(new) as connection:
            connection.execute("INSERT INTO hotels VALUES (99, 'Lodge 99', 'north', 3, NULL)")
        os.replace(new, source)  # noqa: PTH105 - as an import does it
        door = door_of(copies, warehouse, changed, "clerk")
        assert door.warehouse.run(
            _checked(door, "SELECT name FROM hotels WHERE hotel_id = 99", warehouse, changed)
        ).records() == [("Lodge 99",)]
        assert not second.exists()
        assert not other.exists()
        assert [p.name for p in first.parent.iterdir()] == [file_of(door).name]
    copies.close()


def _checked(door: Door, sql: str, warehouse: DuckDBWarehouse, policy: Policy) -> SafeQuery:
    checked = door.check(sql, warehouse.schema(), policy, user_of("clerk"))
    assert isinstance(checked, SafeQuery)
    return checked


def test_a_copy_that_cannot_be_made_leaves_nothing_and_says_no_cell(
    whole: DuckDBWarehouse, database: Path, tmp_path: Path
) -> None:
    role = Role("broken", rows={"guests": "CAST(email AS INTEGER) = 1"}, narrow_copy=True)
    policy = Policy({"broken": role}, "broken")
    parts = portions(whole.schema(), policy, user_of("broken"), role)
    with pytest.raises(BadSettings, match="could not be made") as caught:
        narrow.ensure(database, "1", parts, tmp_path / "copies", "broken")
    assert "leak" not in str(caught.value).casefold()
    assert list((tmp_path / "copies").iterdir()) == []


def test_without_the_attribute_of_its_row_policy_a_user_gets_no_copy(
    copies: Copies, whole: DuckDBWarehouse, strict: Policy
) -> None:
    with pytest.raises(NotAllowed, match="country"):
        copies.door(whole.schema(), strict, User(roles=("north",)), strict.roles["north"])


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("roles:\n  a:\n    tables: '*'\n    narrow_copy: true\ndefault_role: a", 4, ("everything", "narrow_copy")),
        ("roles:\n  a:\n    tables: [hotels]\n    narrow_copy: perhaps\ndefault_role: a", 4, ("perhaps",)),
        ("roles:\n  a:\n    tables: [hotels]\n    narow_copy: true\ndefault_role: a", 4, ("narow_copy", "narrow_copy")),
    ],
)
def test_a_wrong_key_for_the_copy_is_refused_with_line_and_remedy(
    schema: Schema, tmp_path: Path, text: str, line: int, words: tuple[str, ...]
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        load(path, schema)
    assert f"line {line}" in str(caught.value)
    assert all(word in str(caught.value) for word in words)


def test_the_door_runs_a_strict_role_on_its_copy(database: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(STRICT, encoding="utf-8")
    asked = [
        {"id": "1", "sql": "SELECT count(*) AS n FROM bookings"},
        {"id": "2", "sql": "SELECT count(*) AS n FROM bookings", "role": "clerk"},
        {"id": "3", "sql": "SELECT email FROM guests"},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    door = ["check", "--run", "--role", "north", "--attribute", "country=north", "--database", str(database)]
    done = subprocess.run(
        [sys.executable, "-m", "guardrails", *door, "--policy", "policy.yaml", "--file", "in.jsonl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "CANDOR_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
    )
    north, clerk, hidden = map(json.loads, done.stdout.splitlines())
    assert 0 < north["rows"][0][0] < clerk["rows"][0][0] == 360
    assert "rows of bookings limited by" in north["reason"]
    assert "WHERE" not in north["sql"]
    assert hidden["verdict"] == "block"
    assert len(list((tmp_path / "home").rglob("*.duckdb"))) == 2
