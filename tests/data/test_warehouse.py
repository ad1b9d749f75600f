"""The Warehouse door on DuckDB: what it takes, what it gives, many at once, new generations, clean ends."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from sqlglot import exp

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadSettings, SqlFailed, TimedOut
from data.types import Limits, Warehouse
from tests.data.warehouses import make, safe

ROOT = Path(__file__).resolve().parents[2]


def test_a_statement_comes_back_as_an_arrow_table(shop: DuckDBWarehouse) -> None:
    door: Warehouse = shop
    result = door.run(safe("SELECT status, count(*) AS n, sum(amount) AS total FROM orders GROUP BY 1 ORDER BY 1"))
    assert result.columns == ("status", "n", "total")
    assert result.records() == [("open", 500, Decimal("12500.00")), ("paid", 500, Decimal("12000.00"))]
    assert not result.truncated
    assert result.elapsed_ms > 0


def test_sums_are_whole_numbers_and_enums_are_text(shop: DuckDBWarehouse) -> None:
    result = shop.run(safe("SELECT sum(order_id) AS s, 'a'::ENUM('a', 'b') AS e, 10::HUGEINT ** 30 AS h FROM orders"))
    total, member, _ = result.records()[0]
    assert (total, member) == (500500, "a")
    assert isinstance(total, int)


def test_only_a_safe_query_is_run(shop: DuckDBWarehouse) -> None:
    for wrong in ("SELECT 1", exp.select("1"), None, b"SELECT 1"):
        with pytest.raises(TypeError, match="SafeQuery"):
            shop.run(cast(Any, wrong))
        with pytest.raises(TypeError, match="SafeQuery"):
            shop.explain(cast(Any, wrong))
    with pytest.raises(TypeError, match="tree"):
        shop.inspect(cast(Any, "SELECT 1"))


def test_what_candor_looked_at_itself_is_kept_until_the_file_changes(tmp_path: Path) -> None:
    path = make(tmp_path / "shop.duckdb", "CREATE TABLE t AS SELECT 1 AS a")
    counted = exp.select(exp.func("COUNT", exp.Star()).as_("n")).from_("t")
    with DuckDBWarehouse(path) as warehouse:
        first = warehouse.inspect(counted)
        assert warehouse.inspect(counted.copy()) is first
        assert warehouse.inspect(counted, Limits(rows=5)) is not first
        make(tmp_path / "new.duckdb", "CREATE TABLE t AS SELECT * FROM range(3) r(a)").replace(path)
        assert warehouse.inspect(counted).records() == [(3,)]


@pytest.mark.parametrize("call", [exp.Rand(), exp.Uuid(), exp.CurrentTimestamp(), exp.Anonymous(this="now")])
def test_what_changes_by_itself_is_looked_at_each_time(shop: DuckDBWarehouse, call: exp.Expression) -> None:
    chance = exp.select(exp.alias_(call, "x"))
    assert shop.inspect(chance) is not shop.inspect(chance)


@pytest.mark.parametrize(
    ("rows", "limit", "truncated"), [(10, 10, False), (11, 10, True), (5000, 4999, True), (0, 1, False)]
)
def test_one_row_over_the_limit_is_said_and_left_out(
    shop: DuckDBWarehouse, rows: int, limit: int, truncated: bool
) -> None:
    result = shop.run(safe(f"SELECT i FROM range({rows}) t(i)", rows=limit))
    assert (result.rows, result.truncated) == (min(rows, limit), truncated)


def test_an_endless_result_costs_no_more_than_its_first_rows(shop: DuckDBWarehouse) -> None:
    started = time.monotonic()
    result = shop.run(safe("SELECT i FROM range(1000000000000) t(i)", rows=100))
    assert (result.rows, result.truncated) == (100, True)
    assert time.monotonic() - started < 2


def test_an_empty_result_keeps_its_columns(shop: DuckDBWarehouse) -> None:
    result = shop.run(safe("SELECT order_id, day FROM orders WHERE false"))
    assert (result.rows, result.columns) == (0, ("order_id", "day"))


def test_a_tree_of_our_own_is_run_with_every_name_quoted(shop: DuckDBWarehouse) -> None:
    tree = exp.select(exp.func("max", exp.column("day"))).from_(exp.to_table("orders"))
    assert shop.inspect(tree, Limits(rows=1)).records() == [(dt.date(2023, 12, 31),)]


def test_the_plan_is_told(shop: DuckDBWarehouse) -> None:
    assert "orders" in shop.explain(safe("SELECT * FROM orders WHERE status = 'paid'"))


def test_a_pivot_over_found_values_runs(shop: DuckDBWarehouse) -> None:
    result = shop.run(safe("PIVOT orders ON status USING sum(amount) GROUP BY customer_id"))
    assert set(result.columns) == {"customer_id", "open", "paid"}


def test_statements_share_nothing_with_each_other(tmp_path: Path) -> None:
    with DuckDBWarehouse(make(tmp_path / "a.duckdb"), workers=1) as warehouse:
        for leftover in (
            "SET VARIABLE x = 1",
            "CREATE TEMP VIEW orders AS SELECT 1",
            "USE hr",
            "PREPARE p AS SELECT 1",
        ):
            with pytest.raises(SqlFailed):
                warehouse.run(safe(leftover))
        assert warehouse.run(safe("SELECT count(*) FROM orders")).records() == [(1000,)]


def test_eight_threads_over_two_workers_each_get_their_own_answer(shop: DuckDBWarehouse) -> None:
    def ask(number: int) -> bool:
        rows = shop.run(safe(f"SELECT {number} AS x, count(*) FROM orders WHERE order_id > {number}")).records()
        return rows == [(number, 1000 - number)]

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(200)))


def test_a_caller_waits_in_line_no_longer_than_its_own_limit(tmp_path: Path) -> None:
    with DuckDBWarehouse(make(tmp_path / "a.duckdb"), workers=1) as warehouse, ThreadPoolExecutor(1) as threads:
        long = threads.submit(warehouse.run, safe("SELECT count(*) FROM range(1000000000000)", seconds=1.5))
        time.sleep(0.4)
        started = time.monotonic()
        with pytest.raises(TimedOut, match="busy"):
            warehouse.run(safe("SELECT 1", seconds=0.3))
        assert time.monotonic() - started < 0.6
        with pytest.raises(TimedOut):
            long.result()
        assert warehouse.run(safe("SELECT 1 AS x")).records() == [(1,)]


def test_a_new_generation_is_seen_by_the_next_statement_and_not_by_the_running_one(tmp_path: Path) -> None:
    def generation(number: int) -> Path:
        return make(
            tmp_path / f"{number}.new",
            f"CREATE TABLE t AS SELECT {number} AS g, i FROM range(20000) r(i); CREATE TABLE t{number}(a INT)",
        )

    path = tmp_path / "live.duckdb"
    generation(0).replace(path)
    with DuckDBWarehouse(path) as warehouse:
        stop, seen, errors = threading.Event(), set[tuple[Any, ...]](), list[Exception]()

        def read() -> None:
            while not stop.is_set():
                try:
                    seen.add(warehouse.run(safe("SELECT min(g) = max(g), count(*) FROM t")).records()[0])
                except SqlFailed as error:
                    errors.append(error)

        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        versions = []
        for number in range(1, 6):
            generation(number).replace(path)
            assert warehouse.run(safe("SELECT max(g) FROM t")).records() == [(number,)]
            schema = warehouse.schema()
            assert schema.table(f"t{number}") is not None
            versions.append((schema.data_version, schema.fingerprint))
        stop.set()
        for reader in readers:
            reader.join()
        assert errors == []
        assert seen == {(True, 20000)}
        assert len(set(versions)) == 5
        assert warehouse.schema() is warehouse.schema()


def kill_all(warehouse: DuckDBWarehouse) -> None:
    for pid in warehouse.pids():
        os.kill(pid, signal.SIGKILL)


def test_a_worker_killed_from_outside_is_replaced_and_its_statement_run_once_more(tmp_path: Path) -> None:
    with DuckDBWarehouse(make(tmp_path / "a.duckdb")) as warehouse, ThreadPoolExecutor(1) as threads:
        assert warehouse.run(safe("SELECT 1 AS x")).records() == [(1,)]
        kill_all(warehouse)
        assert warehouse.run(safe("SELECT 2 AS x")).records() == [(2,)]
        running = threads.submit(warehouse.run, safe("SELECT count(*) FROM range(1000000000000)"))
        for _ in range(2):
            time.sleep(0.6)
            kill_all(warehouse)
        with pytest.raises(SqlFailed, match="process ended"):
            running.result()
        for number in range(4):
            assert warehouse.run(safe(f"SELECT {number} AS x")).records() == [(number,)]


def test_nothing_is_left_after_close(tmp_path: Path) -> None:
    path = make(tmp_path / "a.duckdb")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - iterdir holds a descriptor of its own while it counts
    for _ in range(2):
        warehouse = DuckDBWarehouse(path, temp_directory=tmp_path / "spill")
        warehouse.run(safe("SELECT 1"))
        with pytest.raises(TimedOut):
            warehouse.run(safe("SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", seconds=0.2))
        pids = warehouse.pids()
        warehouse.close()
        for pid in pids:
            assert not Path(f"/proc/{pid}").exists()
        with pytest.raises(SqlFailed):
            warehouse.run(safe("SELECT 1"))
    assert list((tmp_path / "spill").iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - as above


def test_close_ends_what_is_running(tmp_path: Path) -> None:
    warehouse = DuckDBWarehouse(make(tmp_path / "a.duckdb"))
    with ThreadPoolExecutor(3) as threads:
        running = [threads.submit(warehouse.run, safe("SELECT count(*) FROM range(1000000000000)")) for _ in range(3)]
        time.sleep(0.5)
        started = time.monotonic()
        warehouse.close()
        for one in running:
            with pytest.raises(SqlFailed):
                one.result()
        assert time.monotonic() - started < 1


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_owner_even_in_the_middle_of_a_statement(tmp_path: Path, end: signal.Signals) -> None:
    path = make(tmp_path / "a.duckdb")
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True
    )
    with owner:
        assert owner.stdout is not None
        pids = [int(word) for word in owner.stdout.readline().split()]
        time.sleep(0.3)
        owner.send_signal(end)
        owner.wait(10)
    deadline = time.monotonic() + 3
    while any(Path(f"/proc/{pid}/exe").exists() for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


OWNER = """
import signal, sys, threading
from pathlib import Path
from data.duckdb_warehouse import DuckDBWarehouse
from tests.data.warehouses import safe
# A shell that runs us in the background has switched Ctrl-C off for all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
warehouse = DuckDBWarehouse(Path(sys.argv[1]))
warehouse.run(safe("SELECT 1"))
bomb = safe("SELECT levenshtein(repeat('a', 900000), repeat('b', 900000))", seconds=60)
threading.Thread(target=warehouse.run, args=(bomb,), daemon=True).start()
print(*warehouse.pids(), flush=True)
threading.Event().wait()
"""


def test_a_missing_file_and_a_file_that_is_no_database_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"no\.duckdb"):
        DuckDBWarehouse(tmp_path / "no.duckdb")
    (tmp_path / "text.duckdb").write_text("not a database " * 1000)
    with (
        DuckDBWarehouse(tmp_path / "text.duckdb", workers=1) as warehouse,
        pytest.raises(BadSettings, match=r"text\.duckdb"),
    ):
        warehouse.schema()


def test_columns_of_the_same_name_are_told_apart() -> None:
    from data.duckdb_warehouse import unique

    assert unique(["n", "n", "m", "n_2", "n"]) == ["n", "n_2", "m", "n_2_2", "n_3"]


@pytest.mark.parametrize("sql", ["SELECT DATE 'infinity' AS d", "SELECT [TIMESTAMP '-2000-01-01'] AS d"])
def test_a_date_that_only_the_engine_knows_is_said_and_not_handed_over(shop: DuckDBWarehouse, sql: str) -> None:
    with pytest.raises(SqlFailed, match="column d has a date outside"):
        shop.run(safe(sql))
