"""Names in expressions: columns, aliases, fields of structs, rows as values, lambdas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlglot import exp

from guardrails.catalogue import Access
from guardrails.names import MAIN, fold
from guardrails.reading import (
    Clause,
    Source,
)
from guardrails.scopes.frame import (
    Frame,
    children,
    starred,
)
from guardrails.scopes.stars import Stars


class Expressions(Stars):
    """Resolves the names in expressions, without recursion but for subqueries."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.special: dict[type, Callable[[Any, Frame, Clause], list[exp.Expr] | None]] = {
            exp.Column: self.column,
            exp.Star: self.bare_star,
            exp.Columns: self.columns_call,
            exp.Dot: self.dot,
            exp.Lambda: self.lambda_,
            exp.Comprehension: self.comprehension,
            exp.Window: self.window,
            exp.Identifier: self.identifier,
            exp.PropertyEQ: self.named_argument,
            exp.Kwarg: self.named_argument,
            exp.Count: self.count,
            exp.DataType: self.nothing,
            exp.JSONPath: self.nothing,
            exp.Collate: self.collate,
            exp.Anonymous: self.anonymous,
            exp.PositionalColumn: self.positional,
            exp.Like: self.perhaps_star,
            exp.ILike: self.perhaps_star,
            exp.SimilarTo: self.perhaps_star,
            exp.Glob: self.perhaps_star,
        }
        for kind in (exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.Pivot, exp.Table):
            self.special[kind] = self.nested

    def walk(self, nodes: Iterable[exp.Expr], frame: Frame, clause: Clause = "") -> None:
        """Resolve the names in expressions; without recursion, since chains of operators may be long."""
        stack: list[tuple[exp.Expr, Frame]] = [(node, frame) for node in nodes]
        while stack:
            node, here = stack.pop()
            handler = self.special.get(type(node))
            if handler is not None:
                rest = handler(node, here, clause)
                stack += [(child, here) for child in rest or ()]
                continue
            if isinstance(node, exp.AggFunc):
                self.reading.aggregates.append(node)
            stack += [(child, here) for child in children(node)]

    def nothing(self, _node: exp.Expr, _frame: Frame, _clause: Clause) -> None:
        return None

    def nested(self, node: exp.Expr, frame: Frame, _clause: Clause) -> None:
        self.query(node, frame)

    def column(self, node: exp.Column, frame: Frame, clause: Clause) -> None:
        if isinstance(node.this, exp.Star):
            self.star(node, frame)
            return
        parts = [fold(part.name) for part in node.parts]
        if len(parts) == 1:
            self.name(parts[0], frame, clause, node.name)
        elif not self.in_source(parts, node, frame):
            self.name(parts[0], frame, clause, node.parts[0].name)

    def in_source(self, parts: list[str], node: exp.Column, frame: Frame) -> bool:
        """`t.c`, `t.c.field`, `schema.t.c`: whether the first part is something of a FROM clause, and then the column in it."""
        for here in frame.chain():
            if parts[0] in here.local:
                return True
            for source in here.sources:
                if source.name == parts[0] and (source.has(parts[1]) or not self.place_after_table(parts, source)):
                    self.column_of(source, parts[1], node.parts[1].name, here)
                    return True
            for source in here.sources:
                at = self.place_after_table(parts, source)
                if at:
                    self.column_of(source, parts[at], node.parts[at].name, here)
                    self.reading.unqualify.append((node, at - 1))
                    return True
        return False

    @staticmethod
    def place_after_table(parts: list[str], source: Source) -> int:
        """Which part is the column when the table stands with its schema, its database or both; 0 when it does not."""
        if not source.schema or not source.name:
            return 0
        ways = [[source.schema, source.name]]
        if source.catalog:
            ways += [[source.catalog, source.schema, source.name]]
            ways += [[source.catalog, source.name]] if source.schema == MAIN else []
        return next((len(way) for way in ways if len(parts) > len(way) and parts[: len(way)] == way), 0)

    def column_of(self, source: Source, name: str, spelled: str, _frame: Frame) -> None:
        outs = [out for out in source.shape.outs if out.name == name]
        seen = [out for out in outs if not out.gap]
        if seen:
            self.reading.columns.update(dict.fromkeys(seen[0].origins))
        elif outs or not (source.shape.lax or (name == "rowid" and source.physical)):
            self.unknown_column(spelled, [source], source.label)

    def name(self, name: str, frame: Frame, clause: Clause, spelled: str = "") -> None:
        """An unqualified name: the nearest scope that has it. A column that the role may not read is not looked past."""
        for here in frame.chain():
            if name in here.local or (clause == "order" and name in here.aliases):
                return
            outs = [out for source in here.sources for out in source.shape.outs if out.name == name]
            seen = [out for out in outs if not out.gap]
            if seen:
                self.reading.columns.update(dict.fromkeys(o for out in seen for o in out.origins))
                return
            if outs:
                break
            if name in here.aliases:
                return
            row = next((source for source in here.sources if source.name == name), None)
            if row is not None:
                self.whole_row(row, spelled or name)
                return
            if any(s.shape.lax or (name == "rowid" and s.physical) for s in here.sources):
                return
        self.unknown_column(spelled or name, [source for here in frame.chain() for source in here.sources])

    def whole_row(self, source: Source, spelled: str) -> None:
        if source.shape.gaps:
            self.find(
                "whole_row",
                f"{spelled} as a value is the whole row, of which you may not read every column.",
                self.columns_hint([source]),
            )
        self.read_all(source.shape.outs)

    def identifier(self, node: exp.Identifier, frame: Frame, clause: Clause) -> None:
        self.name(fold(node.name), frame, clause, node.name)

    def dot(self, node: exp.Dot, frame: Frame, clause: Clause) -> list[exp.Expr] | None:
        """`(row).field`, `t.column.function(...)`: the parts are gathered from the left."""
        parts: list[str] = []
        left: exp.Expr = node
        calls: list[exp.Expr] = []
        while isinstance(left, exp.Dot):
            if isinstance(left.expression, exp.Identifier):
                parts.insert(0, left.expression.name)
            else:
                parts.clear()
                calls.append(left.expression)
            left = left.this
        if not isinstance(left, exp.Identifier):
            return [left, *calls]
        column = exp.column(*reversed([left.name, *parts][:3])) if parts else exp.column(left.name)
        self.column(column, frame, clause)
        return calls

    def lambda_(self, node: exp.Lambda, frame: Frame, clause: Clause) -> None:
        names = frozenset(fold(parameter.name) for parameter in node.expressions)
        self.walk([node.this], frame.inner(local=names), clause)

    def comprehension(self, node: exp.Comprehension, frame: Frame, clause: Clause) -> None:
        names = frozenset(fold(n.name) for n in (node.expression, node.args.get("position")) if n)
        self.walk([node.args["iterator"]], frame, clause)
        inner = frame.inner(local=names)
        self.walk([part for part in (node.this, node.args.get("condition")) if part], inner, clause)

    def window(self, node: exp.Window, _frame: Frame, _clause: Clause) -> list[exp.Expr]:
        parts = [node.this] if not isinstance(node.this, exp.Identifier) else []
        parts += node.args.get("partition_by") or []
        return [*parts, *(node.args[k] for k in ("order", "spec") if node.args.get(k))]

    def named_argument(self, node: exp.Expr, _frame: Frame, _clause: Clause) -> list[exp.Expr]:
        return [node.expression]

    def count(self, node: exp.Count, _frame: Frame, _clause: Clause) -> list[exp.Expr]:
        self.reading.aggregates.append(node)
        if isinstance(node.this, exp.Star) and not node.this.args.get("except_"):
            return list(node.expressions)
        return list(children(node))

    def collate(self, node: exp.Collate, _frame: Frame, _clause: Clause) -> list[exp.Expr]:
        return [node.this]

    def anonymous(self, node: exp.Anonymous, _frame: Frame, _clause: Clause) -> list[exp.Expr]:
        return list(node.expressions)

    def positional(self, node: exp.PositionalColumn, frame: Frame, _clause: Clause) -> None:
        whole = self.star_shape(frame.sources)
        if whole.gaps:
            self.find("position", f"#{node.name} counts columns that you may not all read.", "Name the column instead.")
        self.read_all(whole.outs)

    def bare_star(self, node: exp.Star, frame: Frame, _clause: Clause) -> None:
        self.star(node, frame)

    def columns_call(self, node: exp.Columns, frame: Frame, _clause: Clause) -> None:
        self.pattern(node, frame)

    def perhaps_star(self, node: exp.Expr, frame: Frame, _clause: Clause) -> list[exp.Expr] | None:
        if starred(node.this) is not None:
            self.pattern(node, frame)
            return None
        return list(children(node))
