"""JSON and JSON Lines: records, or an object that holds arrays of records; nesting is flattened one level.

`{"address": {"city": ...}}` gives a column `address.city`; what is nested deeper, and every list, is kept as JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from data.errors import BadInput
from data.ingest import cells
from data.ingest import encoding as encodings
from data.ingest.infer import Wish
from data.ingest.source import ImportLimits, Source, SourceTable

_LARGEST_DOCUMENT = 512 * 1024**2
_LONGEST_SHOWN = 10
Records = list[dict[str, Any]]


def read(path: Path, limits: ImportLimits) -> Source:
    """The tables of the file. Raises BadInput with the line at which it is no JSON, or when it holds no records."""
    if path.stat().st_size > _LARGEST_DOCUMENT:
        raise BadInput(
            f"{path.name} has {path.stat().st_size:,} bytes, the limit for JSON is {_LARGEST_DOCUMENT:,}.",
            "Convert it to Parquet or CSV, or split it.",
        )
    encoding = encodings.found(path)
    try:
        text = path.read_text(encoding=encoding)
        named = _tables(_parsed(path, text), path.stem)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not in {encoding}: {error.reason}.", "Save it as UTF-8.") from error
    except RecursionError as error:
        raise BadInput(f"{path.name} is nested too deeply to be read.", "Flatten it before the import.") from error
    tables = tuple(_table(path, name, records, limits) for name, records in named.items() if records)
    if not tables:
        raise BadInput(
            f"{path.name} holds no records.",
            "It must be an array of objects, objects line by line, or hold such an array.",
        )
    return Source(tables)


def _parsed(path: Path, text: str) -> Any:
    """The document; several documents, one per line, are a list."""
    stripped = text.strip()
    if not stripped:
        raise BadInput(f"{path.name} holds nothing but white space.", "Choose a file with at least one record.")
    first, _, rest = stripped.partition("\n")
    if rest and _is_json(first) and first.strip()[0] in "{[":
        return list(_lines(path, text))
    try:
        return json.loads(stripped)
    except json.JSONDecodeError as error:
        line = error.lineno + text[: len(text) - len(text.lstrip())].count("\n")
        raise _no_json(path, line, error) from error


def _lines(path: Path, text: str) -> Iterator[Any]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise _no_json(path, number, error) from error


def _no_json(path: Path, line: int, error: json.JSONDecodeError) -> BadInput:
    return BadInput(f"{path.name}, line {line}: no JSON there ({error.msg}).", "Mend that line and try again.")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


def _tables(document: Any, stem: str) -> dict[str, Records]:
    """Records by table name, whichever of the usual forms the document has."""
    if isinstance(document, list):
        return {stem: _records(document)}
    if not isinstance(document, dict):
        return {}
    held = {key: value for key, value in document.items() if _is_records(value)}
    if len(held) == 1:
        return {stem: _records(next(iter(held.values())))}
    if held:
        return {key: _records(value) for key, value in held.items()}
    values = list(document.values())
    if len(values) > 1 and all(isinstance(value, dict) for value in values):
        return {stem: [{"key": key, **value} for key, value in document.items()]}
    if values and all(isinstance(value, list) and len(value) == len(values[0]) for value in values) and values[0]:
        return {stem: [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]}
    return {stem: [document]} if document else {}


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _records(rows: Sequence[Any]) -> Records:
    if rows and all(isinstance(row, list) for row in rows):
        head = rows[0]
        titled = len(rows) > 1 and all(isinstance(cell, str) for cell in head) and len(set(head)) == len(head)
        titles = head if titled else [f"column_{i}" for i in range(1, max(map(len, rows)) + 1)]
        return [dict(zip(titles, row, strict=False)) for row in (rows[1:] if titled else rows)]
    return [row if isinstance(row, dict) else {"value": row} for row in rows]


def _table(
    path: Path, name: str, records: Records, limits: ImportLimits, wanted: Mapping[str, Wish] | None = None
) -> SourceTable:
    flat = [_flat(record) for record in records]
    names = list(dict.fromkeys(key for record in flat for key in record))
    if not names:
        raise BadInput(f"{path.name}: the records of {name} are empty.", "Choose a file whose records have fields.")
    if len(names) > limits.columns:
        raise BadInput(f"{path.name} has {len(names):,} fields, the limit is {limits.columns:,}.", "Split it.")
    nested = sorted({key for record in flat for key, value in record.items() if isinstance(value, dict | list)})
    found = [f"{', '.join(nested[:_LONGEST_SHOWN])} kept as JSON text"] if nested else []
    return cells.table(
        name,
        names,
        [[record.get(key) for record in flat] for key in names],
        cells.Wishes(wanted, range(1, len(flat) + 1), "record") if wanted else None,
        found=found,
        retyped=lambda wishes: _table(path, name, records, limits, wishes),
    )


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict) and value:
            flat |= {f"{key}.{inner}": deeper for inner, deeper in value.items()}
        else:
            flat[key] = value
    return flat
