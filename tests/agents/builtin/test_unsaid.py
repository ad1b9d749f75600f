"""What people leave unsaid, and what they say in passing."""

from __future__ import annotations

import pytest

from agents.builtin.dialogue.moves import VALUES, Nod, Remove, Why, move_of
from agents.builtin.tongues import tongue_of


@pytest.mark.parametrize("words", ["thanks", "ok", "great, thanks", "got it", "Thank you very much!"])
def test_words_of_thanks_want_nothing_done(words: str) -> None:
    assert move_of(words) == Nod()


@pytest.mark.parametrize(
    ("words", "move"),
    [
        ("remove the filter", Remove(VALUES, True)),
        ("clear the filters", Remove(VALUES, True)),
        ("remove all filters", Remove("filters", True)),
        ("for all time", Remove("date")),
    ],
)
def test_removing_the_filter_is_less_than_removing_all_filters(words: str, move: Remove) -> None:
    assert move_of(words) == move


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("why did sales drop last quarter?", "sales last quarter"),
        ("why is revenue down this month", "revenue this month"),
        ("what explains the drop in revenue in March?", "revenue in March"),
        ("why did it drop?", ""),
        ("why did it drop last month?", ""),
    ],
)
def test_why_names_its_figure_or_means_the_one_before(words: str, figure: str) -> None:
    assert move_of(words) == Why(figure)


@pytest.mark.parametrize(
    ("question", "unread", "language"),
    [
        ("Umsatz pro Monat", ["Umsatz", "pro", "Monat"], "German"),
        ("Revenue nach Region", ["nach"], "German"),
        ("combien de clients", ["combien", "de"], "French"),
        ("ventas por mes", ["ventas", "por", "mes"], "Spanish"),
        ("customers in Los Angeles", ["Los", "Angeles"], ""),
        ("revenue in the Wset", ["Wset"], ""),
        ("revenue by month", [], ""),
    ],
)
def test_another_language_is_known_by_its_small_words(question: str, unread: list[str], language: str) -> None:
    found = tongue_of(question.split(), unread, lambda word: word in ("Revenue", "Region"))
    assert (found.name if found is not None else "") == language
