"""How long and how deep a statement may be, told by one quick scan of its text."""

from __future__ import annotations

import re

LONGEST = 100_000
"""Characters."""
DEEPEST = 100
"""Brackets inside one another."""

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|[()\[\]{}]""", re.DOTALL)


def too_big(sql: str) -> tuple[str, str] | None:
    """What is too much about the text, and what to do; None when nothing is."""
    if len(sql) > LONGEST:
        return (
            f"The statement has {len(sql):,} characters; at most {LONGEST:,} are read.",
            "Join a table instead of listing values.",
        )
    depth = deepest = 0
    for piece in _QUOTED.finditer(sql):
        mark = piece.group()
        if mark in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in ")]}":
            depth -= 1
    if deepest > DEEPEST:
        return f"The statement nests {deepest} brackets; at most {DEEPEST} are read.", "Use CTEs in a row."
    return None
