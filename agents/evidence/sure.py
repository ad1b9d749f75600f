"""How sure an answer is, in words and with the reason: a number alone tells a reader nothing to act on."""

from __future__ import annotations

import re
from typing import Literal

from agents.charts.spec import ChartSpec
from agents.steps import Note, Receipt
from data.evidence.periods import in_days
from data.types import Metric, Result, Schema

Level = Literal["sure", "fairly", "unsure", "unrated"]
SURE, FAIRLY = 0.75, 0.5
"""From where on it is said so; a calibrated confidence is the share of such readings that were right."""
DOUBTS: dict[str, str] = {
    "join_multiplies": "a join may count rows more than once",
    "duplicate_rows": "some rows stand in the table more than once",
    "mixed_units": "figures of different units are put together",
    "unit_mix_up": "some values may be in another unit",
    "outlier_carries_sum": "one row makes up much of the sum",
    "ties_left_out": "others are as high or low as the last one that is shown",
    "truncated": "not all rows were fetched",
    "checks_left_out": "there was no time for all checks of the data",
}
"""Findings that say the figure itself may be wrong, not only that it has a limit, and how that is told."""
WRONG: dict[str, str] = {"join_multiplies": "a join counts rows more than once in every figure"}
"""How a finding is told that makes all figures wrong, where that is more than `DOUBTS` says."""
NOTHING, NO_VALUE = "nothing matches: check the conditions", "there is no value: check the conditions"
_ABOUT_THE_TALK = ("Read as a new question",)
"""How assumptions begin that tell what the question goes on from, not how its words were read."""
_DIFFERENT = "number of different"
_SQL = re.compile(r"\b[A-Z_]{2,}\s*\(")
"""A call that has no plain words."""
_HEADS: dict[Level, str] = {"sure": "Sure", "fairly": "Fairly sure", "unsure": "Not sure", "unrated": "Not rated"}


def level(confidence: float | None) -> Level:
    if confidence is None:
        return "unrated"
    return "sure" if confidence >= SURE else "fairly" if confidence >= FAIRLY else "unsure"


def doubtful(notes: tuple[Note, ...]) -> tuple[str, ...]:
    """Why the figure itself may be wrong."""
    found = [n.check for n in notes if n.severity == "warning" and n.material and n.check in DOUBTS]
    return tuple(dict.fromkeys(DOUBTS[check] for check in found))


def wrong(notes: tuple[Note, ...]) -> tuple[str, ...]:
    """Why all figures are wrong, as far as that is known."""
    found = [n for n in notes if n.everywhere and n.severity == "warning" and n.material]
    return tuple(dict.fromkeys(WRONG.get(n.check) or DOUBTS.get(n.check) or n.text for n in found))


def nothing(result: Result, chart: ChartSpec) -> str:
    """Why an answer that shows nothing may be due to how the question was read; empty where something is shown. A count of
    0 is a figure."""
    if not result.rows:
        return NOTHING
    told = [y for y in chart.y if y in result.columns] or result.columns
    return NO_VALUE if told and all(result.table.column(n).null_count == result.rows for n in told) else ""


def sure(
    confidence: float | None,
    receipt: Receipt,
    notes: tuple[Note, ...],
    question: str,
    schema: Schema,
    chart: ChartSpec,
    empty: str = "",
) -> str:
    """`Fairly sure: “sales” read as revenue.`; `empty` is what `nothing` says."""
    found = level(confidence)
    read = (a for a in receipt.assumptions if not a.startswith(_ABOUT_THE_TALK))
    named = _named_otherwise(receipt, question, schema)
    doubts = [*filter(None, (empty,)), *wrong(notes), *doubtful(notes)]
    # What lowers the reading, where no figure is doubtful, is what it had to assume.
    reasons = [*doubts, *read, *named] if found == "fairly" and not doubts else [*doubts, *named, *read]
    if found == "unrated":
        reasons.insert(0, f"{receipt.model} does not say how sure it is; the SQL and the evidence do")
    why = reasons[0] if reasons else _reading(receipt, chart)
    check = "; check the SQL" if found == "unsure" else ""
    text = f"{_HEADS[found]}: {_phrase(why)}{check}" if why else f"{_HEADS[found]}{check}"
    return f"{text.rstrip('.')}."


def _named_otherwise(receipt: Receipt, question: str, schema: Schema) -> list[str]:
    """The definitions that were taken for another word of the question than their own name."""
    used = {name.casefold() for name, _ in receipt.definitions}
    metrics = [m for m in schema.metrics if (m.title or m.name).casefold() in used]
    return [f"“{word}” read as {_name(m)}" for m in metrics if (word := _said(m, question))]


def _said(metric: Metric, question: str) -> str:
    """The synonym that stands in the question, where neither name nor title does."""
    if any(_in(word, question) for word in (metric.title, metric.name.replace("_", " "))):
        return ""
    return next((s for s in sorted(metric.synonyms, key=len, reverse=True) if _in(s, question)), "")


def _in(word: str, question: str) -> bool:
    return bool(word) and re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE) is not None


def _name(metric: Metric) -> str:
    name = metric.title or metric.name.replace("_", " ")
    return name if name.isupper() else name[:1].lower() + name[1:]


def _reading(receipt: Receipt, chart: ChartSpec) -> str:
    """What was understood, so that a reader can tell whether it was meant."""
    found = receipt.facts.measures
    if not found:
        things = chart.things or (chart.said(chart.y[0]) if chart.y else "")
        # A period alone says nothing of what was read.
        return f"read as {', '.join(filter(None, (things, chart.scope)))}" if things else ""
    own = receipt.model == "builtin"  # its names of columns are made from what they compute
    counted = f"number of {chart.said(chart.y[0])}" if chart.y else "number of rows"
    measures = [
        f"{m.definition[:1].lower()}{m.definition[1:]} as it is defined" if m.definition
        else counted if m.words == "number of rows"
        else _different(chart.said(chart.y[0])) if chart.y and m.words.startswith(_DIFFERENT) and len(found) == 1
        else chart.said(m.name if m.name != m.words else chart.y[0]) if chart.y and (_SQL.search(m.words) or "÷ the total of" in m.words)
        else chart.said(m.name) if own and m.name != m.words and _says_less(m.words, chart.said(m.name)) else m.words
        for m in found[:2]
    ]  # fmt: skip
    groups = [chart.said(name) for name in (chart.x, chart.colour) if name and chart.kind != "number"]
    by = " and ".join(groups or (g for g in receipt.group_by if g != "one row in all"))
    return f"read as {' and '.join(measures)}{f', by {by}' if by else ''}"


def _different(counted: str) -> str:
    """`number of different customers`, for a count of different values by the name of its column."""
    return counted if counted.startswith("number of") else f"{_DIFFERENT} {counted.removeprefix('different ')}"


def _says_less(words: str, name: str) -> bool:
    """Whether the words of a computed column tell a reader less than the name that was made for it."""
    return words in name or words.startswith(("number of", "running total of")) or any(sign in words for sign in "×÷")


def _phrase(text: str) -> str:
    """As it goes on behind a colon, whole: what it ends with is often what the reader must see."""
    text = in_days(text.rstrip("."))
    return text[:1].lower() + text[1:] if text[:1].isupper() and not text[:2].isupper() else text
