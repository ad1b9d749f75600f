from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from data.errors import BadInput
from data.types import Result
from evals.benchmark.equal import Rows, equal
from evals.suites.accepted import accepted
from evals.suites.cases import Case, load
from evals.suites.observed import Behaviour, Observed
from evals.suites.outcome import by_kind, table
from evals.suites.suite import score

RESULT = Result(pa.table({"region": ["East", "West"], "revenue": [25, 75], "share": [25.0, 75.0]}), False, 1.0)


def case(**more: object) -> Case:
    return Case("shares", "share of revenue by region", "answer", "SELECT 1", **more)  # type: ignore[arg-type]  # the fields of a case


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([("East", 25, 25.0), ("West", 75, 75.0)], True),
        ([("East", 25.0), ("West", 75.0)], True),
        ([("East", 0.25), ("West", 0.75)], True),
        ([("East", 25, 0.25), ("West", 75, 0.75)], True),
        ([(25.0,), (75.0,)], False),
        ([("East", 0.25), ("West", 75.0)], False),
        ([("East", 2500.0), ("West", 7500.0)], False),
    ],
)
def test_an_answer_may_leave_out_what_is_optional_and_give_percent_as_parts_of_one(
    rows: list[tuple[object, ...]], right: bool
) -> None:
    open_case = case(optional=frozenset({"revenue"}), percent=frozenset({"share"}))
    ours = Rows(len(rows[0]), rows)
    assert any(equal(rows, ours) for rows in accepted(open_case, RESULT)) is right


def test_a_case_that_leaves_nothing_open_has_one_right_result() -> None:
    assert [rows.width for rows in accepted(case(), RESULT)] == [3]


def observed(kind: str, behaviour: Behaviour, value: int) -> Observed:
    ours = Rows(1, [(value,)]) if behaviour == "answer" else None
    return Observed(
        case(kind=kind), behaviour, frozenset(), 1, 1, "", ours, (Rows(1, [(1,)]), Rows(1, [(2,)])), "", 1.0
    )


def test_questions_are_counted_as_right_declined_or_wrong_by_kind() -> None:
    seen = [observed("top", "answer", 1), observed("top", "answer", 2), observed("share", "answer", 3)]
    seen += [observed("share", "clarify", 0), observed("share", "fail", 0), observed("", "answer", 1)]
    counts = by_kind(score(seen))
    assert counts["top"] == Counter(right=2)
    assert counts["share"] == Counter(wrong=1, declined=2)
    assert counts["all"].total() == 5
    assert len(list(table(counts))) == 4
    assert list(table({})) == []


def test_a_case_with_a_field_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("- {id: a, question: b, expect: refuse, optionl: [x]}")
    with pytest.raises(BadInput, match="optionl"):
        load(path)
