"""One scope of a statement, and small questions to its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from guardrails.catalogue import Readable
from guardrails.names import fold
from guardrails.reading import (
    CteUse,
    Origin,
    Out,
    Shape,
    Source,
)

_PLAIN = frozenset({"alias", "to", "unit", "kind"})
"""Arguments that hold identifiers which are no columns."""


@dataclass(slots=True)
class Frame:
    """One scope: what its FROM offers, and the scope around it."""

    parent: Frame | None = None
    sources: list[Source] = field(default_factory=list)
    aliases: dict[str, tuple[Origin, ...]] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    ctes: dict[str, CteUse] = field(default_factory=dict)
    depth: int = 0

    def chain(self) -> Iterator[Frame]:
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent

    def inner(self, **more: Any) -> Frame:
        return Frame(parent=self, depth=self.depth + 1, **more)

    def cte(self, name: str) -> CteUse | None:
        return next((frame.ctes[name] for frame in self.chain() if name in frame.ctes), None)


def children(node: exp.Expr) -> Iterator[exp.Expr]:
    for name, value in node.args.items():
        if name in _PLAIN:
            continue
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, exp.Expr):
                yield child


def alias_columns(node: exp.Expr) -> list[exp.Expr]:
    alias = node.args.get("alias")
    return list(alias.columns) if isinstance(alias, exp.TableAlias) else []


def is_group(node: exp.Expr) -> bool:
    """Joined tables in parentheses."""
    return isinstance(node, exp.Subquery) and isinstance(node.this, (exp.Table, exp.Subquery)) and has_joins(node)


def has_joins(node: exp.Expr) -> bool:
    inner = node.this
    return bool(inner.args.get("joins")) or (
        isinstance(inner, exp.Table) and not inner.alias and not node.args.get("pivots")
    )


def starred(node: object) -> exp.Star | exp.Column | None:
    if isinstance(node, exp.Star):
        return node
    return node if isinstance(node, exp.Column) and isinstance(node.this, exp.Star) else None


def has_star(node: exp.Expr) -> bool:
    return isinstance(node, exp.Columns) or starred(node.this) is not None


def number(literal: exp.Literal) -> int:
    return int(literal.name) if literal.name.isdigit() else 0


def at_position(node: exp.Expr, shape: Shape) -> exp.Expr:
    """What a number in GROUP BY stands for, when it is a column with a name."""
    if isinstance(node, exp.Literal) and 0 < number(node) <= len(shape.outs):
        out = shape.outs[number(node) - 1]
        return exp.column(out.spelled) if out.spelled else node
    return node


def table_shape(readable: Readable) -> Shape:
    outs = []
    for column in readable.table.columns:
        name = fold(column.name)
        outs.append(Out(name, column.name, ((readable.full_name, column.name),), name in readable.masked))
    return Shape(tuple(outs))


def through_view(named: Shape, body: Shape) -> Shape:
    """A view's columns by its names in the catalogue, with the origins and the gaps of its statement."""
    if body.open or len(body.outs) != len(named.outs):
        return named
    return Shape(
        tuple(
            Out(a.name, a.spelled, b.origins or a.origins, a.gap or b.gap)
            for a, b in zip(named.outs, body.outs, strict=True)
        )
    )


def qualified(name: str, sources: list[Source]) -> str:
    for source in sources:
        for out in source.shape.outs:
            if out.name == name:
                return ".".join(out.origins[0]) if out.origins else f"{source.label}.{out.spelled}"
    return name


def column_label(column: exp.Column, sources: list[Source]) -> str:
    table = fold(column.table)
    return (
        qualified(fold(column.name), [s for s in sources if not table or s.name == table]) if sources else column.name
    )
