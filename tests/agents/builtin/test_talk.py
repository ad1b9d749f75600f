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


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        (
            ["clients by revenue in 2025", "top client by revenue in 2025", "how many sales did they have?"],
            [("Alpha", 2)],
        ),
        (["which clients are in the South", "what is their revenue?"], [(70.0,)]),
        (["which clients are in the South", "show their segments"], [("Beta", "Trade"), ("Gamma", "Retail")]),
        (["revenue by area in 2025", "only those above 100"], [("North", 150.0)]),
        (["revenue by area in 2025", "exclude areas with revenue above 100"], [("South", 70.0)]),
        (["revenue by area in 2024", "in May"], [("North", 30.0)]),
    ],
    ids=lambda value: " / ".join(value) if isinstance(value[0], str) else "",
)
def test_a_follow_up_is_about_the_rows_that_it_speaks_of(
    parser: Parser, said: Sequence[str], rows: list[tuple[object, ...]]
) -> None:
    _schema, connection = trade()
    assert sorted(connection.execute(heard(parser, said).sql).fetchall()) == rows


@pytest.mark.parametrize("words", ["what did their parents say?", "how did they like it?", "revenue of these planets"])
def test_words_about_the_things_before_are_asked_back_where_they_cannot_be_limited_to_them(
    parser: Parser, words: str
) -> None:
    heard_so = Talk(parser, lambda parsed: bool(parsed.readings) and parsed.readings[0].confidence >= 0.69).hear(
        ["which clients are in the South", words]
    )
    assert heard_so.parsed is None or not heard_so.parsed.readings or heard_so.parsed.unread


def test_half_a_month_is_explained_against_half_a_month(parser: Parser) -> None:
    now = heard(parser, ["revenue by month this year", "why did it drop in June?"])
    assert "2025-06-01 to 2025-06-17" in now.assumptions[0]
    assert "2025-05-01 to 2025-05-17" in now.assumptions[0]
