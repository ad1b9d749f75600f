"""What a checked statement reads, in the words of a receipt: made from the tree, never from what a model says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from data.types import Join, Reads
from guardrails.catalogue import Access, Key, Readable
from guardrails.names import fold
from guardrails.reading import Reading

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Facts:
    reads: Reads
    notes: tuple[str, ...]


def facts(reading: Reading, access: Access) -> Facts:
    """Reads and policy notes of a statement whose tree is still as its author wrote it."""
    reads = Reads(
        tables=_once(use.readable.full_name for use in reading.tables if use.body is None),
        columns=tuple(reading.columns),
        joins=tuple(
            Join(j.left, j.right, j.kind, tuple(j.on), " AND ".join(_text(o) for o in j.other)) for j in reading.joins
        ),
        filters=_once(map(_text, reading.filters)),
        group_by=_once(map(_text, reading.groups)),
        aggregates=_once(map(_text, reading.aggregates)),
    )
    return Facts(reads, tuple(_notes(reading, access)))


def _notes(reading: Reading, access: Access) -> Iterable[str]:
    for table, number in Counter(table for table, _ in reading.left_out).items():
        # Their names are not the reader's to know.
        yield f"{number} column{'s' if number > 1 else ''} of {table} left out of *"
    read = dict.fromkeys(at for u in reading.tables for at in _beneath(u.readable, access))
    for readable in filter(None, (access.find(*at) for at in read)):
        if readable.predicate_text:
            yield f"rows of {readable.full_name} limited by {readable.predicate_text}"


def _beneath(readable: Readable, access: Access) -> tuple[Key, ...]:
    """The table, or the view and what it reads."""
    at = (fold(readable.schema), fold(readable.name))
    return (at, *sorted(access.stored((at,)) - {at}))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _text(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb", comments=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
