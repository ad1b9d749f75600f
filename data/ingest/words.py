"""Words and types that several readers share."""

from __future__ import annotations

import pyarrow as pa

NULL_WORDS = frozenset(
    {
        "",
        "null",
        "none",
        "nil",
        "nan",
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "#na",
        "-",
        "--",
        "—",
        "–",
        "?",
        "\\n",
        "(null)",
        "<null>",
    }
)
"""Folded to lower case; what these stand for is that nothing is known."""

_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BLOB": pa.binary(),
}


def arrow_type(type_name: str) -> pa.DataType:
    """The Arrow type behind one of the DuckDB types that readers decide on."""
    return _ARROW[type_name]
