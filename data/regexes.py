"""Patterns of a statement, matched as the engine matches them: by RE2, in time linear to the text (through Arrow).

Python's own `re` backtracks, and a pattern comes from whoever writes the statement.
"""

from __future__ import annotations

import struct

import pyarrow as pa
import pyarrow.compute as pc


def search(pattern: str, text: str, *, whole: bool = False) -> bool | None:
    """Whether the regular expression is found in the text, or matches all of it; None where RE2 does not take it."""
    try:
        found = pc.match_substring_regex(_one(text), f"^(?:{pattern})$" if whole else pattern)
    except pa.ArrowInvalid:
        return None
    return bool(found[0].as_py())


def like(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether the text is LIKE the pattern, or ILIKE it."""
    return bool(pc.match_like(_one(text), pattern, ignore_case=ignore_case)[0].as_py())


def _one(text: str) -> pa.StringArray:
    """An array of the one text, made of its bytes: `pa.array` would import pandas, which takes half a second."""
    held = text.encode(errors="replace")
    return pa.StringArray.from_buffers(1, pa.py_buffer(struct.pack("=ii", 0, len(held))), pa.py_buffer(held))
