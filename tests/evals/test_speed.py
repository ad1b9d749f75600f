from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from agents.chat import Delta, Message, Reply, ToolSpec
from agents.scripted import call
from agents.steps import Usage
from data.errors import BadInput
from evals.__main__ import main
from evals.speed import wide
from evals.speed.stopwatch import Stopwatch, Timed


class Slow:
    """Takes 20 ms over each reply."""

    name = "slow"

    def complete(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterator[Delta | Reply]:
        del messages, tools
        time.sleep(0.02)
        yield Reply("", (call("finish", answer="", assumptions=[]),), Usage(), self.name, "tool_calls")


def test_the_stopwatch_counts_the_model_and_not_its_reader() -> None:
    watch = Stopwatch()
    for _ in Timed(Slow(), watch).complete((), ()):
        time.sleep(0.2)
    assert 20 <= watch.ms < 150
    assert watch.cpu_ms < 20


def test_the_wide_schema_has_so_many_tables_with_keys_between_them(tmp_path: Path) -> None:
    made = wide.things(1000)
    assert len({thing.name for thing in made}) == 1000
    wide.make(tmp_path / "wide.duckdb", made[:20])
    with duckdb.connect(str(tmp_path / "wide.duckdb"), read_only=True) as connection:
        counts = "SELECT count(*) FILTER (constraint_type = 'FOREIGN KEY'), count(DISTINCT table_name) FROM duckdb_constraints()"
        assert connection.execute(counts).fetchone() == (18, 20)
    asked = list(wide.questions(made, 60))
    assert len(set(asked)) == 60


@pytest.mark.long
def test_the_command_prints_the_figures_of_the_wide_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed", "--tables", "12"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["wide_tables"] == 12
    assert 0 < line["wide_model_p50_ms"] <= line["wide_model_p95_ms"]
    assert line["wide_model_p50_ms"] <= line["wide_way_p50_ms"]
    assert line["wide_peak_mb"] > 0


def test_questions_without_their_databases_are_wrong_usage(tmp_path: Path) -> None:
    from evals.speed.command import speed

    with pytest.raises(BadInput, match="missing"):
        speed(["--questions", str(tmp_path)])
