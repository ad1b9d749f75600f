from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
import yaml
from sqlglot import exp

from data.demo.generate import generate

FOLDER = Path(__file__).parents[2] / "evals" / "cases"
CASES: list[dict[str, Any]] = [
    case for file in sorted(FOLDER.glob("demo*.yaml")) for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]
ANSWERED = [case for case in CASES if case["expect"] == "answer"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    generate(path)
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("case", ANSWERED, ids=lambda c: str(c["id"]))
def test_the_gold_runs_reads_the_tables_it_names_and_has_rows(demo: duckdb.DuckDBPyConnection, case: Any) -> None:
    rows = demo.execute(case["sql"]).fetchall()
    assert rows
    assert any(value is not None for value in rows[0])
    tree = sqlglot.parse_one(case["sql"], dialect="duckdb")
    made_here = {cte.alias for cte in tree.find_all(exp.CTE)}
    assert {t.name for t in tree.find_all(exp.Table)} - made_here == set(case["tables"])
    assert isinstance(case["ordered"], bool)


@pytest.mark.parametrize(
    "case", [c for c in ANSWERED if c.keys() & {"accept", "optional", "percent"}], ids=lambda c: str(c["id"])
)
def test_what_else_is_accepted_runs_and_names_columns_of_the_statements(
    demo: duckdb.DuckDBPyConnection, case: Any
) -> None:
    named = {c[0] for c in demo.execute(case["sql"]).description or ()}
    assert {*case.get("optional", ()), *case.get("percent", ())} <= named
    for other in case.get("accept", ()):
        assert demo.execute(other).fetchall()


@pytest.mark.parametrize("case", ANSWERED, ids=lambda c: str(c["id"]))
def test_a_limit_cuts_between_different_values(demo: duckdb.DuckDBPyConnection, case: Any) -> None:
    tree = sqlglot.parse_one(case["sql"], dialect="duckdb")
    limit = tree.args.get("limit")
    if not isinstance(tree, exp.Select) or limit is None:
        return
    most = int(limit.expression.name)
    keys = [exp.alias_(o.this.copy(), f"key_{i}") for i, o in enumerate(tree.args["order"].expressions)]
    rows = demo.execute(tree.limit(most + 1).select(*keys).sql(dialect="duckdb")).fetchall()
    places = [row[-len(keys) :] for row in rows]
    assert places[most - 1 : most] != places[most:]


def test_the_analysts_day_has_150_questions_of_many_kinds() -> None:
    kinds = Counter(case["kind"] for case in yaml.safe_load((FOLDER / "demo_day.yaml").read_text(encoding="utf-8")))
    assert sum(kinds.values()) == 150
    assert len(kinds) >= 15
    assert min(kinds.values()) >= 4


def test_every_case_is_a_question_of_its_own_with_a_known_end() -> None:
    for field in ("id", "question"):
        assert [value for value, n in Counter(case[field] for case in CASES).items() if n > 1] == []
    assert {case["expect"] for case in CASES} == {"answer", "refuse", "clarify"}
    assert all(("sql" in case) == (case["expect"] == "answer") for case in CASES)
