"""What a file holds before anything of it is loaded: its tables, their types, the first rows, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from data.ingest.infer import Wish
from data.ingest.kinds import open_source
from data.ingest.source import DEFAULT_LIMITS, ImportLimits, SourceColumn, SourceTable

ROWS = 20
TABLES = 30
"""So many tables of one file are shown with their rows; of the others there are the columns."""


@dataclass(frozen=True)
class Preview:
    """One table of a file; `retypable` says whether other types may be wished for its columns."""

    file: str
    table: str
    columns: tuple[SourceColumn, ...]
    rows: pa.Table
    warnings: tuple[str, ...]
    found: tuple[str, ...]
    retypable: bool


def preview(
    file: Path, wishes: Mapping[str, Mapping[str, Wish]] | None = None, limits: ImportLimits = DEFAULT_LIMITS
) -> tuple[Preview, ...]:
    """Read a file as an import does; `wishes` are by table and column. Raises BadInput as the import would."""
    source = open_source(file, limits)
    wanted = wishes or {}
    return tuple(
        _shown(file, _wished(table, wanted.get(table.name)), source.warnings if number == 0 else (), number < TABLES)
        for number, table in enumerate(source.tables)
    )


def _wished(table: SourceTable, wanted: Mapping[str, Wish] | None) -> SourceTable:
    return table.retyped(wanted) if wanted and table.retyped is not None else table


def _shown(file: Path, table: SourceTable, said: tuple[str, ...], whole: bool) -> Preview:
    rows = pa.table({})
    if whole:
        first = next(iter(table.batches()), None)
        rows = pa.Table.from_batches([first.slice(0, ROWS)]) if first is not None else rows
    warnings = tuple(dict.fromkeys([*said, *table.warnings]))
    return Preview(file.name, table.name, table.columns, rows, warnings, table.found, table.retyped is not None)
