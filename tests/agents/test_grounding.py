"""Texts that are true of a result pass, texts with one thing changed are caught: by hand in cases/prose.yaml, and by rule."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from agents.evidence.grounding import Grounding, ground
from agents.evidence.view import beside, view_of
from data.types import Result
from tests.agents import prose

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/prose.yaml").read_text(encoding="utf-8"))
HONEST = [pytest.param(case, text, id=text) for case in CASES for text in case["honest"]]
WRONG = [pytest.param(case, each["text"], each["missing"], id=each["text"]) for case in CASES for each in case["wrong"]]


def judged(case: dict[str, Any], text: str) -> Grounding:
    result = Result(pa.table(case["columns"]), False, 1.0)
    around = beside(case["question"], case.get("today", dt.date(2025, 6, 17)), case.get("filters", ()), ("sales",))
    return ground(text, view_of(result), around)


@pytest.mark.parametrize(("case", "text"), HONEST)
def test_what_is_so_passes(case: dict[str, Any], text: str) -> None:
    found = judged(case, text)
    assert not found.missing
    assert found.share == 1.0


@pytest.mark.parametrize(("case", "text", "missing"), WRONG)
def test_what_is_not_so_is_named(case: dict[str, Any], text: str, missing: str) -> None:
    found = judged(case, text)
    assert missing in found.missing
    assert found.share < 1.0


def test_two_hundred_honest_texts_pass() -> None:
    refused = [(t.text, missing) for t in prose.honest(200) if (missing := _ground(t).missing)]
    assert not refused


def test_two_hundred_texts_with_one_number_tampered_are_caught() -> None:
    told = prose.tampered(200)
    assert len(told) == 200
    passed = [(t.text, t.tampered, t.result.table.to_pydict()) for t in told if not _ground(t).missing]
    assert not passed


def test_the_operations_that_a_text_rests_on_are_told() -> None:
    regions = next(case for case in CASES if case["says"] == "four regions")
    assert "share" in judged(regions, "West has 50% of the total.").operations
    assert "sum" in judged(regions, "Total revenue over the 4 regions is 8,400.75.").operations
    months = next(case for case in CASES if case["says"] == "months")
    assert {"difference", "change"} <= judged(months, months["honest"][1]).operations.keys()


def _ground(told: prose.Told) -> Grounding:
    return ground(told.text, view_of(told.result), beside("how much by city and month?", None, (), ()))


ODD = (
    pa.table({"a": pa.array([], pa.int64())}),
    pa.table({"a": [None, None]}),
    pa.table({"x": [[1, 2], None], "v": [float("nan"), 2.0]}),
    pa.table({"d": [dt.datetime(2024, 1, 1, 5), None], "v": [1.5, None]}),  # noqa: DTZ001 a cell without a zone
    pa.table({"n": ["", "İstanbul", "ß"], "v": [1, 2, 3]}),
    pa.table({"b": [True, False], "v": [float("inf"), -0.0]}),
    pa.table({"year": [2024, 2025], "v": [0, 0]}),
    pa.table({"s": [{"a": 1}], "v": [1]}),
)
SAID = [
    "Revenue",
    "in",
    "İstanbul",
    "was",
    "5",
    "%",
    "of",
    "1,000",
    "times",
    "2nd",
    "#3",
    "May",
    "2025",
    "2025-02-31",
    "Q1",
    "2024",
    "highest",
    "lowest",
    "respectively,",
    "and",
    "1e5",
    "€4.2k",
    "−3",
    "1.2.3",
    ";",
    "\n",
    "1.",
    "two",
    "twelve",
    "share",
    "more",
    "than",
    "ahead",
    "(",
    ")",
    ".",
    "“x”",
    "2024-13",
    "0",
    "9999999999999999999999",
    "1e999",
    "9e308",
    "ß",
]


def test_whatever_is_said_of_whatever_result_is_judged() -> None:
    rng = random.Random(5)
    for _ in range(800):
        text = " ".join(rng.choice(SAID) for _ in range(rng.randint(1, 14)))
        around = beside(text, None, ("a >= '2024-01-01'", "b < CAST('2024-02-01' AS DATE)"), ("x",))
        found = ground(text, view_of(Result(rng.choice(ODD), rng.random() < 0.2, 1.0)), around)
        assert 0.0 <= found.share <= 1.0
