"""What type a column of text has, decided from all of its values, and how it is converted.

Evidence is added batch by batch; a family of types that the first values rule out is not looked at again. A column
is a number, date, time or boolean when all values but a hundredth are; otherwise it stays text as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from data.ingest import dates, numbers
from data.ingest.arrow import Array, pc
from data.ingest.words import NULL_TEXT, NULL_WORDS, arrow_type, counted

Wish = Literal["text", "number", "whole number", "date, day first", "date, month first", "yes or no"]
"""What a person may want a column of text to be."""
_ENOUGH = 0.99
_NEARLY = 0.8
_NAMED = 8
"""Columns that are named where something is told of several."""
_NULLS = pa.array(sorted(NULL_WORDS))
_TEXT_NULLS = pa.array(sorted(NULL_TEXT))
_TRUE_FALSE = (("true", "false"), ("yes", "no"), ("y", "n"), ("t", "f"), ("ja", "nein"), ("oui", "non"), ("si", "no"))
_NO_DATES = pa.array(["0000-00-00", "0000-00-00 00:00:00", "00/00/0000", "00.00.0000"])


@dataclass(frozen=True, slots=True)
class Hints:
    """What other columns of the file have proved."""

    reading: numbers.Reading | None = None
    order: dates.Order | None = None


@dataclass(frozen=True)
class Decision:
    """The type of a column; `convert` gives null for what does not fit, `blank` says which values stood for nothing."""

    type: str
    convert: Callable[[Array], Array]
    unit: str = ""
    found: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def blank(self, values: Array) -> Array:
        return _in(values, _TEXT_NULLS if self.type == "VARCHAR" else _NULLS)


class Evidence:
    """What the values of one column say about its type."""

    def __init__(self, column: str, *, only_dates: bool = False) -> None:
        self.seen = 0
        self.spaced = 0
        """Values with white space before or after them."""
        self.clocks = 0
        self.words: set[str] = set()
        self.numbers: numbers.NumberEvidence | None = None if only_dates else numbers.NumberEvidence()
        self.dates: dates.DateEvidence | None = dates.DateEvidence(column)
        self._clock = not only_dates
        self._words = not only_dates

    def add(self, values: Array) -> None:
        trimmed = pc.utf8_trim_whitespace(values)
        filled = pc.invert(_in(trimmed, _NULLS))
        known = trimmed.filter(filled)
        if not len(known):
            return
        self.seen += len(known)
        self.spaced += pc.sum(pc.and_(filled, pc.not_equal(trimmed, values))).as_py() or 0
        if self.numbers is not None and self.numbers.add(known) < 0.5:
            self.numbers = None
        if self.dates is not None and self.dates.add(known) < 0.5:
            self.dates = None
        if self._clock:
            share = dates.is_clock(known)
            self.clocks += round(share * len(known))
            self._clock = share > 0.5
        if self._words:
            self.words |= set(pc.unique(pc.utf8_lower(known)).to_pylist()) if len(self.words) < 8 else set()
            self._words = len(self.words) < 8

    def hints(self) -> Hints:
        """What this column proves to others."""
        return Hints(
            self.numbers.sure if self.numbers else None,
            self.dates.sure if self.dates and self.dates.count >= _ENOUGH * self.seen else None,
        )

    def decide(self, hints: Hints) -> Decision:
        """The type, given what the other columns prove."""
        if not self.seen:
            return _text()
        if self.words and any(self.words <= set(pair) for pair in _TRUE_FALSE):
            return Decision("BOOLEAN", _boolean)
        decided = self._date(hints) or self._number(hints)
        if decided is not None:
            return decided
        if self.clocks >= _ENOUGH * self.seen:
            return Decision("TIME", lambda v: dates.clock_converted(pc.utf8_trim_whitespace(v)))
        return _text(self._nearly(hints))

    def as_wished(self, wish: Wish, hints: Hints) -> Decision:
        """The type that a person wants; what does not fit is null, and nothing of the column's own evidence stands against it."""
        reading = self.numbers.reading(hints.reading) if self.numbers else hints.reading or "english"
        unit = (self.numbers.unit if self.numbers else "") or ""
        match wish:
            case "text":
                return _text()
            case "yes or no":
                return Decision("BOOLEAN", _yes_or_no)
            case "number":
                return Decision(
                    "DOUBLE", lambda v: numbers.converted(pc.utf8_trim_whitespace(v), reading, pa.float64()), unit
                )
            case "whole number":
                return Decision("BIGINT", lambda v: _whole(v, reading), unit)
            case "date, day first" | "date, month first":
                shape = (self.dates.shape if self.dates else None) or "numeric"
                name = self.dates.type() if self.dates else "DATE"
                order: dates.Order = "day first" if wish == "date, day first" else "month first"
                return Decision(
                    name, lambda v: dates.converted(pc.utf8_trim_whitespace(v), shape, order, arrow_type(name))
                )

    def _number(self, hints: Hints) -> Decision | None:
        evidence = self.numbers
        if evidence is None or evidence.codes or evidence.unit is None:
            return None
        reading = evidence.reading(hints.reading)
        if evidence.taken(reading) < _ENOUGH * self.seen:
            return None
        name = evidence.type(reading)
        target = arrow_type(name)
        found, warnings = _told(evidence, reading, hints)
        return Decision(
            name,
            lambda v: numbers.converted(pc.utf8_trim_whitespace(v), reading, target),
            evidence.unit,
            found,
            warnings,
        )

    def _date(self, hints: Hints) -> Decision | None:
        evidence = self.dates
        if evidence is None or evidence.shape is None or evidence.count < _ENOUGH * self.seen:
            return None
        if evidence.contradictory:
            return None
        shape, (order, sure) = evidence.shape, evidence.order(hints.order)
        name = evidence.type()
        target = arrow_type(name)
        found: list[str] = []
        warnings: list[str] = []
        if shape == "numeric" and (evidence.dots == 0 or evidence.sure):
            found.append(f"dates are {order}")
        if shape == "numeric" and not sure:
            warnings.append(f"every day and month is 12 or less; read as {order}, which may be wrong.")
        if evidence.zoned:
            found.append("times with a zone are in UTC")
        return Decision(
            name,
            lambda v: dates.converted(pc.utf8_trim_whitespace(v), shape, order, target),
            "",
            tuple(found),
            tuple(warnings),
        )

    def _nearly(self, hints: Hints) -> tuple[str, ...]:
        """Why a column that is almost something else was left as text."""
        if self.dates is not None and self.dates.contradictory:
            return ("some dates are day first and others month first; kept as text.",)
        if self.dates is not None and self.dates.count >= _NEARLY * self.seen:
            return (f"{self.seen - self.dates.count} of {self.seen} values are no dates; kept as text.",)
        if self.numbers is None or self.numbers.codes:
            return ()
        if self.numbers.unit is None:
            return (f"the amounts have several units ({', '.join(sorted(self.numbers.units))}); kept as text.",)
        strays = self.seen - self.numbers.taken(self.numbers.reading(hints.reading))
        return (f"{strays} of {self.seen} values are no numbers; kept as text.",) if strays < 0.2 * self.seen else ()


def _told(
    evidence: numbers.NumberEvidence, reading: numbers.Reading, hints: Hints
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not evidence.separators:
        return (), ()
    found = ("decimal comma",) if reading == "european" else ()
    if evidence.ambiguous and hints.reading is None:
        return found, ("'.' before three digits was read as the decimal point and ',' as a thousands separator.",)
    return found, ()


def combined(evidence: list[Evidence]) -> Hints:
    """What the columns prove together; nothing where they disagree."""
    all_hints = [e.hints() for e in evidence]
    readings = {h.reading for h in all_hints if h.reading}
    orders = {h.order for h in all_hints if h.order}
    return Hints(readings.pop() if len(readings) == 1 else None, orders.pop() if len(orders) == 1 else None)


def remarks(columns: Iterable[tuple[str, Evidence, Decision]]) -> list[str]:
    """What is odd about the columns and changes nothing: those without a value, texts with spaces around them."""
    empty, spaced = [], []
    for name, evidence, decision in columns:
        if not evidence.seen:
            empty.append(name)
        elif evidence.spaced and decision.type == "VARCHAR":
            spaced.append(f"{name} ({counted(evidence.spaced, 'value')})")
    told = [f"no value in {_some(empty)}"] if empty else []
    return [*told, f"spaces before or after the text, kept as they are, in {_some(spaced)}"] if spaced else told


def _some(names: list[str]) -> str:
    more = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])} and {more} more" if more > 0 else ", ".join(names)


def text_of(values: Array) -> Array:
    """Text as it was written, with null where it stood for nothing."""
    return pc.if_else(_in(values, _TEXT_NULLS), pa.scalar(None, pa.string()), values)


def _text(warnings: tuple[str, ...] = ()) -> Decision:
    return Decision("VARCHAR", text_of, warnings=warnings)


def _boolean(values: Array) -> Array:
    words = pc.utf8_lower(pc.utf8_trim_whitespace(values))
    yes = pc.is_in(words, pa.array([pair[0] for pair in _TRUE_FALSE]))
    no = pc.is_in(words, pa.array([pair[1] for pair in _TRUE_FALSE]))
    return pc.if_else(pc.or_(yes, no), yes, pa.scalar(None, pa.bool_()))


def _yes_or_no(values: Array) -> Array:
    """As `_boolean`, and 1 and 0 with it."""
    words = pc.utf8_trim_whitespace(values)
    digits = pc.is_in(words, pa.array(["1", "0"]))
    return pc.if_else(digits, pc.equal(words, "1"), _boolean(values))


def _whole(values: Array, reading: numbers.Reading) -> Array:
    """Whole numbers; what has a fraction is none."""
    trimmed = pc.utf8_trim_whitespace(values)
    fraction = pc.match_substring(trimmed, "." if reading == "english" else ",")
    return numbers.converted(pc.if_else(fraction, pa.scalar(None, pa.string()), trimmed), reading, pa.int64())


def _in(values: Array, words: Array) -> Array:
    """Which values are one of the words or missing; in any letter case, with white space around or none."""
    short = pc.utf8_lower(pc.utf8_trim_whitespace(values))
    return pc.or_(pc.is_null(values), pc.is_in(short, words))
