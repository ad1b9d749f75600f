"""What `redact` blacks out and what stays: the cases are in redact.yaml."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from guardrails.redaction import redact

CASES: dict[str, list[Any]] = yaml.load(
    Path(__file__).with_name("redact.yaml").read_text(encoding="utf-8").replace("¦", ""),
    Loader=yaml.BaseLoader,  # everything is text here
)


@pytest.mark.parametrize("secret", CASES["secret"])
@pytest.mark.parametrize(
    "around", ["{}", "the value {} stood here", "where x = '{}' and y = 2", '{{"a": "{}", "b": 3}}', "({})."]
)
def test_keys_and_personal_data_are_blacked_out(secret: str, around: str) -> None:
    said = redact(around.format(secret))
    assert secret not in said
    assert "[" in said
    assert max(map(len, said.replace("[", " ").split())) < 14, "most of it must be gone"


@pytest.mark.parametrize(("text", "secret"), CASES["named"])
def test_what_is_called_a_secret_is_blacked_out_whatever_its_form(text: str, secret: str) -> None:
    assert secret not in redact(text)


@pytest.mark.parametrize("text", CASES["honest"])
def test_dates_figures_names_and_statements_stay(text: str) -> None:
    assert redact(text) == text


def test_a_line_takes_well_under_a_millisecond() -> None:
    lines = list(CASES["honest"]) * 5
    redact("warm up sk-abcdefghijklmnopqrst")
    started = time.process_time()
    for line in lines:
        redact(line)
    assert (time.process_time() - started) / len(lines) < 0.0005


def test_a_long_text_takes_no_more_than_its_length_asks_for() -> None:
    for text in ("a@" * 20_000, "1 " * 20_000, "x" * 50_000, "AB12" * 10_000, "((((" * 10_000, "-" * 50_000):
        started = time.process_time()
        redact(text)
        assert time.process_time() - started < 2, text[:10]
