"""The engine's own walls, one at a time, with no guard before them: each is up alone, then alone down."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import SqlFailed
from data.scans import ScanError, check, table_key
from data.types import SafeQuery
from data.worker import HARDENED, Engine, bound_heap, connect
from tests.data.warehouses import SHOP, make, safe

WALLS: dict[str, tuple[str, str, bool]] = {
    "autoload_known_extensions": ("SELECT stem('a', 'b')", "not in the catalog", False),
    "autoinstall_known_extensions": ("SELECT stem('a', 'b')", "fts.duckdb_extension", False),
    "allow_community_extensions": ("SELECT error('off') WHERE NOT current_setting('{wall}')", "off", True),
    "allow_persistent_secrets": (
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "secrets are disabled",
        True,
    ),
    "python_enable_replacements": ("SELECT * FROM local_frame", "local_frame does not exist", False),
    "max_expression_depth": ("SELECT " + "abs(" * 600 + "1" + ")" * 600, "expression depth", True),
    "enable_external_access": ("SELECT * FROM read_csv('{dir}/secret.csv')", "disabled by configuration", True),
    "lock_configuration": ("SET threads = 1", "has been locked", True),
}
"""For each setting a statement that it alone stops, the engine's words then, and whether the statement runs without it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))  # where the engine would keep secrets and extensions
    (tmp_path / "secret.csv").write_text("a,b\n1,CANARY\n")
    make(tmp_path / "shop.duckdb")
    return tmp_path


@contextlib.contextmanager
def opened(
    folder: Path, walls: tuple[tuple[str, str], ...], memory_mb: int = 256, temp_mb: int = 64
) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(
        str(folder / "shop.duckdb"),
        memory_mb=memory_mb,
        threads=1,
        temp_directory=str(folder / "spill"),
        temp_mb=temp_mb,
        walls=walls,
    )
    with contextlib.closing(connection):
        yield connection


def test_every_setting_of_the_hardening_is_tested_alone() -> None:
    assert set(WALLS) == {name for name, _ in HARDENED}


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_that_stands_alone_stops_its_statement(folder: Path, wall: str) -> None:
    statement, says, runs_without = WALLS[wall]
    statement = statement.format(dir=folder, wall=wall)
    local_frame = pa.table({"x": [1]})
    assert local_frame.num_rows
    up = tuple(pair for pair in HARDENED if pair[0] == wall)
    with opened(folder, up) as alone, pytest.raises(duckdb.Error, match=says):
        alone.execute(statement).fetchall()
    if runs_without:
        quiet = (("autoload_known_extensions", "false"),)
        with opened(folder, quiet) as bare:
            bare.execute(statement).fetchall()


def test_a_read_only_file_stays_as_it_is_with_no_other_wall(folder: Path) -> None:
    with opened(folder, ()) as bare, pytest.raises(duckdb.Error, match="read-only"):
        bare.execute("DELETE FROM orders")


def test_the_limit_of_memory_holds_alone(folder: Path) -> None:
    statement = "SELECT max(len(l)) FROM (SELECT list(i) AS l FROM range(4000000) t(i))"
    with opened(folder, (), memory_mb=32) as small, pytest.raises(duckdb.OutOfMemoryException):
        small.execute(statement)
    with opened(folder, (), memory_mb=512) as large:
        assert large.execute(statement).fetchone() == (4000000,)


def test_the_limit_of_what_is_spilled_to_disk_is_set_and_stays(folder: Path) -> None:
    with opened(folder, HARDENED, temp_mb=64) as small:
        limit = "SELECT current_setting('max_temp_directory_size'), current_setting('temp_directory')"
        assert small.execute(limit).fetchone() == ("64.0 MiB", str(folder / "spill"))
        with pytest.raises(duckdb.Error, match="locked"):
            small.execute("SET max_temp_directory_size = '1TB'")


def test_the_limit_of_the_heap_holds_where_the_engine_does_not_count() -> None:
    eats = "from data.worker import bound_heap; bound_heap(64); bytearray(300 * 2**20)"
    done = subprocess.run([sys.executable, "-c", eats], capture_output=True, text=True, check=False)
    assert bound_heap.__doc__
    assert "MemoryError" in done.stderr


CARRIED = [
    ("SET VARIABLE x = 42", "SELECT getvariable('x')"),
    ("PREPARE p AS SELECT 42", "EXECUTE p"),
    ("CREATE TEMP VIEW orders AS SELECT 42 AS x", "SELECT x FROM orders"),
    ("CREATE TEMP MACRO f() AS 42", "SELECT f()"),
    ("SET search_path = 'hr'", "SELECT count(*) FROM payroll"),
    ("USE hr", "SELECT count(*) FROM payroll"),
]


@pytest.mark.parametrize(("first", "second"), CARRIED)
def test_nothing_is_carried_from_one_statement_to_the_next(folder: Path, first: str, second: str) -> None:
    with opened(folder, HARDENED) as connection:
        same = connection.cursor()
        same.execute(first)
        kept = same.execute(second).fetchall()
        assert kept != [(None,)]  # on one connection it is carried
        with contextlib.suppress(duckdb.Error):
            assert connection.cursor().execute(second).fetchall() == [(None,)]


def test_the_worker_takes_statements_that_read_only(folder: Path) -> None:
    engine = Engine(str(folder / "shop.duckdb"), 1, str(folder / "spill"))
    for number, sql in enumerate([*(first for first, _ in CARRIED), "SELECT 1; SELECT 2", "DELETE FROM orders", ""]):
        request = {"id": number, "op": "run", "generation": "1", "memory_mb": 256, "rows": 9, "bytes": 1 << 20}
        header, rows = engine.answer({**request, "sql": sql})
        assert (header["error"], rows) == ("RefusedError", None), sql


BEYOND = """
SELECT * FROM hr.payroll
SELECT * FROM wages
SELECT iban FROM crew()
SELECT iban_of(3)
SELECT * FROM query('SELECT * FROM hr.payroll')
SELECT * FROM query_table('hr.payroll')
FROM histogram(hr.payroll, gross)
SELECT order_id FROM orders WHERE order_id < (SELECT max(gross) FROM hr.payroll)
SELECT * FROM orders FULL JOIN hr.payroll ON order_id = emp_id
SELECT o.*, p.iban FROM orders o POSITIONAL JOIN hr.payroll p
WITH orders AS (FROM hr.payroll) SELECT * FROM orders
PIVOT hr.payroll ON emp_id USING max(iban)
SELECT * FROM pragma_storage_info('hr.payroll')
SELECT * FROM pragma_table_info('hr.payroll')
""".strip().splitlines()
WITHIN = """
SELECT count(*) FROM orders
SELECT * FROM paid ORDER BY ALL LIMIT 3
SELECT * FROM orders o, LATERAL (SELECT o.amount * 2 AS twice) t, range(2) r(i), unnest([1, 2]) u(x)
PIVOT orders ON status USING sum(amount)
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 9) SELECT n FROM r JOIN orders ON order_id = n
SELECT key, value FROM json_each('{"a": 1}')
SELECT * FROM orders WHERE order_id = 7
""".strip().splitlines()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBWarehouse]:
    script = """; CREATE VIEW wages AS SELECT iban FROM hr.payroll; CREATE MACRO crew() AS TABLE SELECT iban FROM hr.payroll;
        CREATE MACRO iban_of(i) AS (SELECT iban FROM hr.payroll WHERE emp_id = i)"""
    with DuckDBWarehouse(
        make(tmp_path_factory.mktemp("plans") / "plans.duckdb", SHOP + script), workers=1
    ) as warehouse:
        yield warehouse


def cleared(sql: str) -> SafeQuery:
    return replace(safe(sql), may_scan=frozenset({"main.orders"}))


@pytest.mark.parametrize("sql", BEYOND)
def test_what_the_plan_reads_beyond_the_cleared_tables_is_not_run(planned: DuckDBWarehouse, sql: str) -> None:
    planned.run(safe(sql))  # with no list it runs: nothing else stops it here
    with pytest.raises(SqlFailed, match="would read more"):
        planned.run(cleared(sql))


@pytest.mark.parametrize("sql", WITHIN)
def test_what_the_plan_reads_of_cleared_tables_is_run(planned: DuckDBWarehouse, sql: str) -> None:
    assert planned.run(cleared(sql)).rows


def test_a_table_in_a_plan_is_known_whatever_its_name() -> None:
    assert table_key('a.main."Order Lines"') == "main.order lines"
    assert table_key('"my-db"."s.p"."x ""y"" z"') == 's.p.x "y" z'
    plan = '[{"name": "X", "children": [{"name": "SEQ_SCAN", "extra_info": {"Table": "a.main.t"}, "children": []}]}]'
    check(plan, frozenset({"main.t"}))
    with pytest.raises(ScanError):
        check(plan, frozenset({"main.u"}))
