"""Words for times: stretches between two of them, years that are told once, weeks, and what is set against what."""

from __future__ import annotations

import datetime as dt

import pytest

from agents.builtin.dates import windows_of
from agents.builtin.words import tokens_of

TODAY = dt.date(2025, 6, 17)


def read(text: str, changes: bool = False) -> list[str]:
    """Each window as `first day..day after the last`."""
    return [f"{w.since}..{w.until}" for w in windows_of(tokens_of(text), TODAY, changes)]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("from 2024-10-01 to 2024-12-31", "2024-10-01..2025-01-01"),
        ("between 2024-10-01 and 2024-12-31", "2024-10-01..2025-01-01"),
        ("from 10/01/2024 to 12/31/2024", "2024-10-01..2025-01-01"),
        ("from 31/10/2024 until 30/11/2024", "2024-10-31..2024-12-01"),
        ("2024-10 to 2024-12", "2024-10-01..2025-01-01"),
        ("from Q1 2024 to Q3 2024", "2024-01-01..2024-10-01"),
        ("Q1-Q3 2024", "2024-01-01..2024-10-01"),
        ("between Q1 and Q3 2024", "2024-01-01..2024-10-01"),
        ("between Q4 and Q1 2025", "2024-10-01..2025-04-01"),
        ("from 2022 to 2024", "2022-01-01..2025-01-01"),
        ("2022–2024", "2022-01-01..2025-01-01"),
        ("Oct-Dec 2024", "2024-10-01..2025-01-01"),
        ("from Oct-2024 to Dec-2024", "2024-10-01..2025-01-01"),
        ("from January 2024 until the end of March 2024", "2024-01-01..2024-04-01"),
        ("from the beginning of 2024 to the end of Q2 2024", "2024-01-01..2024-07-01"),
        ("1 Oct 2024 – 31 Dec 2024", "2024-10-01..2025-01-01"),
        ("H1 to H2 2023", "2023-01-01..2024-01-01"),
        ("weeks 10 to 14 of 2024", "2024-03-04..2024-04-08"),
        ("week 23 of 2024", "2024-06-03..2024-06-10"),
        ("in 2024-02", "2024-02-01..2024-03-01"),
    ],
)
def test_a_stretch_is_one_window(text: str, window: str) -> None:
    assert read(f"revenue {text} by region") == [window]


@pytest.mark.parametrize("text", ["from 2022 to 2024", "from Q1 to Q3 2024", "from March to May 2024"])
def test_of_a_change_the_two_ends_are_windows(text: str) -> None:
    assert len(read(f"revenue {text}", changes=True)) == 2


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("more in Q2 than in Q1 2024", ["2024-04-01..2024-07-01", "2024-01-01..2024-04-01"]),
        ("Q1, Q2 and Q4 2024", ["2024-01-01..2024-04-01", "2024-04-01..2024-07-01", "2024-10-01..2025-01-01"]),
        (
            "in January, May and June 2023",
            ["2023-01-01..2023-02-01", "2023-05-01..2023-06-01", "2023-06-01..2023-07-01"],
        ),
        ("in Q4 compared to Q1 2025", ["2024-10-01..2025-01-01", "2025-01-01..2025-04-01"]),
        ("compare 2023 to 2024", ["2023-01-01..2024-01-01", "2024-01-01..2025-01-01"]),
    ],
)
def test_a_year_that_is_told_once_is_that_of_all(text: str, windows: list[str]) -> None:
    assert read(text) == windows


@pytest.mark.parametrize("text", ["top 5 in stock", "code A10-2024", "size 10-12", "e-may sub-mar", "week of the year"])
def test_what_names_no_time_is_none(text: str) -> None:
    assert read(text) == []
