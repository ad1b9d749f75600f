"""What a conversation notes, and what it leaves out, where the next words stand on their own."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from agents.builtin.dialogue.talk import Talk
from agents.builtin.parser import Parsed, Parser, Reading
from tests.agents.builtin.shop import parser_of, trade


@pytest.fixture(scope="module")
def parser() -> Parser:
    return parser_of(*trade())


def heard(parser: Parser, said: Sequence[str]) -> Reading:
    def sure(parsed: Parsed) -> bool:
        return bool(parsed.readings) and not parsed.unread and parsed.readings[0].confidence >= 0.69

    parsed = Talk(parser, sure).hear(said).parsed
    assert parsed is not None
    return parsed.readings[0]


def test_a_new_question_with_a_period_of_its_own_says_nothing_of_the_period_before(parser: Parser) -> None:
    now = heard(parser, ["revenue by area in the first quarter of 2025", "Compare revenue of May 2025 with May 2024"])
    assert "2024-05-01" in now.sql
    assert now.assumptions == ()


def test_a_form_alone_shows_the_rows_before_again(parser: Parser) -> None:
    before = heard(parser, ["revenue by area"])
    now = heard(parser, ["revenue by area", "as a pie"])
    assert now.sql == before.sql
    assert now.assumptions == ("Follow-up: the same rows, drawn in another form.",)


def test_words_behind_a_form_still_change_the_question_before(parser: Parser) -> None:
    now = heard(parser, ["revenue by area", "by month as a line"])
    assert "DATE_TRUNC('month'" in now.sql
