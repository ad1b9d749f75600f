"""The terminal's door: one JSON object per question, exit codes that say how the last one ended."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from agents.cli import main

KEYS = {
    "status", "error_class", "text", "sql", "columns", "rows", "chart", "receipt", "confidence", "trace_id", "ms",
}  # fmt: skip


def run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    code = main(["ask", *words, "--json"], out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    # The store of traces takes seconds to make; `test_telemetry` looks at it.
    monkeypatch.setenv("CANDOR_TRACING", "off")


def test_an_answer_is_one_object_with_plain_values(shop: Path) -> None:
    code, told = run("How many orders are there by region?", "--database", str(shop))
    assert code == 0
    assert told[0].keys() >= KEYS
    assert told[0]["status"] == "answered"
    assert sorted(told[0]["rows"]) == [["East", 1], ["West", 2]]
    assert told[0]["receipt"]["joins"]


def test_several_questions_are_one_conversation(shop: Path) -> None:
    code, told = run("How many customers are there?", "by region", "--database", str(shop))
    assert code == 0
    assert [o["status"] for o in told] == ["answered", "answered"]
    assert sorted(told[1]["rows"]) == [["East", 1], ["West", 2]]


@pytest.mark.parametrize(
    ("question", "code", "status"),
    [
        ("Delete all orders", 2, "refused"),
        ("How many frobnicators are there?", 3, "clarify"),
    ],
)
def test_the_exit_code_says_how_it_ended(shop: Path, question: str, code: int, status: str) -> None:
    ended, told = run(question, "--database", str(shop))
    assert (ended, told[0]["status"]) == (code, status)
    assert told[0]["text"]


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["ask", "x", "--database", "/nowhere/at/all.duckdb"],
        ["ask", "x", "--model", "gpt-9"],
        ["sing", "x"],
    ],
)
def test_wrong_usage_ends_with_64_and_says_what_is_wrong(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(words)
    except SystemExit as stop:
        code = int(str(stop.code))
    assert code == 64
    assert capsys.readouterr().err


def test_a_role_that_the_policy_does_not_have_is_wrong_usage(shop: Path, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("roles:\n  analyst: {tables: [customers]}\ndefault_role: analyst\n")
    words = ["ask", "How many customers?", "--database", str(shop), "--policy", str(policy), "--role", "king"]
    assert main(words) == 64


def test_explain_prints_the_stages(shop: Path) -> None:
    out = io.StringIO()
    assert main(["explain", "How many orders are there by region?", "--database", str(shop)], out) == 0
    assert out.getvalue().count("## ") >= 4
