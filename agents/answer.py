"""The answer: a short text whose every number is in the result, with the receipt under it.

A model's own sentence is kept only when each number, date, rank and name in it is borne out by the rows
(`agents.evidence.grounding`); otherwise, and when it wrote none, the sentence is made here from the rows.
"""

from __future__ import annotations

from agents.charts.axes import heading, names_of
from agents.charts.spec import ChartSpec
from agents.contributions import contribution
from agents.evidence.explain import EMPTY
from agents.evidence.grounding import Grounding
from agents.evidence.prose import judge
from agents.followups import follow_ups
from agents.inquiry import Outcome
from agents.loop import Drafts
from agents.numbers import format_value
from agents.prompt import Prompt
from agents.receipt import receipt
from agents.steps import Answer, Note
from data.types import Result

MIN_COMPARED = 2
"""Periods that must be left when the running one is told apart."""
DOUBTED = 0.7
"""A figure that the rows make doubtful is not told as sure, however surely the question was read."""
DOUBTS = frozenset(
    {"join_multiplies", "duplicate_rows", "mixed_units", "unit_mix_up", "outlier_carries_sum", "truncated"}
)
"""Findings that say the figure itself may be wrong, not only that it has a limit."""
LOOKED_AT = 2_000
"""Rows of a result that are compared for the highest and the lowest."""


def write(outcome: Outcome, drafts: Drafts, chart: ChartSpec, notes: tuple[Note, ...], prompt: Prompt) -> Answer:
    """The whole answer to a question whose rows are there."""
    text, judged, more = _text(outcome, drafts, chart, any(n.check == "incomplete_last_period" for n in notes))
    why = next((n.text for n in notes if n.check == EMPTY), "")
    if why:
        text, notes = f"{text} {why}", tuple(n for n in notes if n.check not in ("empty_result", EMPTY))
    notes = notes + more
    return Answer(
        text=text,
        query=outcome.ran.query,
        result=outcome.result,
        chart=chart,
        receipt=receipt(outcome, drafts, notes, prompt),
        notes=notes,
        follow_ups=follow_ups(outcome),
        confidence=weighed(drafts.confidence, notes),
        grounded=judged.share,
        operations=judged.operations,
    )


def weighed(confidence: float | None, notes: tuple[Note, ...]) -> float | None:
    """How sure the answer is: the reading's confidence, no higher than `DOUBTED` where the rows make the figure doubtful."""
    doubtful = any(n.severity == "warning" and n.check in DOUBTS for n in notes)
    return min(confidence, DOUBTED) if confidence is not None and doubtful else confidence


def _text(outcome: Outcome, drafts: Drafts, chart: ChartSpec, partial: bool) -> tuple[str, Grounding, tuple[Note, ...]]:
    """The model's sentence where all of it holds, else one that is made of the rows."""
    written = drafts.text.strip()
    if not written or outcome.result.rows == 0:
        return sentence(outcome.result, chart, partial), Grounding(), ()
    judged = judge(outcome.inquiry, outcome.ran.query, outcome.result, written)
    if not judged.missing:
        return written, judged, ()
    wrong = ", ".join(f"“{claim}”" for claim in judged.missing[:3])
    told = f"The model's sentence held {wrong}, which the result does not show; it was dropped."
    return sentence(outcome.result, chart, partial), judged, (Note("grounding", "info", told),)


def sentence(result: Result, chart: ChartSpec, partial: bool = False) -> str:
    """What the rows say, in one or two plain sentences; `partial` when the last period of a series is not over."""
    if result.rows == 0:
        return "No rows match the question."
    if result.rows == 1:
        return _one_row(result, chart)
    causes = contribution(result)
    if causes:
        return causes
    if result.truncated:
        # What was not fetched may be higher or lower than all that was.
        return _listing(result)
    measure = next((y for y in chart.y if y in result.columns), "")
    if not measure or chart.kind in ("table", "scatter", "histogram", "positions"):
        return _listing(result)
    return _ranking(result, chart, measure, partial)


def _one_row(result: Result, chart: ChartSpec) -> str:
    row = result.records(1)[0]
    cells = [
        (label(n), format_value(v, chart.unit if n in chart.y else ""))
        for n, v in zip(result.columns, row, strict=True)
    ]
    if len(cells) == 1:
        name, value = cells[0]
        return f"{name[:1].upper()}{name[1:]}: {value}."
    return "; ".join(f"{name}: {value}" for name, value in cells) + "."


def _listing(result: Result) -> str:
    first = [format_value(row[0]) for row in result.records(5)]
    named = ", ".join(first)
    more = f" and {result.rows - 5:,} more" if result.rows > 5 else ""
    return f"{_count(result)}: {named}{more}."


def _ranking(result: Result, chart: ChartSpec, measure: str, partial: bool) -> str:
    """Highest and lowest of the measure; a period that is not over is told apart, not compared."""
    part = result.table.slice(0, LOOKED_AT)
    places = [n for n in (chart.x, chart.colour) if n in result.columns] or [result.columns[0]]
    called = zip(*(names_of(part.column(n).to_pylist()) for n in places), strict=True)
    cells = zip(called, part.column(measure).to_pylist(), strict=True)
    rows = [(", ".join(words), value) for words, value in cells if value is not None]
    if not rows:
        return f"{_count(result)}, none with a value for {label(measure)}."
    running = ""
    if partial and not chart.colour and len(rows) > MIN_COMPARED:
        running = f" {rows[-1][0]} is not over ({format_value(rows[-1][1], chart.unit)} so far)."
        rows = rows[:-1]
    high = max(rows, key=lambda r: r[1])
    low = min(rows, key=lambda r: r[1])
    unit = chart.unit
    said = f"{_count(result)}. Highest {label(measure)}: {high[0]} ({format_value(high[1], unit)})"
    if len(rows) > 1 and low[1] != high[1]:
        said += f"; lowest: {low[0]} ({format_value(low[1], unit)})"
    return f"{said}.{running}"


def _count(result: Result) -> str:
    return f"{'The first ' if result.truncated else ''}{result.rows:,} rows"


def label(name: str) -> str:
    """A column's name for a sentence: `avg_order_value` -> `avg order value`."""
    return heading(name)
