"""Columns of text that are dates, timestamps or times of day: the shape, the order of day and month, the conversion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.ingest.arrow import Array, pc

Order = Literal["day first", "month first"]
Shape = Literal["year first", "numeric", "named day first", "named month first", "compact"]

_TIME = (
    r"(?:[T,]?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>(?:[AaPp]\.?[Mm]\.?)?)\s*(?P<zone>(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?))?$"
)
_WEEKDAY = r"(?:\pL{2,10}\.?,?\s+)?"
_MONTH = r"(?P<month>\pL{3,10})"
SHAPES: dict[Shape, str] = {
    "year first": r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:$|[T\s,])" + _TIME,
    "numeric": r"^(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d{2})(?:$|[T\s,])" + _TIME,
    "named day first": rf"^{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-.\s/]*{_MONTH}\.?[-,\s/]*(?P<year>\d{{4}}|\d{{2}})"
    r"(?:$|[T\s,])" + _TIME,
    "named month first": rf"^{_WEEKDAY}{_MONTH}\.?[-\s]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[-\s]+(?P<year>\d{{4}})"
    r"(?:$|[T\s,])" + _TIME,
    "compact": r"^(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])$",
}
_OUTLINES: dict[Shape, str] = {
    "year first": r"^\d{4}[-/.]\d",
    "numeric": r"^\d{1,2}[-/.]\d{1,2}[-/.]\d",
    "named day first": r"\d\D*[^\d\s]{3}",
    "named month first": r"[^\d\s]{3}.*\d",
    "compact": r"^\d{8}$",
}
"""What all values of a shape have: a whole shape takes 6 ms to be made ready, for each column of a file once more."""
_CLOCK = r"^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$"
_DATE_NAME = re.compile(r"date|datum|fecha|day|tag|^dt|_dt|dt_|created|updated", re.IGNORECASE)
_MONTHS = (
    "jan januar janvier enero janv january jän jänner ene gennaio",
    "feb februar février fevrier febrero february févr fevr febbraio",
    "mar märz maerz mars marzo march mär mrz",
    "apr april avril abril avr abr aprile",
    "may mai mayo maj mag maggio",
    "jun juni juin junio june giu giugno",
    "jul juli juillet julio july juil lug luglio",
    "aug august août aout agosto ago",
    "sep september septembre septiembre sept settembre set",
    "oct oktober octobre octubre october okt ottobre ott",
    "nov november novembre noviembre",
    "dec dezember décembre decembre diciembre december dez déc dic dicembre",
)
_MONTH_NUMBER = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

Ints = npt.NDArray[np.int64]


@dataclass
class DateEvidence:
    """What the values of one column say about being dates."""

    column: str
    seen: int = 0
    taken: dict[Shape, int] = field(default_factory=dict)
    """How many values have the shape; a shape that the first values don't have is given up."""
    timed: int = 0
    zoned: int = 0
    past_midnight: int = 0
    first_over_12: int = 0
    second_over_12: int = 0
    dots: int = 0
    sample: Array | None = None

    def add(self, values: Array) -> float:
        """Take in trimmed values without nulls; the share that has the best shape."""
        self.seen += len(values)
        if not len(values):
            return 1.0
        if self.sample is None:
            self.sample = values.slice(0, 5_000)
            self.taken = dict.fromkeys(self._possible(), 0)
        shares = [self._add(shape, values) for shape in self.taken]
        return max(shares, default=0.0)

    def _possible(self) -> list[Shape]:
        shapes = [shape for shape in SHAPES if shape != "compact" or _DATE_NAME.search(self.column)]
        return [s for s in shapes if all(_share(self.sample, p) >= 0.5 for p in (_OUTLINES[s], SHAPES[s]))]

    def _add(self, shape: Shape, values: Array) -> float:
        parts = pc.extract_regex(values, SHAPES[shape])
        count = int((_named_months(parts) > 0).sum()) if shape.startswith("named") else len(parts) - parts.null_count
        self.taken[shape] += count
        if shape == "numeric" and count:
            first, second = _ints(parts, "a"), _ints(parts, "b")
            self.first_over_12 += int((first > 12).sum())
            self.second_over_12 += int((second > 12).sum())
            self.dots += pc.sum(pc.equal(pc.struct_field(parts, "mark"), ".")).as_py() or 0
        if shape != "compact" and count:
            hours = pc.struct_field(parts, "hour")
            self.timed += pc.sum(pc.greater(pc.utf8_length(hours), 0)).as_py() or 0
            self.zoned += pc.sum(pc.greater(pc.utf8_length(pc.struct_field(parts, "zone")), 0)).as_py() or 0
            self.past_midnight += int((_clock(parts) > 0).sum())
        return count / len(values)

    @property
    def shape(self) -> Shape | None:
        return max(self.taken.items(), key=lambda item: item[1])[0] if self.taken else None

    @property
    def count(self) -> int:
        return max(self.taken.values(), default=0)

    @property
    def sure(self) -> Order | None:
        """The order that the values themselves prove."""
        if self.shape != "numeric" or bool(self.first_over_12) == bool(self.second_over_12):
            return None
        return "day first" if self.first_over_12 else "month first"

    @property
    def contradictory(self) -> bool:
        """Some values can only be day first, many others only month first."""
        few = 0.02 * self.seen
        return self.shape == "numeric" and min(self.first_over_12, self.second_over_12) > few

    def order(self, hint: Order | None) -> tuple[Order, bool]:
        """The order, and whether it is more than a guess."""
        if self.first_over_12 or self.second_over_12:
            return ("day first" if self.first_over_12 >= self.second_over_12 else "month first"), True
        if self.dots:
            return "day first", True
        if hint is not None:
            return hint, True
        if self.seen < 4:
            return "month first", False
        steps = {order: self._steps(order) for order in ("day first", "month first")}
        if steps["day first"] * 2 < steps["month first"]:
            return "day first", True
        return "month first", steps["month first"] * 2 < steps["day first"]

    def _steps(self, order: str) -> int:
        """How far the column jumps from row to row when read so; a log that is in order jumps little."""
        days = _days(pc.extract_regex(self.sample, SHAPES["numeric"]), "numeric", order)
        return int(np.abs(np.diff(days[days != _NO_DAY])).sum())

    def type(self) -> str:
        return "TIMESTAMP" if self.past_midnight else "DATE"


_NO_DAY = np.iinfo(np.int64).min


def converted(values: Array, shape: Shape, order: Order, target: pa.DataType) -> Array:
    """Trimmed text to dates or timestamps (in UTC where a zone is given); what is no date becomes null."""
    parts = pc.extract_regex(values, SHAPES[shape])
    days = _days(parts, shape, order)
    none = days == _NO_DAY
    if pa.types.is_date32(target):
        return pa.array(np.where(none, 0, days).astype(np.int32), type=pa.int32(), mask=none).cast(target)
    clock = np.zeros(len(days), dtype=np.int64) if shape == "compact" else _clock(parts)
    bad_clock = clock < 0
    zone = np.zeros(len(days), dtype=np.int64) if shape == "compact" else _zone(parts)
    stamps = np.where(none, 0, days) * 86_400_000_000 + clock - zone
    return pa.array(stamps, type=pa.int64(), mask=none | bad_clock).cast(target)


def is_clock(values: Array) -> float:
    """The share of values that are a time of day."""
    return _share(values, _CLOCK)


def clock_converted(values: Array) -> Array:
    """`8:05` or `08:05:30` to a time; what is none becomes null."""
    parts = pc.extract_regex(values, r"^(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?$")
    seconds = _ints(parts, "hour") * 3600 + _ints(parts, "minute") * 60 + _ints(parts, "second")
    missing = np.asarray(pc.is_null(parts))
    return pa.array(seconds * 1_000_000, type=pa.int64(), mask=missing).cast(pa.time64("us"))


def _days(parts: Array, shape: Shape, order: str) -> Ints:
    """Days since 1970 per value, `_NO_DAY` where it is none (or the 31st of February)."""
    year = _ints(parts, "year")
    if shape == "numeric":
        first, second = _ints(parts, "a"), _ints(parts, "b")
        day, month = (first, second) if order == "day first" else (second, first)
    else:
        day = _ints(parts, "day")
        month = _named_months(parts) if shape.startswith("named") else _ints(parts, "month")
    short = np.asarray(pc.fill_null(pc.equal(pc.utf8_length(pc.struct_field(parts, "year")), 2), False))
    year = np.where(short, np.where(year < 70, 2000 + year, 1900 + year), year)
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0)
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days = start + day - 1
    return np.where(valid & (days < after), days, _NO_DAY)


def _named_months(parts: Array) -> Ints:
    words = pc.utf8_lower(pc.struct_field(parts, "month"))
    return np.asarray([_MONTH_NUMBER.get(word, 0) for word in words.to_pylist()], dtype=np.int64)


def _clock(parts: Array) -> Ints:
    """Microseconds since midnight; below zero where there is no such time of day."""
    hour, minute, second = _ints(parts, "hour"), _ints(parts, "minute"), _ints(parts, "second")
    half = pc.fill_null(pc.utf8_lower(pc.utf8_slice_codeunits(pc.struct_field(parts, "half"), 0, 1)), "")
    afternoon, morning = np.asarray(pc.equal(half, "p")), np.asarray(pc.equal(half, "a"))
    hour = np.where(afternoon & (hour < 12), hour + 12, np.where(morning & (hour == 12), 0, hour))
    fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(pc.struct_field(parts, "fraction"), ""), 6, "0"), 0, 6)
    micros = np.asarray(pc.cast(fraction, pa.int64()))
    bad = (hour > 23) | (minute > 59) | (second > 59)
    return np.where(bad, -1, (hour * 3600 + minute * 60 + second) * 1_000_000 + micros)


def _zone(parts: Array) -> Ints:
    """The offset from UTC in microseconds."""
    zones: list[Any] = pc.struct_field(parts, "zone").to_pylist()
    offsets = {zone: _offset(zone) for zone in set(zones)}
    return np.asarray([offsets[zone] for zone in zones], dtype=np.int64)


def _offset(zone: str | None) -> int:
    if not zone or zone[0] not in "+-":
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60) * 1_000_000


def _ints(parts: Array, name: str) -> Ints:
    text = pc.struct_field(parts, name)
    text = pc.if_else(pc.greater(pc.utf8_length(text), 0), text, "0")
    return np.asarray(pc.cast(pc.fill_null(text, "0"), pa.int64()))


def _share(values: Array | None, pattern: str) -> float:
    if values is None or not len(values):
        return 0.0
    return float(pc.sum(pc.match_substring_regex(values, pattern)).as_py() or 0) / len(values)
