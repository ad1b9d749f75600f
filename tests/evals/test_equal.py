from __future__ import annotations

import datetime as dt
import random
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.benchmark.equal import Rows, equal, within

CASES = yaml.safe_load((Path(__file__).parent / "equal.yaml").read_text(encoding="utf-8"))


def cell(value: Any) -> Any:
    match value:
        case {"decimal": text}:
            return Decimal(text)
        case {"time": text}:
            return dt.time.fromisoformat(text)
        case {"interval": seconds}:
            return dt.timedelta(seconds=seconds)
        case _:
            return value


def rows(raw: list[list[Any]], width: int) -> Rows:
    return Rows(width, [tuple(cell(v) for v in row) for row in raw])


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_two_results_are_the_same_or_not(case: dict[str, Any]) -> None:
    widths = case.get("width") or [len((case[side] or [[]])[0]) for side in ("a", "b")]
    a, b = rows(case["a"], widths[0]), rows(case["b"], widths[1])
    ordered = case.get("ordered", False)
    assert equal(a, b, ordered) is case["same"]
    assert equal(b, a, ordered) is case["same"]


def test_a_shuffled_result_is_itself_and_a_changed_one_is_not() -> None:
    dice = random.Random(5)
    for _ in range(50):
        width, length = dice.randint(1, 6), dice.randint(1, 30)
        raw = [tuple(dice.choice([None, 0, 1, 2.5, "a", "b"]) for _ in range(width)) for _ in range(length)]
        places = list(range(width))
        dice.shuffle(places)
        moved = [tuple(row[i] for i in places) for row in dice.sample(raw, length)]
        assert equal(Rows(width, raw), Rows(width, moved))
        changed = [*moved[:-1], tuple(["new"] * width)]
        assert not equal(Rows(width, raw), Rows(width, changed))


def test_many_rows_and_look_alike_columns_are_compared_in_good_time() -> None:
    dice = random.Random(6)
    raw = [tuple(dice.randint(0, 1) for _ in range(12)) for _ in range(20_000)]
    started = time.monotonic()
    assert equal(Rows(12, raw), Rows(12, [tuple(reversed(row)) for row in raw]))
    assert time.monotonic() - started < 10


def test_a_narrower_result_stands_in_a_wider_one() -> None:
    assert within(Rows(1, [(1,), (2,)]), Rows(2, [("x", 2), ("y", 1)]))
    assert not within(Rows(1, [(1,), (3,)]), Rows(2, [("x", 2), ("y", 1)]))
