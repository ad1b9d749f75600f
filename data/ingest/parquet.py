"""Parquet files, read by Arrow; the file's types are kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import BadInput
from data.ingest.source import ImportLimits, Source, SourceColumn, SourceTable

_ROWS = 50_000


def read(path: Path, limits: ImportLimits) -> Source:
    """The one table of the file. Raises BadInput when Arrow cannot read it."""
    try:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
            rows = file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error
    if len(schema) > limits.columns:
        raise BadInput(f"{path.name} has {len(schema):,} columns, the limit is {limits.columns:,}.", "Split it.")
    if not len(schema):
        raise BadInput(f"{path.name} has no columns.", "Choose a file that holds a table.")
    names = _unique(schema.names)
    columns = tuple(SourceColumn(name, kind) for name, kind in zip(names, _types(schema), strict=True))
    warnings = [] if rows else ["The file has columns and no row."]
    return Source((SourceTable(path.stem, columns, lambda: _batches(path, names), warnings=warnings, keep_names=True),))


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(
        f"{path.name} cannot be read as Parquet ({error}).", "Check that it is complete, or write it again."
    )


def _types(schema: pa.Schema) -> list[str]:
    """What DuckDB makes of Arrow's types; it is asked on an empty table, in memory."""
    with duckdb.connect(config={"enable_external_access": "false"}) as connection:
        empty = pa.schema([pa.field(f"c{i}", _plain(field.type)) for i, field in enumerate(schema)]).empty_table()
        return [str(kind) for kind in connection.from_arrow(empty).types]


def _plain(kind: pa.DataType) -> pa.DataType:
    """Dictionaries as what they hold; a zoned time as the same moment in UTC."""
    if pa.types.is_timestamp(kind) and kind.tz:
        return pa.timestamp("us")
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _batches(path: Path, names: list[str]) -> Iterator[pa.RecordBatch]:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_ROWS):
                arrays = [c if c.type == _plain(c.type) else c.cast(_plain(c.type), safe=False) for c in batch.columns]
                yield pa.RecordBatch.from_arrays(arrays, names=names)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unique(names: list[str]) -> list[str]:
    seen: list[str] = []
    for number, name in enumerate(names, 1):
        seen.append(name if name and name not in seen else f"{name or 'column'}_{number}")
    return seen
