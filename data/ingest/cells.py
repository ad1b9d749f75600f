"""Columns of values that have a type already (from JSON or a spreadsheet): one DuckDB type for each, values unchanged.

Text stays text, except dates: those are text in JSON. Numbers with a few null words among them stay numbers.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from data.ingest.arrow import Array
from data.ingest.infer import Evidence, Hints, text_of
from data.ingest.source import SourceColumn, SourceTable
from data.ingest.words import NULL_WORDS, arrow_type

_LARGEST = 2**63


def table(name: str, names: Sequence[str], columns: Sequence[Sequence[Any]], **told: Any) -> SourceTable:
    """A table of the columns' values; `told` are further fields of SourceTable (`found`, `warnings`)."""
    warnings: list[str] = list(told.pop("warnings", ()))
    found: list[str] = list(told.pop("found", ()))
    made = [_column(title, values, warnings, found) for title, values in zip(names, columns, strict=True)]
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
        warnings.append(f"{name}: {len(strays)} values ({shown}) are no numbers and were taken as empty.")
        return _column(name, [None if _kind(v) == "text" else v for v in values], warnings, found)
    if len(kinds - {"nested"}) > 1:
        warnings.append(f"{name}: values of several kinds ({', '.join(sorted(kinds))}); kept as text.")
    return "VARCHAR", pa.array([None if _nothing(v) else _text(v) for v in values], type=pa.string())


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
