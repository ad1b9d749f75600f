"""Rows of a result that hold some words, in any of its columns."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def holding(table: pa.Table, words: str) -> pa.Table:
    """The rows in which every word stands, each in any column, in any letter case; all rows for no words."""
    wanted = words.split()
    if not wanted or not table.num_columns:
        return table
    columns: list[Any] = [_as_text(column) for column in table.columns]
    for word in wanted:
        hits: list[Any] = [
            pc.fill_null(pc.match_substring(c, word, ignore_case=True), False) for c in columns if c is not None
        ]
        if not hits:
            return table.slice(0, 0)
        kept = hits[0]
        for hit in hits[1:]:
            kept = pc.or_(kept, hit)
        table = table.filter(kept)
        columns = [None if c is None else c.filter(kept) for c in columns]
    return table


def _as_text(column: pa.ChunkedArray[Any]) -> pa.ChunkedArray[Any] | None:
    """The column as it reads; None for nested ones and bytes, which hold no words."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return None
    return column.cast(pa.string())
