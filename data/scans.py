"""What the engine's own plan of a statement would read: its scans, beside what the guard says of the statement.

The plan sees through views, macros, `query()` and joins of every kind; it is blind to what is folded away (`count(*)` of a
whole table comes from the file's statistics) and to catalogue functions that are planned as rows in memory. The binder
names such tables too and is blind to others. So the two are a wall behind the guard, never the only one. It stands in the
worker, under the limits of the statement, because planning computes constants.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterable, Iterator
from typing import Any

from data.binder import plain_name

FUNCTIONS = frozenset(
    [
        "RANGE",
        "GENERATE_SERIES",
        "REPEAT",
        "REPEAT_ROW",
        "UNNEST",
        "JSON_EACH",
        "JSON_TREE",
        "GENERATE_SUBSCRIPTS",
        "REGEXP_SPLIT_TO_TABLE",
    ]
)
"""Table functions that make rows out of their arguments alone, as a plan spells them."""
_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class ScanError(Exception):
    """The plan reads something that the statement was not cleared for."""


def check(plan: str, allowed: frozenset[str]) -> None:
    """Raises ScanError when the plan (the engine's JSON) scans a table beyond `allowed`, written `schema.table` and folded."""
    for node in _nodes(json.loads(plan)):
        info = node.get("extra_info") or {}
        table, function = info.get("Table"), info.get("Function")
        if table is not None and table_key(str(table)) not in allowed:
            raise ScanError("a table beyond those of the statement")
        if table is None and function is not None and str(function).upper() not in FUNCTIONS:
            raise ScanError("a function that reads")


def check_names(names: Iterable[str], allowed: frozenset[str]) -> None:
    """Raises ScanError when the binder names a table beyond `allowed`; it also sees what a plan folds away."""
    for name in map(plain_name, names):
        if table_key(name if "." in name else f"main.{name}") not in allowed:
            raise ScanError("a table beyond those of the statement")


def table_key(name: str) -> str:
    """`shop.main."Order Lines"`, as plans spell a table, as `main.order lines`."""
    return ".".join(_parts(name)[-2:]).translate(_FOLD)


def _parts(name: str) -> list[str]:
    """The parts of a dotted name, their quotes taken off."""
    parts, quoted = [""], False
    for place, letter in enumerate(name):
        if letter == '"':
            quoted = not quoted
            if quoted and place and name[place - 1] == '"':  # a doubled quote stands for itself
                parts[-1] += '"'
        elif letter == "." and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _nodes(plan: Any) -> Iterator[dict[str, Any]]:
    stack = list(plan)
    while stack:
        node = stack.pop()
        yield node
        stack += node.get("children") or ()
