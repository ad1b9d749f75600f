"""A result as a file that a person takes away."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa

_RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def to_csv(table: pa.Table) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it rightly.

    Text that a spreadsheet would take for a formula gets a quote in front (OWASP, "CSV injection"); numbers do not.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(name) for name in table.column_names])
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value
