"""Readable, unique names for tables and columns.

A name is what people type: lower case words joined by `_`, letters of any script, never longer than `LONGEST`. Names
of a database source that are usable identifiers stay as they are. What the source wrote is kept as the title by the
caller. Whatever a source calls its columns, the result is an identifier and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 60

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHES = re.compile(r"(?<=\w)['’](?=\w)")
_SIGNS = {
    "%": " percent ",
    "#": " number ",
    "&": " and ",
    "€": " eur ",
    "$": " usd ",
    "£": " gbp ",
    "+": " plus ",
    "@": " at ",
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def readable(raw: str, fallback: str) -> str:
    """`"Order Date (UTC)"` -> `order_date_utc`, `"%"` -> `percent`; `fallback` where nothing readable is left."""
    text = unicodedata.normalize("NFKC", raw)
    text = _APOSTROPHES.sub("", text)
    text = "".join(_SIGNS.get(c, c) for c in text)
    words = _CAMEL.sub(" ", text)
    name = "_".join(_words(words)).lower()[:LONGEST].strip("_")
    if not name:
        return fallback
    return f"{fallback[0]}_{name}" if not (name[0].isalpha()) else name


def kept(raw: str, fallback: str) -> str:
    """The name itself where it is a plain identifier, else its words joined with the letter case left alone."""
    if _PLAIN.fullmatch(raw) and len(raw) <= 2 * LONGEST:
        return raw
    text = "".join(_SIGNS.get(c, c) if raw.strip() == c else c for c in unicodedata.normalize("NFKC", raw))
    name = "_".join(_words(text))[:LONGEST].strip("_")
    if not name:
        return fallback
    return name if name[0].isalpha() else f"{fallback[0]}_{name}"


def unique(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names, each the only one of its kind in any letter case: a second `total` becomes `total_2`."""
    seen = {name.casefold() for name in taken}
    result = []
    for name in names:
        candidate, count = name, 1
        while candidate.casefold() in seen:
            count += 1
            candidate = f"{name}_{count}"
        seen.add(candidate.casefold())
        result.append(candidate)
    return result


def _words(text: str) -> list[str]:
    """Runs of letters, digits and combining marks; everything else, seen or unseen, separates."""
    return "".join(c if c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"} else " " for c in text).split()
