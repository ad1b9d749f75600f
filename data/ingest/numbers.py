"""Columns of text that are numbers: decimal comma, thousands separators, currency and percent signs, (1.50) for minus.

Evidence is gathered over every value, batch by batch, for two readings at once: `1,234.5` ("english") and `1.234,5`
("european"). What starts with a zero (`007`) or looks like a telephone number is a code and stays text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from data.ingest.arrow import Array, pc

Reading = Literal["english", "european"]

_GAPS = r" '’\x{00A0}\x{202F}"
_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|INR|CNY|BRL|MXN"
_MONEY = rf"[$€£¥₹]|{_CODES}"
_SHAPE = (
    rf"^(?P<open>\(?)\s*(?P<sign>[+\-−]?)\s*(?P<before>(?:{_MONEY})?)\s*(?P<inner>-?)"
    rf"(?P<body>\d(?:[\d.,{_GAPS}]*\d)?[.,]?|[.,]\d+)(?P<power>(?:[eE][+-]?\d{{1,3}})?)\s*(?P<after>(?:%|{_MONEY})?)(?P<close>\)?|-?)$"
)
_ENGLISH = rf"^(?:\d+\.?\d*|\.\d+|[1-9]\d{{0,2}}(?:,\d{{3}})+(?:\.\d*)?|[1-9]\d{{0,2}}(?:[{_GAPS}]\d{{3}})+(?:\.\d+)?)$"
_EUROPEAN = rf"^(?:\d+,?\d*|,\d+|[1-9]\d{{0,2}}(?:\.\d{{3}})+(?:,\d*)?|[1-9]\d{{0,2}}(?:[{_GAPS}]\d{{3}})+(?:,\d+)?)$"
_UNITS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_LONGEST_INTEGER = 18
_LARGEST_SCALE = 4
_PLAIN = r"^\d{1,18}$"


@dataclass
class NumberEvidence:
    """What the values of one column say about being numbers; counts are of values that are not empty."""

    seen: int = 0
    english: int = 0
    european: int = 0
    codes: int = 0
    """Leading zeros, `+` before many digits, more digits than an integer holds."""
    powers: int = 0
    fractions: dict[Reading, int] = field(default_factory=lambda: {"english": 0, "european": 0})
    scales: dict[Reading, int] = field(default_factory=lambda: {"english": 0, "european": 0})
    digits: int = 0
    units: Counter[str] = field(default_factory=Counter)
    separators: bool = False
    """A `.` or `,` occurs at all, so that the two readings may differ."""

    def add(self, values: Array) -> float:
        """Take in trimmed values without nulls; the share of them that are numbers in either reading."""
        self.seen += len(values)
        if not len(values):
            return 1.0
        if self._add_plain(values):
            return 1.0
        parts = _parts(values)
        body = pc.struct_field(parts, "body")
        english, european = _matches(body, _ENGLISH), _matches(body, _EUROPEAN)
        self.english += _count(english)
        self.european += _count(european)
        self.codes += _count(_matches(values, r"^[+-]?0\d+$")) + _count(_matches(values, r"^\+\d{7,}$"))
        self.codes += _count(_matches(body, rf"^\d{{{_LONGEST_INTEGER + 1},}}$"))
        self.powers += _count(_matches(pc.struct_field(parts, "power"), "."))
        self._count_units(parts)
        self._measure(body)
        return (_count(pc.or_(english, european))) / len(values)

    def _add_plain(self, values: Array) -> bool:
        """The quick way for the usual batch: nothing but digits."""
        if not pc.all(_matches(values, _PLAIN)).as_py():
            return False
        self.english += len(values)
        self.european += len(values)
        self.codes += _count(_matches(values, r"^0\d+$"))
        self.digits = max(self.digits, pc.max(pc.utf8_length(values)).as_py())
        return True

    def _count_units(self, parts: Array) -> None:
        for side in ("before", "after"):
            for entry in pc.value_counts(pc.struct_field(parts, side)).to_pylist():
                if entry["values"]:
                    self.units[_UNITS.get(entry["values"], entry["values"])] += entry["counts"]

    def _measure(self, body: Array) -> None:
        if pc.any(_matches(body, "[.,]")).as_py():
            self.separators = True
            for reading, mark in (("english", r"\."), ("european", ",")):
                tail = pc.extract_regex(body, rf"{mark}(?P<tail>\d+)$")
                lengths = pc.utf8_length(pc.struct_field(tail, "tail"))
                self.fractions[reading] += len(lengths) - lengths.null_count  # type: ignore[index] # literals above
                self.scales[reading] = max(self.scales[reading], pc.max(lengths).as_py() or 0)  # type: ignore[index] # same
        longest = pc.max(pc.utf8_length(body)).as_py()
        self.digits = max(self.digits, longest or 0)

    def reading(self, hint: Reading | None) -> Reading:
        """Which reading takes more of the values; where both take all, the rest of the file decides, then `english`."""
        if self.english != self.european:
            return "english" if self.english > self.european else "european"
        return hint or "english"

    @property
    def sure(self) -> Reading | None:
        """The reading that only one of the two can explain; None when both or neither do."""
        if self.english == self.european or max(self.english, self.european) < 0.9 * self.seen:
            return None
        return self.reading(None)

    @property
    def ambiguous(self) -> bool:
        return self.separators and self.english == self.european

    def taken(self, reading: Reading) -> int:
        return self.english if reading == "english" else self.european

    @property
    def unit(self) -> str | None:
        """The one unit of the values, empty for none; None when they have several, so that they are no one measure."""
        if not self.units:
            return ""
        return next(iter(self.units)) if len(self.units) == 1 else None

    def type(self, reading: Reading) -> str:
        if self.powers or self.scales[reading] > _LARGEST_SCALE:
            return "DOUBLE"
        if not self.fractions[reading]:
            return "BIGINT" if self.digits <= _LONGEST_INTEGER else "DOUBLE"
        return f"DECIMAL(18,{self.scales[reading]})" if self.digits <= 14 else "DOUBLE"


def converted(values: Array, reading: Reading, target: pa.DataType) -> Array:
    """Trimmed text to numbers; what is none in this reading becomes null."""
    parts = _parts(values)
    body = pc.struct_field(parts, "body")
    body = pc.if_else(
        _matches(body, _ENGLISH if reading == "english" else _EUROPEAN), body, pa.scalar(None, pa.string())
    )
    if reading == "english":
        body = pc.replace_substring_regex(body, "[^0-9.]", "")
    else:
        body = pc.replace_substring(pc.replace_substring_regex(body, "[^0-9,]", ""), ",", ".")
    body = pc.replace_substring_regex(pc.replace_substring_regex(body, r"\.$", ""), r"^\.", "0.")
    minus = _minus(parts)
    text = pc.binary_join_element_wise(pc.if_else(minus, "-", ""), body, pc.struct_field(parts, "power"), "")
    if pa.types.is_integer(target):
        text = pc.if_else(_matches(text, r"^-?\d{1,18}$"), text, pa.scalar(None, pa.string()))
    return pc.cast(text, target)


def _minus(parts: Array) -> Array:
    signs = [pc.is_in(pc.struct_field(parts, side), pa.array(["-", "−", "("])) for side in ("sign", "inner", "open")]
    closing = pc.equal(pc.struct_field(parts, "close"), "-")
    return pc.or_(pc.or_(signs[0], signs[1]), pc.or_(signs[2], pc.fill_null(closing, False)))


def _parts(values: Array) -> Array:
    return pc.extract_regex(values, _SHAPE)


def _matches(values: Array, pattern: str) -> Array:
    return pc.fill_null(pc.match_substring_regex(values, pattern), False)


def _count(flags: Array) -> int:
    return int(pc.sum(flags).as_py() or 0)
