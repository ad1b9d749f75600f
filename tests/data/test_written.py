"""Figures within a sentence, written as a person wants them."""

from __future__ import annotations

import pytest

from data.preferences import Figures
from data.written import respelled_within

SAID = "Orders by version, 2024: highest Version 1.5 (12,345.60 EUR), lowest 10.0.0.1 (-0.5%), 1,000 in all."


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("browser", SAID),
        ("1,234.56", SAID),
        (
            "1.234,56",
            "Orders by version, 2024: highest Version 1.5 (12.345,60 EUR), lowest 10.0.0.1 (-0,5%), 1.000 in all.",
        ),
    ],
)
def test_the_figures_of_a_sentence_are_written_as_wanted_and_names_stay(figures: Figures, said: str) -> None:
    assert respelled_within(SAID, figures, lambda: "Version 1.5\n10.0.0.1") == said


def test_a_sentence_without_such_figures_needs_no_cells() -> None:
    def none() -> str:
        raise AssertionError("The cells were asked for.")

    assert respelled_within("Orders in 2024: 17.", "1.234,56", none) == "Orders in 2024: 17."
