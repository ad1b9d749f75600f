"""The same question again says what has changed and why; every way to end without an answer is its own."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any, get_args

import duckdb
import pyarrow as pa
import pytest
import yaml

from agents.conversations import Conversations, Job
from agents.evidence.changed import changed
from agents.evidence.endings import ELSEWHERE, ENDINGS, UNANSWERED, ending
from agents.present import to_object
from agents.scripted import Scripted, call
from agents.steps import Answered, Asked, Failed, Refused
from data.errors import ErrorClass
from data.store import open_store
from data.types import User
from tests.agents.conftest import Make

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases/changed.yaml").read_text(encoding="utf-8"))
ASKED = dt.datetime(2026, 11, 12, 9, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["says"])
def test_what_changed_is_told_with_its_cause(case: dict[str, Any]) -> None:
    then, now = (pa.table(case[k]["columns"]) for k in ("before", "after"))
    assert changed(case["before"], then, case["after"], now, ASKED).text == case["text"]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (5, "as a moment earlier."),
        (600, "as 10 minutes earlier."),
        (3 * 3600 + 5, "as 3 hours earlier."),
        (40 * 3600, "as on 12 Nov 2026."),
    ],
)
def test_how_long_ago_is_told_within_a_day(seconds: int, said: str) -> None:
    same = pa.table({"total": [1]})
    assert changed({}, same, {}, same, ASKED, ASKED + seconds).text == f"The same figures {said}"


def test_a_question_that_is_asked_again_tells_what_the_data_did(services: Make, shop: Path, tmp_path: Path) -> None:
    total = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="x")
    done = call("finish", answer="", assumptions=[])
    model = Scripted((total,), (done,), (total,), (done,), (total,), (done,))
    conversations = Conversations(services(model), open_store(tmp_path / "state"))

    def notes(question: str) -> list[str]:
        job = conversations.start(question, User("ada"))
        assert isinstance(job, Job)
        end = job.end()
        assert isinstance(end, Answered)
        return [n.text for n in end.answer.notes if n.check == "changed_since"]

    assert notes("What is the total amount of all orders?") == []
    assert notes("what is the total  amount of all orders")[0].startswith("The same figures as a moment earlier.")
    newer = Path(shutil.copy(shop, tmp_path / "newer.duckdb"))
    with duckdb.connect(str(newer)) as connection:
        connection.execute("INSERT INTO orders VALUES (4, 2, '2024-03-01', 100)")
    newer.replace(shop)  # as an import does
    told = notes("What is the total amount of all orders?")[0]
    assert "total 60.75 → 160.75 (+164.6%)" in told
    assert "The data are newer" in told
    assert "orders has 4 rows, it had 3" in told


def test_there_is_an_ending_for_every_class_and_no_two_look_alike() -> None:
    assert set(ENDINGS) == set(get_args(ErrorClass))
    endings = [*ENDINGS.values(), ELSEWHERE, UNANSWERED]
    assert len({e.head for e in endings}) == len(endings)
    assert len({e.icon for e in endings}) == len(endings)
    assert len({e.next_step for e in endings}) == len(endings)
    assert all(e.next_step.endswith(".") for e in endings)


@pytest.mark.parametrize(
    "end",
    [
        Refused("No.", "not_allowed"),
        Refused("No.", None, "off_topic"),
        Failed("It broke.", "timed_out"),
        Asked("Which?", ()),
    ],
)
def test_every_end_without_an_answer_says_what_to_do_next(end: Refused | Failed | Asked) -> None:
    told = to_object(end)
    assert told["head"]
    assert told["next_step"]
    assert told["who"] in ("you", "operator", "candor")


def test_a_question_that_was_given_up_is_not_told_as_none_about_the_data() -> None:
    assert ending(None, "other") == ending(None, "model_refusal") == UNANSWERED
    assert ending(None, "off_topic") == ELSEWHERE
    assert ending("not_allowed", "other") == ENDINGS["not_allowed"]
