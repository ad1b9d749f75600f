"""Columns of values that have a type already (from JSON or a spreadsheet): one DuckDB type for each, values unchanged.

Text stays text, except dates: those are text in JSON. Numbers with a few null words among them stay numbers.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from data.ingest.arrow import Array, pc
from data.ingest.infer import Evidence, Hints, Wish, text_of
from data.ingest.source import SourceColumn, SourceTable
from data.ingest.words import NULL_WORDS, arrow_type, counted

_LARGEST = 2**63
MOST_TOLD = 20
"""So many values that do not fit a wished type are told one by one, of each column."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person wants some columns to be, and where the rows stand, for what is told of values that do not fit."""

    types: Mapping[str, Wish]
    places: Sequence[int]
    word: str = "row"
    """What a place is called: `row` of a sheet, `record` of a file."""


def table(
    name: str, names: Sequence[str], columns: Sequence[Sequence[Any]], wishes: Wishes | None = None, **told: Any
) -> SourceTable:
    """A table of the columns' values; `told` are further fields of SourceTable (`found`, `warnings`, `retyped`)."""
    warnings: list[str] = list(told.pop("warnings", ()))
    found: list[str] = list(told.pop("found", ()))
    made = [
        _wished(title, values, wishes, warnings)
        if wishes is not None and title in wishes.types
        else _column(title, values, warnings, found)
        for title, values in zip(names, columns, strict=True)
    ]
    source_columns = tuple(SourceColumn(title, type_name) for title, (type_name, _) in zip(names, made, strict=True))
    schema = pa.schema([pa.field(c.name, arrow_type(c.type)) for c in source_columns])
    batch = pa.RecordBatch.from_arrays([array for _, array in made], schema=schema)

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch

    return SourceTable(name, source_columns, batches, warnings=warnings, found=tuple(dict.fromkeys(found)), **told)


def _column(name: str, values: Sequence[Any], warnings: list[str], found: list[str]) -> tuple[str, Array]:
    known = [v for v in values if not _nothing(v)]
    kinds = {_kind(v) for v in known}
    if not kinds:
        return "VARCHAR", pa.array([None] * len(values), type=pa.string())
    if kinds == {"text"}:
        return _texts(name, values, warnings, found)
    for type_name, members in _TYPES:
        if kinds <= members:
            cells = [None if _nothing(v) else _CAST[type_name](v) for v in values]
            return type_name, pa.array(cells, type=arrow_type(type_name))
    numbers = [v for v in known if _kind(v) in {"integer", "real"}]
    strays = [v for v in known if _kind(v) not in {"integer", "real"}]
    if numbers and all(isinstance(v, str) and v.strip().casefold() in NULL_WORDS for v in strays):
        shown = ", ".join(sorted({repr(v) for v in strays})[:3])
        warnings.append(
            f"{name}: {counted(len(strays), 'value')} ({shown}) {'is no number and was' if len(strays) == 1 else 'are no numbers and were'} taken as empty."
        )
        return _column(name, [None if _kind(v) == "text" else v for v in values], warnings, found)
    if len(kinds - {"nested"}) > 1:
        warnings.append(f"{name}: values of several kinds ({', '.join(sorted(kinds))}); kept as text.")
    return "VARCHAR", pa.array([None if _nothing(v) else _text(v) for v in values], type=pa.string())


def _wished(name: str, values: Sequence[Any], wishes: Wishes, warnings: list[str]) -> tuple[str, Array]:
    """The values as the type that a person wants; each that does not fit is empty and told with its place."""
    array = pa.array([None if _nothing(v) else _text(v) for v in values], type=pa.string())
    evidence = Evidence(name)
    evidence.add(array)
    typed = any(_kind(v) in {"integer", "real"} for v in values)
    decision = evidence.as_wished(wishes.types[name], Hints(reading="english") if typed else Hints())
    converted = decision.convert(array)
    lost = pc.and_(pc.is_null(converted), pc.invert(decision.blank(array))).to_pylist()
    strays = [(place, value) for place, value, gone in zip(wishes.places, array.to_pylist(), lost, strict=True) if gone]
    if strays:
        shown = [f"{wishes.word} {place} {str(value)[:40]!r}" for place, value in strays[:MOST_TOLD]]
        warnings.append(misfits(name, decision.type, len(strays), shown))
    return decision.type, converted


def misfits(name: str, wanted: str, count: int, shown: Sequence[str]) -> str:
    """What is told of a column's values that do not fit the type that a person wants; `shown` are the first with their places."""
    said = "1 value does not fit" if count == 1 else f"{count} values do not fit"
    more = f"; and {count - len(shown)} more" if count > len(shown) else ""
    return f"{name}: {said} {wanted} and {'is' if count == 1 else 'are'} now empty ({'; '.join(shown)}{more})."


def is_misfit(told: str, name: str) -> bool:
    """Whether that is what `misfits` tells of this column."""
    return told.startswith(f"{name}: ") and (" value does not fit " in told or " values do not fit " in told)


def _texts(name: str, values: Sequence[Any], warnings: list[str], found: list[str]) -> tuple[str, Array]:
    array = pa.array([None if _nothing(v) else v for v in values], type=pa.string())
    evidence = Evidence(name, only_dates=True)
    evidence.add(array)
    decision = evidence.decide(Hints())
    converted = decision.convert(array)
    lost = converted.null_count - sum(decision.blank(array).to_pylist())
    if decision.type == "VARCHAR" or lost:
        return "VARCHAR", text_of(array)
    warnings += [f"{name}: {told}" for told in decision.warnings]
    found += decision.found
    return decision.type, converted


def _nothing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and not math.isfinite(value))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer" if -_LARGEST <= value < _LARGEST else "real"
    if isinstance(value, float):
        return "integer" if value.is_integer() and abs(value) < 2**53 else "real"
    if isinstance(value, dt.datetime):
        return "timestamp" if value.time() != dt.time(0) else "date"
    return next((kind for form, kind in _FORMS if isinstance(value, form)), "text")


_FORMS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (dt.date, "date"),
    (dt.time, "time"),
    (dt.timedelta, "duration"),
    ((dict, list), "nested"),
)
_TYPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("BOOLEAN", frozenset({"boolean"})),
    ("BIGINT", frozenset({"integer"})),
    ("DOUBLE", frozenset({"integer", "real"})),
    ("DATE", frozenset({"date"})),
    ("TIMESTAMP", frozenset({"date", "timestamp"})),
    ("TIME", frozenset({"time"})),
)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _stamp(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time(0))


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return str(value.date())
    return str(value)


_CAST: dict[str, Any] = {
    "BOOLEAN": bool,
    "BIGINT": int,
    "DOUBLE": float,
    "DATE": _day,
    "TIMESTAMP": _stamp,
    "TIME": lambda value: value,
}
