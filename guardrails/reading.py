"""What the resolver of `scopes.py` says about a statement: what it reads, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sqlglot import exp

from guardrails.catalogue import Readable

Origin = tuple[str, str]
"""A (table, column) pair of the catalogue."""
Trouble = Literal["name", "whole_row", "position", "pattern", "natural", "shape"]
Clause = Literal["", "order", "group"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the role may not do, or that cannot be understood."""

    trouble: Trouble
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Out:
    """One output column of a table, a subquery or a statement."""

    name: str | None
    """Folded; None where the engine makes a name up."""
    spelled: str = ""
    origins: tuple[Origin, ...] = ()
    gap: bool = False
    """A column that the role may not read: it holds its place in the row, and nothing more."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The output of a query: its columns, and whether there may be more that only the engine knows."""

    outs: tuple[Out, ...] = ()
    open: bool = False

    @property
    def lax(self) -> bool:
        """Whether there may be columns of names that only the engine knows."""
        return self.open or any(out.name is None for out in self.outs)

    @property
    def gaps(self) -> tuple[Out, ...]:
        return tuple(out for out in self.outs if out.gap)


@dataclass(slots=True)
class Source:
    """One thing in a FROM clause."""

    name: str | None
    shape: Shape
    schema: str = ""
    """The folded schema of a table that stands under its own name."""
    catalog: str = ""
    """The folded name of the database of such a table."""
    label: str = ""
    """What it is called in a receipt: the table's name, or the alias."""
    physical: bool = False
    """A stored table as it is, which has a `rowid`."""
    merged: set[str] = field(default_factory=set)
    """Columns that USING or NATURAL has made one with those of the left side."""

    def has(self, column: str) -> bool:
        """Whether it has a column of that folded name, readable or not."""
        return any(out.name == column for out in self.shape.outs)


@dataclass(slots=True)
class CteUse:
    """A CTE: where its name is given and where it is used."""

    name: str
    alias: exp.TableAlias
    shape: Shape
    uses: list[exp.Table] = field(default_factory=list)


@dataclass(slots=True)
class TableUse:
    """A place in the tree where a table of the catalogue is read."""

    node: exp.Table
    readable: Readable
    body: exp.Expr | None = None
    """The copy of a view's statement that goes into this place."""
    gaps: frozenset[str] = frozenset()
    """Columns of the view that its statement does not give to the role."""


@dataclass(slots=True)
class JoinUse:
    left: str
    right: str
    kind: str
    on: list[tuple[str, str]] = field(default_factory=list)
    other: list[exp.Expr] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """The whole of what was seen; filled while the tree is walked."""

    findings: list[Finding] = field(default_factory=list)
    tables: list[TableUse] = field(default_factory=list)
    columns: dict[Origin, None] = field(default_factory=dict)
    ctes: list[CteUse] = field(default_factory=list)
    joins: list[JoinUse] = field(default_factory=list)
    filters: list[exp.Expr] = field(default_factory=list)
    groups: list[exp.Expr] = field(default_factory=list)
    aggregates: list[exp.Expr] = field(default_factory=list)
    left_out: dict[Origin, None] = field(default_factory=dict)
    """Columns that a star left out."""
    drops: list[exp.Expr] = field(default_factory=list)
    """Names in EXCLUDE lists that are left out anyway."""
    unqualify: list[tuple[exp.Column, int]] = field(default_factory=list)
    """Columns written `schema.table.column` or `database.schema.table.column`, and how many parts stand before the table."""
    shape: Shape = Shape()
