"""Clarify only when it matters: rival readings of a question are run and compared before anybody is asked.

Where they agree, the question was not ambiguous in what counts, and the answer states what was assumed; where they
differ, the person chooses with the figure of each reading in view.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from itertools import zip_longest
from numbers import Number
from typing import Annotated

from agents.inquiry import Inquiry
from agents.numbers import format_value
from agents.sql_generation import drafted_and_run
from agents.steps import Asked, Ran, Step
from agents.tools import Output, tool
from data.types import Result

NAME = "clarification"
TOLERANCE = 0.001
"""Figures that differ by less than a thousandth are the same answer."""
MOST = 4


@tool
def compare_readings(
    inquiry: Inquiry,
    meanings: Annotated[
        list[str], "Two to four readings of the question, each in a few plain words, e.g. 'parcels by day of dispatch'."
    ],
    statements: Annotated[list[str], "For each of them, in the same order, its SELECT statement."],
) -> Generator[Step, None, Output]:
    """Settle an ambiguous question: which date, which amount, gross or net, which of two columns. Candor runs every
    reading. If all give the same figures, the first is the result and you finish; if not, the person is asked, with the
    figure of each reading in view. Call it instead of ask_user whenever you can write the readings as SQL."""
    if not 2 <= len(meanings) <= MOST or len(meanings) != len(statements):
        return f"Failed: give two to {MOST} meanings and one statement for each, not {len(meanings)} and {len(statements)}."
    runs: list[Ran] = []
    # The first reading runs last: it is the result that stays if all agree.
    for statement in reversed(statements):
        ran = yield from drafted_and_run(inquiry, statement)
        if isinstance(ran, str):
            return f"{ran}\nMend the statement of that reading and call compare_readings again."
        runs.insert(0, ran)
    results = [r.result for r in runs if r.result is not None]
    if all(same(results[0], other) for other in results[1:]):
        rows = f"{results[0].rows} row{'s' if results[0].rows != 1 else ''} of {', '.join(results[0].columns)}"
        return (
            f"All readings give the same result ({rows}); it is the last result now. Call finish, with the first reading "
            "among the assumptions and an empty answer."
        )
    text = "This can be read in more than one way, and the figures differ. Which one do you mean?"
    return Asked(text, tuple(meanings), figures=tuple(figure(r) for r in results))


def same(one: Result, other: Result) -> bool:
    """Whether two results say the same: as many rows, cells equal, numbers within the tolerance, in any order of rows."""
    if one.rows != other.rows or len(one.columns) != len(other.columns):
        return False
    pairs = zip_longest(sorted(one.records(), key=_key), sorted(other.records(), key=_key))
    return all(_alike(a, b) for left, right in pairs for a, b in zip_longest(left, right))


def figure(result: Result) -> str:
    """What a reading comes to, in a few words: its one figure, or how many rows and the first of them."""
    rows = result.records(1)
    if not rows:
        return "no rows"
    cells = " · ".join(format_value(v) for v in rows[0])
    return cells if result.rows == 1 else f"{result.rows:,} rows, first: {cells}"


def _key(row: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if isinstance(v, Number) else str(v) for v in row) + tuple(
        f"{float(v):+.3e}" for v in row if isinstance(v, int | float)
    )


def _alike(a: object, b: object) -> bool:
    if isinstance(a, Number) and isinstance(b, Number):
        return math.isclose(float(a), float(b), rel_tol=TOLERANCE)  # type: ignore[arg-type]  # int, float and Decimal all turn into float
    return a == b
