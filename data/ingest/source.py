"""What a reader makes of a file: tables whose rows come as Arrow batches, before anything is written.

One reader per kind of source (`csv.py`, `sqlite.py`, ...) yields `SourceTable`s; `load.py` names them, writes them and
looks for keys. A reader never touches the database, and the database engine never opens a user's file by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from data.ingest.infer import Wish
from data.metadata import Metadata, TableWords


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """What one import may take in; beyond it the file is refused."""

    file_bytes: int = 4 * 1024**3
    unpacked_bytes: int = 2 * 1024**3
    """Of a packed source (.xlsx, .ods, .gz), after unpacking."""
    columns: int = 2_000
    """Of one table."""
    field_bytes: int = 16 * 1024**2
    tables: int = 2_000
    seconds: float = 600.0
    """For reading a spreadsheet or a DuckDB file."""
    memory_mb: int = 4_096
    """For the process that reads a spreadsheet or a DuckDB file."""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as its source names it, with the DuckDB type it is to have."""

    name: str
    type: str
    description: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SourceKey:
    """A foreign key of a source, in the source's own names; empty `ref_columns` is the other table's primary key."""

    columns: tuple[str, ...]
    ref_table: str
    ref_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceTable:
    """One table to be loaded. `batches` may be called once; its batches have a column per entry of `columns`."""

    name: str
    columns: tuple[SourceColumn, ...]
    batches: Callable[[], Iterator[pa.RecordBatch]]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[SourceKey, ...] = ()
    warnings: list[str] = field(default_factory=list)
    """May still grow while the batches are read."""
    found: tuple[str, ...] = ()
    keep_names: bool = False
    """The source is a database: usable names stay letter for letter, so that its SQL keeps running."""
    schema: str = ""
    """The schema that the table is in, when that is not the main one; `name` is then `hr.payroll`."""
    words: TableWords = field(default_factory=TableWords)
    """What the source says of the table, in the source's own names."""
    retyped: Callable[[Mapping[str, Wish]], SourceTable] | None = None
    """The same table with the types that a person wants for some columns; None where the file says its own types."""


@dataclass(frozen=True)
class Source:
    """One file, opened: its tables, and what was left out of it."""

    tables: tuple[SourceTable, ...]
    warnings: tuple[str, ...] = ()
    document: Metadata = field(default_factory=Metadata)
    """The catalogue that the file brings along, in the file's own names."""


DEFAULT_LIMITS = ImportLimits()
