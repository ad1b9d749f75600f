"""What retrieval finds: shapes only, read by every room to the right of this one."""

from __future__ import annotations

from dataclasses import dataclass

from data.types import Column, Metric


@dataclass(frozen=True, slots=True)
class Value:
    """A cell value that stands in the question: where it is found, as it is written there."""

    table: str
    column: str
    value: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table that the question may be about. `score` is 0 to 1 and falls (or stays) along the list."""

    name: str
    score: float
    columns: tuple[tuple[Column, float], ...]
    """Every column of the table, best first, each with its nearness to the question (0 to 1)."""
    why: str = ""
    """`named`, `meaning`, `value`, `joins orders to customers`."""


@dataclass(frozen=True, slots=True)
class JoinPath:
    """Tables on the way and the column equalities between them."""

    tables: tuple[str, ...]
    on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """What of a schema a question is about, best first.

    `nothing_near` says that no table is near enough to be worth a guess; `tables` and `joins` are empty then.
    """

    tables: tuple[FoundTable, ...]
    joins: tuple[JoinPath, ...]
    metrics: tuple[Metric, ...]
    nothing_near: bool = False


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update of the index did, as names of tables."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
