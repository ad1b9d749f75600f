"""Names as the engine compares them, and near names for hints.

DuckDB folds ASCII letters only, so a look-alike letter never equals the letter that it looks like.
"""

from __future__ import annotations

import difflib
import string
from collections.abc import Iterable

_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
MAIN = "main"


def fold(name: str) -> str:
    """The name in the form in which two spellings of it are equal."""
    return name.translate(_FOLD)


def key(name: str) -> tuple[str, str]:
    """(schema, table) of a name as the catalogue writes it: `orders`, `hr.payroll`."""
    schema, dot, table = fold(name).partition(".")
    return (schema, table) if dot else (MAIN, schema)


def near(name: str, among: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Names that `name` may have been meant for, the nearest first."""
    spelled = {fold(other): other for other in among}
    folded = fold(name)[:80]
    found = difflib.get_close_matches(folded, spelled, n=most, cutoff=0.6)
    parts = [
        other for other in spelled if len(folded) > 2 and (folded in other or (len(other) > 2 and other in folded))
    ]
    return tuple(dict.fromkeys(spelled[other] for other in [*found, *sorted(parts)]))[:most]


def did_you_mean(name: str, among: Iterable[str]) -> str:
    """`Did you mean a or b?`, or nothing when no name is near."""
    names = near(name, among)
    return f"Did you mean {' or '.join(names)}?" if names else ""


def listed(names: Iterable[str], most: int = 30) -> str:
    """Names in a row, cut after `most` of them."""
    every = list(names)
    return ", ".join(every[:most]) + (f" and {len(every) - most} more" if len(every) > most else "")
