"""Time, memory, size, cancelling, and the engine's own walls with no guard before it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import Cancelled, CandorError, SqlFailed, TimedOut, TooExpensive
from data.worker import connect
from tests.data.warehouses import make, safe, set_after

BIG_OR = " OR ".join(f"order_id % {n + 2} = {n}" for n in range(60_000))

UNHEARD = {
    "levenshtein": "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))",
    "damerau": "SELECT damerau_levenshtein(repeat('a', 9000), repeat('b', 9000)) + levenshtein(repeat('a', 300000), repeat('b', 300000))",
    "jaccard of ranges": "SELECT list_sum(list_transform(range(2000000), lambda x: levenshtein(x::VARCHAR, repeat('a', 90))))",
    "lpad": "SELECT sum(length(lpad('x', 3000000, 'ab'))) FROM range(1000000)",
    "repeat": "SELECT sum(length(repeat('x', (i % 2 + 3000000)::INTEGER))) FROM range(1000000) t(i)",
    "repeat folded": "SELECT length(repeat(repeat('x', 30000), 30000))",
    "huge repeat": "SELECT length(repeat('x', 4000000000))",
    "range list": "SELECT list_sum(range(3000000000))",
    "nested ranges": "SELECT sum(list_sum(range(i, i + 3000000))) FROM range(1000000) t(i)",
    "generate_series": "SELECT len(generate_series(1, 2000000000))",
    "format": "SELECT format('{:>2000000000}', 'x')",
    "printf": "SELECT length(printf('%2000000000d', 1))",
    "huge OR": f"SELECT count(*) FROM orders WHERE {BIG_OR}",
    "10,000 brackets deep": "SELECT " + "(" * 10_000 + "1" + ")" * 10_000,
    "10,000 subqueries deep": "SELECT * FROM " + "(SELECT * FROM " * 10_000 + "orders" + ")" * 10_000,
    "10,000 calls deep": "SELECT " + "abs(" * 10_000 + "1" + ")" * 10_000,
    "10,000 NOTs": "SELECT " + "NOT " * 10_000 + "TRUE",
    "10,000 CTEs": "WITH c0 AS (SELECT 1 AS x), "
    + ", ".join(f"c{n + 1} AS (SELECT * FROM c{n})" for n in range(10_000))
    + " SELECT * FROM c10000",
    "cross join": "SELECT count(*) FROM range(1000000) a(i), range(1000000) b(j) WHERE i * j % 7 = 3",
    "endless recursion": "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "recursion that doubles": "WITH RECURSIVE r AS (SELECT 'x' AS s UNION ALL SELECT s || s FROM r) SELECT max(length(s)) FROM r",
    "count": "SELECT count(*) FROM range(1000000000000)",
    "sort": "SELECT i FROM range(3000000000) t(i) ORDER BY hash(i)",
    "string_agg": "SELECT length(string_agg(i::VARCHAR || repeat('y', 500), ',')) FROM range(100000000) t(i)",
    "list": "SELECT len(list(i)) FROM range(3000000000) t(i)",
    "window": "SELECT max(s) FROM (SELECT sum(i) OVER (ORDER BY hash(i)) AS s FROM range(1000000000) t(i))",
    "regexp": "SELECT regexp_matches(repeat('a', 30000000), '(a|a|aa)*b') FROM range(1000) t(i)",
    "factorial power": "SELECT sum(i ** 0.5) FROM range(100000000000) t(i)",
    "wide pad in rows": "SELECT rpad('x', 20000000, 'y') FROM range(1000) t(i)",
    "array product": "SELECT list_distinct(flatten([range(30000000), range(30000000)]))",
    "fold of strings": "SELECT list_reduce(range(100000), lambda a, b: a + b), repeat('ab', 1500000000)",
    "translate": "SELECT length(replace(repeat('a', 40000000), 'a', repeat('b', 1000)))",
}


@pytest.fixture(scope="module")
def bombed(shop_file: Path) -> Iterator[DuckDBWarehouse]:
    with DuckDBWarehouse(shop_file, workers=1) as warehouse:
        yield warehouse


@pytest.mark.parametrize("name", UNHEARD)
def test_a_bomb_stops_inside_its_limits_and_the_next_question_is_answered(bombed: DuckDBWarehouse, name: str) -> None:
    started = time.monotonic()
    with contextlib.suppress(TimedOut, TooExpensive, SqlFailed):  # a few end by themselves on a fast machine
        bombed.run(safe(UNHEARD[name], seconds=0.4, memory_mb=256))
    assert time.monotonic() - started < 0.4 + 2.0  # 1 s by the contract, and what a busy machine adds
    assert bombed.run(safe("SELECT 1 AS x")).records() == [(1,)]


@pytest.mark.parametrize(
    "name", ["huge repeat", "repeat folded", "range list", "list", "string_agg", "translate", "wide pad in rows"]
)
def test_a_memory_bomb_is_told_from_a_slow_statement(bombed: DuckDBWarehouse, name: str) -> None:
    with pytest.raises(TooExpensive, match=r"256 MB|heavier"):
        bombed.run(safe(UNHEARD[name], seconds=10, memory_mb=256))


def test_a_limit_of_memory_is_that_of_the_statement_not_of_the_one_before(bombed: DuckDBWarehouse) -> None:
    sql = "SELECT count(DISTINCT md5(i::VARCHAR)) AS n FROM range(1500000) t(i)"
    assert bombed.run(safe(sql, memory_mb=1024)).records() == [(1500000,)]
    assert bombed.run(safe("SELECT count(*) FROM orders", memory_mb=64)).records() == [(1000,)]
    assert bombed.run(safe(sql, memory_mb=1024)).records() == [(1500000,)]


def test_the_warehouse_has_a_ceiling_of_its_own(shop_file: Path) -> None:
    with (
        DuckDBWarehouse(shop_file, workers=1, memory_mb=128) as warehouse,
        pytest.raises(TooExpensive, match="128 MB"),
    ):
        warehouse.run(safe("SELECT list(i) FROM range(500000000) t(i)", memory_mb=100_000))


def test_a_heavy_result_is_refused_before_it_is_handed_over(bombed: DuckDBWarehouse) -> None:
    with pytest.raises(TooExpensive, match="heavier than 128 MB"):
        bombed.run(safe("SELECT repeat('x', 100000) AS s FROM range(9000) t(i)", memory_mb=1024))


@pytest.mark.parametrize("name", ["count", "levenshtein", "cross join"])
def test_a_raised_flag_stops_a_statement_at_once(bombed: DuckDBWarehouse, name: str) -> None:
    bombed.run(safe("SELECT 1"))
    with set_after(0.2) as flag:
        started = time.monotonic()
        with pytest.raises(Cancelled):
            bombed.run(safe(UNHEARD[name]), flag)
        assert time.monotonic() - started < 0.2 + 0.8  # 0.2 s by the contract, and what a busy machine adds
    assert bombed.run(safe("SELECT 1 AS x")).records() == [(1,)]


def test_a_flag_raised_while_waiting_in_line_takes_the_caller_out_of_it(bombed: DuckDBWarehouse) -> None:
    with set_after(0) as flag:
        time.sleep(0.05)
        with pytest.raises(Cancelled):
            bombed.run(safe("SELECT count(*) FROM range(1000000000000)"), flag)


@pytest.fixture
def hardened(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection as the workers have it, with nothing before the engine."""
    (tmp_path / "secret.csv").write_text("a,b\n1,CANARY\n")
    make(tmp_path / "other.duckdb")
    connection = connect(
        str(make(tmp_path / "open.duckdb")), memory_mb=256, threads=2, temp_directory=str(tmp_path / "spill")
    )
    with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
        yield cursor


HOSTILE = """
SELECT * FROM read_csv('{dir}/secret.csv')
SELECT * FROM '{dir}/secret.csv'
SELECT * FROM read_text('{dir}/secret.csv')
SELECT * FROM read_blob('/etc/passwd')
SELECT * FROM glob('{dir}/*')
SELECT * FROM read_parquet('{dir}/x.parquet')
SELECT * FROM read_json_auto('/proc/self/environ')
SELECT * FROM sniff_csv('{dir}/secret.csv')
SELECT * FROM read_csv('https://127.0.0.1:9/x.csv')
SELECT * FROM 's3://bucket/x.parquet'
COPY orders TO '{dir}/out.csv'
COPY (SELECT 1) TO '{dir}/out.parquet'
COPY orders FROM '{dir}/secret.csv'
EXPORT DATABASE '{dir}/out'
IMPORT DATABASE '{dir}/out'
ATTACH '{dir}/other.duckdb' AS o
ATTACH '{dir}/new.duckdb' AS n
INSTALL httpfs
LOAD httpfs
LOAD '{dir}/x.duckdb_extension'
SET enable_external_access = true
SET lock_configuration = false
SET memory_limit = '64GB'
SET threads = 64
SET temp_directory = '{dir}'
SET python_enable_replacements = true
SET GLOBAL autoload_known_extensions = true
RESET enable_external_access
PRAGMA enable_profiling
PRAGMA profile_output = '{dir}/profile.json'
SET log_query_path = '{dir}/log'
INSERT INTO orders VALUES (1, 1, NULL, NULL, 1)
UPDATE orders SET amount = 0
DELETE FROM orders
DROP TABLE orders
ALTER TABLE orders ADD COLUMN x INT
TRUNCATE orders
CREATE TABLE t (x INT)
CREATE VIEW v AS SELECT 1
CREATE SCHEMA s
CREATE PERSISTENT SECRET s (TYPE S3, KEY_ID 'a', SECRET 'b')
WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x
WITH x AS (COPY orders TO '{dir}/out.csv') SELECT * FROM x
SELECT * FROM local_frame
""".strip().splitlines()


@pytest.mark.parametrize("statement", HOSTILE)
def test_the_engine_alone_refuses_what_reaches_outside_or_writes(
    hardened: duckdb.DuckDBPyConnection, tmp_path: Path, statement: str
) -> None:
    local_frame = duckdb.sql("SELECT 1")  # a replacement scan would find it
    assert local_frame is not None
    before = sorted(p.name for p in tmp_path.rglob("*"))
    with pytest.raises(duckdb.Error) as caught:
        hardened.execute(statement.format(dir=tmp_path)).fetchall()
    assert "CANARY" not in str(caught.value)
    assert sorted(p.name for p in tmp_path.rglob("*")) == before
    assert hardened.execute("SELECT count(*) FROM orders").fetchone() == (1000,)


@pytest.mark.parametrize("statement", HOSTILE)
def test_the_door_refuses_it_too_whoever_made_the_query(
    bombed: DuckDBWarehouse, tmp_path: Path, statement: str
) -> None:
    with pytest.raises(CandorError):
        bombed.run(safe(statement.format(dir=tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_sees_no_secret_of_its_owner(monkeypatch: pytest.MonkeyPatch, shop_file: Path) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-0001")
    monkeypatch.setenv("CANDOR_SECRET", "sk-canary-0002")
    with DuckDBWarehouse(shop_file, workers=1) as warehouse:
        warehouse.run(safe("SELECT 1"))
        (pid,) = warehouse.pids()
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert b"canary" not in environment
        with pytest.raises(SqlFailed):
            warehouse.run(safe("SELECT getenv('OPENAI_API_KEY')"))
