"""The same question again: what of its answer has changed since, and whether the data, the query or a definition did.

Compares two answers as they are kept (`agents.present`), with their rows. Nothing is run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from agents.numbers import format_value
from agents.steps import Answered, Note

CHECK = "changed_since"
MOST = 3
"""Rows whose change is told; the others are counted."""
LOOKED_AT = 5_000
NEAR = 1e-9
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """`figures` are empty when the figures are the same; `because` are the causes that there can be."""

    since: str
    """The day of the earlier answer (ISO)."""
    figures: tuple[str, ...]
    because: tuple[str, ...]
    earlier: str = ""
    """How long before this answer that was, where it was less than a day; else empty and the day is told. It stays true
    when the answer is read later."""

    @property
    def text(self) -> str:
        day = dt.date.fromisoformat(self.since)
        head = self.earlier or f"{day.day} {day:%b %Y}"
        causes = f" {_sentence('; '.join(self.because))}" if self.because else ""
        if not self.figures:
            return f"The same figures as {'' if self.earlier else 'on '}{head}.{causes}"
        why = causes or " Neither the data, the query nor a definition is another one."
        return f"Changed since {head}: {'; '.join(self.figures)}.{why}"


def changed(
    before: Mapping[str, Any],
    then: pa.Table,
    after: Mapping[str, Any],
    now: pa.Table,
    asked: float,
    again: float | None = None,
) -> Changed:
    """What is different; the earlier question was `asked` and the later one `again` at (seconds since the epoch)."""
    since = dt.datetime.fromtimestamp(asked, tz=dt.UTC).date().isoformat()
    earlier = _earlier(again - asked) if again is not None else ""
    return Changed(since, tuple(_figures(then, now)), tuple(_causes(before, after)), earlier)


def _earlier(seconds: float) -> str:
    """`a moment earlier`, `12 minutes earlier`, `3 hours earlier`; empty from a day on."""
    if seconds < 120:
        return "a moment earlier"
    if seconds < 2 * 3600:
        return f"{int(seconds // 60)} minutes earlier"
    return f"{int(seconds // 3600)} hours earlier" if seconds < 24 * 3600 else ""


def with_change(
    end: Answered,
    after: Mapping[str, Any],
    before: Mapping[str, Any],
    then: pa.Table,
    asked: float,
    again: float | None = None,
) -> Answered:
    """The end with a note of what has changed since the same question was answered; as it is when it was another one."""
    if not alike(before, after):
        return end
    found = changed(before, then, after, end.answer.result.table, asked, again)
    note = Note(CHECK, "info", found.text)
    return replace(end, answer=replace(end.answer, notes=(*end.answer.notes, note)))


def alike(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two answers are to the same question in substance: the same columns at the same grain."""
    grains = [((a.get("receipt") or {}).get("facts") or {}).get("grain") for a in (before, after)]
    return list(before.get("columns") or ()) == list(after.get("columns") or ()) and grains[0] == grains[1]


def _figures(then: pa.Table, now: pa.Table) -> Iterator[str]:
    if then.column_names != now.column_names:
        yield f"the columns are {', '.join(now.column_names)}, they were {', '.join(then.column_names)}"
        return
    if then.num_rows == now.num_rows == 1 and len(_labels(now)) == 0:
        yield from _cells(then.slice(0, 1).to_pylist()[0], now.slice(0, 1).to_pylist()[0], "")
        return
    before, after = _by_label(then), _by_label(now)
    new, gone = [k for k in after if k not in before], [k for k in before if k not in after]
    told = [list(_cells(before[k], after[k], k)) for k in after if k in before]
    moved = [lines for lines in told if lines]
    yield from (line for lines in moved[:MOST] for line in lines)
    if len(moved) > MOST:
        yield f"{len(moved) - MOST} more rows"
    if new:
        yield f"new: {_some(new)}"
    if gone:
        yield f"gone: {_some(gone)}"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more


def _labels(table: pa.Table) -> list[str]:
    return [f.name for f in table.schema if not _is_number(f.type)]


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _by_label(table: pa.Table) -> dict[str, dict[str, Any]]:
    """The rows by what they are called; rows without a name by their place."""
    labels = _labels(table)
    made: dict[str, dict[str, Any]] = {}
    for place, row in enumerate(table.slice(0, LOOKED_AT).to_pylist(), start=1):
        name = ", ".join(format_value(row[n]) for n in labels) or f"row {place}"
        made[name if name not in made else f"{name} ({place})"] = row
    return made


def _cells(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Iterator[str]:
    for column, now in after.items():
        then = before.get(column)
        if _same(then, now):
            continue
        said = (
            column.replace("_", " ") if not name else name if len(after) <= 2 else f"{name} {column.replace('_', ' ')}"
        )
        yield f"{said} {format_value(then)} → {format_value(now)}{_by(then, now)}"


def _same(then: object, now: object) -> bool:
    if isinstance(then, int | float | Decimal) and isinstance(now, int | float | Decimal):
        return abs(float(then) - float(now)) <= NEAR * max(1.0, abs(float(then)))
    return then == now


def _by(then: object, now: object) -> str:
    if (
        isinstance(then, int | float | Decimal)
        and isinstance(now, int | float | Decimal)
        and then
        and not isinstance(now, bool)
    ):
        share = 100 * (float(now) - float(then)) / abs(float(then))
        return f" ({share:+.1f}%)"
    return ""


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Definition, query, day, access, data: each that is another one."""
    old, new = before.get("receipt") or {}, after.get("receipt") or {}
    definitions = [dict(r.get("definitions") or ()) for r in (old, new)]
    for name in definitions[1]:
        was = definitions[0].get(name)
        if was is not None and was != definitions[1][name]:
            yield f"{name} is defined as {definitions[1][name]}, it was {was}"
    yield from _query(before, after, old, new)
    if old.get("as_of") and old.get("as_of") != new.get("as_of"):
        yield f"“today” is {new.get('as_of')}, it was {old['as_of']}"
    if list(old.get("policy") or ()) != list(new.get("policy") or ()):
        yield "your access is another one"
    yield from _data(old, new)


def _query(
    before: Mapping[str, Any], after: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    if " ".join(str(before.get("sql") or "").split()) == " ".join(str(after.get("sql") or "").split()):
        return
    filters = [list(r.get("filters") or ()) for r in (old, new)]
    added, dropped = [f for f in filters[1] if f not in filters[0]], [f for f in filters[0] if f not in filters[1]]
    parts = [*(f"+ {f}" for f in added), *(f"− {f}" for f in dropped)]
    yield f"the query is another one{f' ({_some(parts)})' if parts else ''}"


def _data(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    if not old.get("data_version") or old.get("data_version") == new.get("data_version"):
        return
    tables = [{t["table"]: t for t in (r.get("facts") or {}).get("tables") or ()} for r in (old, new)]
    told = []
    for name, table in tables[1].items():
        was = tables[0].get(name)
        if was is None:
            continue
        if was["rows"] is not None and table["rows"] is not None and was["rows"] != table["rows"]:
            told.append(f"{name} has {table['rows']:,} rows, it had {was['rows']:,}")
        if was["latest"] != table["latest"] and table["latest"]:
            told.append(f"{name} reaches {table['latest']}, it reached {was['latest'] or 'nothing'}")
    yield f"the data are newer{f' ({_some(told)})' if told else ''}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
