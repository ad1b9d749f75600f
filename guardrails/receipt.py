"""What a checked statement reads, in the words of a receipt: made from the tree, never from what a model says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlglot import exp

from data.types import Join, Reads
from guardrails.reading import Reading

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Facts:
    reads: Reads
    notes: tuple[str, ...]


def facts(reading: Reading) -> Facts:
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
    return Facts(reads, tuple(_notes(reading)))


def _notes(reading: Reading) -> Iterable[str]:
    for table, column in reading.left_out:
        yield f"{table}.{column} left out of *"
    for use in {u.readable.full_name: u for u in reading.tables if u.readable.predicate is not None}.values():
        yield f"rows of {use.readable.full_name} limited by {use.readable.predicate_text}"


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _text(node: exp.Expr) -> str:
    text = node.sql(dialect="duckdb", comments=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
