"""The log: one line of JSON a question, nothing secret in any line."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from agents.build import default_registry
from agents.logs import LogSetting, _Handler, configure, setting
from agents.scripted import Scripted, call
from agents.steps import end_of
from data.errors import BadSettings, ModelUnavailable
from tests.agents.conftest import Make

TOTAL = call("run_sql", sql="SELECT sum(amount) AS total FROM orders", purpose="the total")
WRONG = call("run_sql", sql="SELECT sum(amout) FROM orders", purpose="the total")
DONE = call("finish", answer="", assumptions=[])


@pytest.fixture
def lines() -> Iterator[Any]:
    """`lines()` are the lines written since the start of the test, read as JSON."""
    out = io.StringIO()
    configure(LogSetting(), out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, _Handler)]


def test_a_question_that_ends_is_one_line_with_what_it_cost_by_agent(services: Make, lines: Any) -> None:
    made = services(Scripted((WRONG,), (TOTAL,), (DONE,)))
    end_of(made.ask("What is the total amount of ada@mail.example?", conversation="c1"))
    (line,) = [one for one in lines() if one["logger"] == "candor.question"]
    assert (line["level"], line["status"], line["role"], line["conversation"]) == ("info", "answered", "analyst", "c1")
    assert line["tools"] == {"run_sql": 2, "finish": 1}
    assert line["model_calls"] == 3
    assert line["input_tokens"] + line["output_tokens"] == 360
    assert line["cost_usd"] == "unknown"  # the scripted model has no price
    assert line["agents"]["sql_generation"]["failed"] == 1
    assert line["prompt"].startswith("analyst/v")
    assert line["arm"] == "newest file"
    assert "ada" not in json.dumps(line)
    assert "SELECT" not in json.dumps(line)


def test_a_question_that_failed_is_a_warning(services: Make, lines: Any) -> None:
    end_of(services(Scripted((WRONG,), (WRONG,))).ask("What is the total amount?"))
    (line,) = [one for one in lines() if one["logger"] == "candor.question"]
    assert (line["level"], line["status"], line["error_class"]) == ("warning", "failed", "sql_failed")


def test_no_secret_is_written_wherever_it_stands(lines: Any) -> None:
    # Not a key of anybody's, but of the form of one.
    key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD"
    log = logging.getLogger("agents.somewhere")
    log.warning("the key %s was refused", key)
    log.warning("in a field", extra={"sent": {"authorization": [key, "ada@mail.example"]}})
    try:
        raise ModelUnavailable(f"It refused {key}.", "Check the key.")
    except ModelUnavailable:
        log.exception("in an exception")
    logging.getLogger("somebody.elses").error("also in packages' lines: %s", key)
    text = json.dumps(lines())
    assert len(lines()) == 4
    assert "abcdefghijklmnopqrstuvwxyz0123456789ABCD" not in text
    assert "ada@mail.example" not in text
    assert "ModelUnavailable" in text


def test_levels_are_of_candors_own_lines(lines: Any) -> None:
    logging.getLogger("agents.somewhere").debug("quiet")
    logging.getLogger("agents.somewhere").info("told")
    logging.getLogger("somebody.elses").info("not ours")
    assert [one["event"] for one in lines()] == ["told"]


def test_level_and_format_are_settings() -> None:
    assert setting({}) == LogSetting("info", "json")
    assert setting({"CANDOR_LOG_LEVEL": "DEBUG", "CANDOR_LOG_FORMAT": "text"}) == LogSetting("debug", "text")
    with pytest.raises(BadSettings, match="CANDOR_LOG_FORMAT is 'xml'"):
        setting({"CANDOR_LOG_FORMAT": "xml"})
    out = io.StringIO()
    configure(LogSetting("info", "text"), out)
    logging.getLogger("agents.somewhere").warning("as text, ada@mail.example")
    assert "as text" in out.getvalue()
    assert "ada@mail" not in out.getvalue()
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if not isinstance(h, _Handler)]


def test_agents_of_the_summary_are_those_of_the_registry_and_the_rooms_they_call(services: Make, lines: Any) -> None:
    end_of(services(Scripted((TOTAL,), (DONE,))).ask("What is the total amount?"))
    (line,) = [one for one in lines() if one["logger"] == "candor.question"]
    known = {entry.name for entry in default_registry()} | {"guard", "warehouse"}
    assert set(line["agents"]) <= known
