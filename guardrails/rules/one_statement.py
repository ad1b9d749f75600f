"""Exactly one statement, and one that can be parsed."""

from __future__ import annotations

import re

from sqlglot.errors import ParseError, SqlglotError, TokenError

from guardrails.draft import Draft, Refusal

_LACKS = re.compile(r"Required keyword: '\w+' missing for <class '[\w.]+'>")
_GOT = re.compile(r" but got <Token [^>]*>")
_WORD = re.compile(r"[^\W\d]\w*")
"""A keyword or a name is quoted; a text or a number may be somebody's."""
_SHOWN = 30
"""Characters of the statement."""


def check(draft: Draft) -> Refusal | None:
    try:
        trees = draft.trees
    except SqlglotError as error:
        return Refusal(f"The statement cannot be parsed: {_first_line(error)}", "Write one DuckDB SELECT statement.")
    except RecursionError:
        return Refusal("The statement nests too deep to be read.", "Use CTEs in a row.")
    if len(trees) != 1:
        return Refusal(f"There are {len(trees)} statements; one is run.", "Write one SELECT statement.")
    return None


def _first_line(error: SqlglotError) -> str:
    """What the parser says, without the names of its own classes; a broken name is quoted for the reader to find."""
    if isinstance(error, TokenError):
        return "A text, a name in quotes or a comment is not closed."  # the parser would repeat what stands before it
    said = _GOT.sub("", _LACKS.sub("A part is missing", str(error).splitlines()[0].rstrip(". ")))
    told = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    near = str(told.get("highlight") or "").strip()[:_SHOWN]
    return f"{said}, near “{near}”." if _WORD.fullmatch(near) else f"{said}."
