"""The fault table and the storm, small here and whole in the long run."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agents.admission import Admission, Traffic
from evals.endpoint.faults import KINDS
from evals.faults.house import opened
from evals.faults.storm import questions, run, script
from evals.faults.table import EXPECTED, Row, markdown, table


@pytest.fixture(autouse=True)
def _demo_at_home(demo_database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_HOME", str(demo_database.parent.parent))


def test_every_fault_of_the_endpoint_has_an_expected_end() -> None:
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    assert expected.keys() == KINDS.keys()
    assert all(ends.keys() == {"always", "once"} for ends in expected.values())
    assert len(KINDS) >= 25


def test_a_fault_of_each_sort_ends_as_expected() -> None:
    rows = table(["401", "cut", "wrong_tool", "refusal"], 6.0)
    assert [(r.fault, r.lasting, r.wrong) for r in rows if r.wrong] == []
    assert [r.outcome for r in rows if r.lasting == "always"] == [
        "fallback",
        "fallback",
        "sql_failed",
        "refused",
    ]
    assert len(markdown(rows)) == 2 + 4


def test_a_row_that_went_wrong_is_shown_as_such() -> None:
    good = Row("500", "always", "fallback", "fallback", 1.0, 4, "")
    bad = Row("500", "once", "CRASH", "retry", 1.0, 1, "", ["CRASH instead of retry"])
    assert "**(CRASH instead of retry)**" in markdown([good, bad])[-1]


@pytest.mark.long
def test_a_small_storm_is_weathered() -> None:
    asked = questions(12)
    options = ("--delay", "0.2", "--seed", "3")
    with opened(script(asked), 15.0, Admission(Traffic(at_work=2, waiting=12)), *options, silence=1.0) as house:
        told = run(house, asked, 0.3)
    assert (told["crashed"], told["run_twice"], told["lost"]) == (0, 0, 0)
    assert told["within_deadline"] >= 11, told


@pytest.mark.long
def test_all_faults_end_as_expected() -> None:
    assert [(r.fault, r.lasting, r.wrong) for r in table(list(KINDS), 8.0) if r.wrong] == []
