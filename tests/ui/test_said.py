"""What the page does to texts before it shows them."""

from __future__ import annotations

import pytest

from ui.markup import plain
from ui.turns import MOST_LINES, MOST_SIGNS, beginning


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("visited_at", "visited_at"),
        ("a_b_c", "a_b_c"),
        ("_candor", "\\_candor"),
        ("made_", "made\\_"),
        ("a__b", "a\\_\\_b"),
        ("amount > 20", "amount > 20"),
        ("> 20", "\\> 20"),
        ("2 * 3 * 4", "2 \\* 3 \\* 4"),
    ],
)
def test_only_signs_that_would_be_read_as_markup_are_marked(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_long_question_is_shown_by_its_beginning() -> None:
    assert beginning("revenue by month") == "revenue by month"
    assert beginning("x" * (MOST_SIGNS + 50)) == "x" * (MOST_SIGNS + 50)
    assert beginning("word " * 2_000).endswith("word…")
    assert len(beginning("word " * 2_000)) <= MOST_SIGNS + 1
    assert beginning("line\n" * 50).count("line") == MOST_LINES
