"""What a follow-up is taken for, from its words alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.builtin.dialogue.moves import move_of

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("moves.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["says"] for c in CASES])
def test_words_are_the_move_that_they_mean(case: dict[str, Any]) -> None:
    move = move_of(case["says"])
    assert type(move).__name__ == case["is"]
    for name, value in case.items():
        if name not in ("says", "is"):
            assert getattr(move, name) == value
