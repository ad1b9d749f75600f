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

NULL_TEXT = frozenset({"", "null", "nan", "n/a", "#n/a", "\\n", "(null)", "<null>"})
"""The null words that stand for nothing in a column of text too; `NA`, `None` or `-` may be a name there."""

_ARROW: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "TIME": pa.time64("us"),
    "BLOB": pa.binary(),
}


def counted(count: int, thing: str) -> str:
    """`1 row`, `2,000 rows`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def arrow_type(type_name: str) -> pa.DataType:
    """The Arrow type behind one of the DuckDB types that readers decide on."""
    if type_name.startswith("DECIMAL("):
        width, _, scale = type_name.removeprefix("DECIMAL(").removesuffix(")").partition(",")
        return pa.decimal128(int(width), int(scale or 0))
    return _ARROW[type_name]
