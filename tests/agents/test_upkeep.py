"""What an operator does at a terminal."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from agents.answer_cache import MARK
from agents.cli import main
from data.ledger import Spent, open_ledger


def told(*words: str) -> str:
    out = io.StringIO()
    assert main(words, out) == 0
    return out.getvalue()


def test_models_are_told_in_the_order_in_which_they_are_asked(
    candor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told("models").startswith("always     builtin")
    candor_home.mkdir(parents=True)
    (candor_home / "prices.yaml").write_text("big: {input: 2, output: 8}\n")
    settings = {
        "OPENAI_API_KEY": "sk-secret",
        "CANDOR_MODEL": "big",
        "CANDOR_LIGHT_MODEL": "small",
        "CANDOR_ROUTE": "builtin,light,strong",
        "CANDOR_FALLBACK_MODEL": "other",
        "CANDOR_FALLBACK_BASE_URL": "http://two/v1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    lines = told("models").splitlines()
    assert [line.split()[0] for line in lines] == ["if", "light", "strong", "stands", "at"]
    assert "2 / 8 USD" in lines[2]
    assert "price unknown" in lines[1]
    assert "http://two/v1" in lines[3]
    assert "sk-secret" not in "".join(lines)


def test_spending_of_a_day_is_told_by_user_and_model_with_its_sum(candor_home: Path) -> None:
    ledger = open_ledger(candor_home)
    ledger.add(dt.date(2026, 3, 4), "ada", "big", Spent(2, 1000, 50, 0.25))
    ledger.add(dt.date(2026, 3, 4), "bob", "new", Spent(1, 10, 5, 0.0, 1))
    ledger.close()
    lines = [json.loads(line) for line in told("spending", "--day", "2026-03-04", "--json").splitlines()]
    assert [(line["user"], line["calls"], line["cost_usd"]) for line in lines] == [
        ("ada", 2, 0.25),
        ("bob", 1, None),
        ("everybody", 3, None),
    ]
    assert "unknown (0.2500 USD known, 1 calls of unknown price)" in told("spending", "--day", "2026-03-04")
    assert main(["spending", "--day", "yesterday"]) == 64


def test_forget_leaves_its_mark_for_every_process(candor_home: Path) -> None:
    assert "given again" in told("forget")
    assert (candor_home / MARK).is_file()
