"""How far the first is ahead: the question for the first two that it is."""

from __future__ import annotations

import pytest

from agents.builtin.ahead import first_two


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("Which shop sold the most, and by how much over the second?", "Which two shop sold the most"),
        ("which team has the lowest score, by how much less than the next?", "which two team has the lowest score"),
        ("top client by turnover and how far ahead of the runner-up", "top two client by turnover"),
        ("What is the gap in turnover between the top two shops in May?", "top 2 shops by turnover in May?"),
        ("difference between the two worst teams", "bottom 2 teams"),
    ],
)
def test_a_lead_is_asked_for_as_the_first_two(asked: str, read: str) -> None:
    assert first_two(asked) == read


@pytest.mark.parametrize(
    "asked",
    [
        "which shop sold the most in the second quarter",
        "by how much did sales grow over the second half",
        "difference between price and cost",
        "who came second",
        "how much more than the second order cost the first",
    ],
)
def test_other_seconds_and_differences_are_left_alone(asked: str) -> None:
    assert first_two(asked) == asked
