"""What goes along with an answer that is taken away: a name for the file, and a page that says what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from data.pretty import pretty

LONGEST = 60
"""Characters of a question that go into a file's name: with date and ending it stays far under what file systems take."""
NAMELESS = "answer"


def file_name(said: str, day: dt.date, ending: str) -> str:
    """The words and the day as a file's name, `revenue-by-month-2026-11-21.csv`; letters of any script stay."""
    letters = "".join(c if c.isalnum() else " " for c in said.casefold())
    kept = ""
    for word in letters.split():
        if len(kept) + len(word) + 1 > LONGEST:
            break
        kept = f"{kept}-{word}" if kept else word
    return f"{kept or letters.strip()[:LONGEST] or NAMELESS}-{day.isoformat()}.{ending}"


def leaflet(question: str, told: Mapping[str, Any], database: str, asked: float) -> tuple[tuple[str, str], ...]:
    """(head, text) of what to know of an answer; `told` is the object of `agents.present`, `asked` seconds since the
    epoch. Heads come again where there is more than one text."""
    return tuple((head, " ".join(text.split()) if head != "SQL" else text) for head, text in _lines(question, told, database, asked))  # fmt: skip


def _lines(question: str, told: Mapping[str, Any], database: str, asked: float) -> Iterator[tuple[str, str]]:
    receipt = told.get("receipt") or {}
    yield "Question", question
    yield "Answer", str(told.get("text", ""))
    yield "Asked on", f"{dt.datetime.fromtimestamp(asked, dt.UTC):%Y-%m-%d %H:%M} UTC"
    yield "Database", database
    if day := receipt.get("as_of"):
        yield "“Today” taken as", str(day)
    for table in receipt.get("tables") or ():
        rows = table.get("rows")
        yield "Read from", str(table.get("name", "")) + (f" ({rows:,} rows)" if isinstance(rows, int) else "")
    filters = receipt.get("filters") or ("all rows, nothing filtered",)
    for head, texts in (
        ("Only rows where", filters),
        ("Your access", receipt.get("policy") or ()),
        ("Assumed", receipt.get("assumptions") or ()),
        ("Watch out", receipt.get("warnings") or ()),
        ("Note", [note["text"] for note in told.get("notes") or ()]),
    ):
        for text in dict.fromkeys(map(str, texts)):
            yield head, text
    if told.get("truncated"):
        yield "Watch out", "Only the first rows are here: there are more."
    if by := receipt.get("verified_by"):
        yield "Verified by", str(by)
    yield "Answered by", str(receipt.get("model") or "Candor")
    yield "SQL", pretty(str(told.get("sql") or ""))
