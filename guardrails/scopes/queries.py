"""Queries: SELECT, set operations, CTEs, VALUES and PIVOT, each with its scope and its output."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from guardrails.names import fold
from guardrails.reading import (
    CteUse,
    Origin,
    Out,
    Reading,
    Shape,
    Source,
)
from guardrails.scopes.frame import (
    Frame,
    alias_columns,
    at_position,
    has_star,
    number,
    starred,
)
from guardrails.scopes.sources import Sources
from guardrails.scopes.stars import WIDEST, TooMuchError

DEEPEST = 60
"""Subqueries inside one another; a bound on the recursion here."""


class Queries(Sources):
    """Resolves whole queries."""

    def run(self, tree: exp.Expr) -> Reading:
        try:
            self.reading.shape = self.query(tree, Frame())
        except TooMuchError:
            self.find("name", "The statement joins or repeats too many tables and columns.", "Select fewer of them.")
        return self.reading

    def query(self, node: exp.Expr, outer: Frame) -> Shape:
        """The shape of anything that gives rows."""
        if outer.depth > DEEPEST:
            self.find("shape", f"The statement nests deeper than {DEEPEST} subqueries.", "Use CTEs in a row instead.")
            return Shape(open=True)
        self.spend(5)
        frame = outer.inner()
        self.with_(node, frame)
        if isinstance(node, exp.Select):
            return self.select(node, frame)
        if isinstance(node, exp.SetOperation):
            return self.set_operation(node, frame)
        if isinstance(node, exp.Subquery):
            return self.subquery(node, frame)
        if isinstance(node, exp.Values):
            return self.values(node, frame)
        if isinstance(node, exp.Pivot):
            return self.pivot_statement(node, frame)
        if isinstance(node, exp.Table):
            self.from_item(node, frame)
            return self.star_shape(frame.sources)
        self.walk([node], frame)
        return Shape(open=True)

    def with_(self, node: exp.Expr, frame: Frame) -> None:
        with_ = node.args.get("with_")
        if not with_:
            return
        for cte in with_.expressions:
            name = fold(cte.alias)
            table_alias = cte.args["alias"]
            use = CteUse(name, table_alias, Shape(open=True))
            if with_.recursive:
                use.shape = self.anchor(cte.this, table_alias, frame)
                frame.ctes[name] = use
                frame.ctes.setdefault(f"recurring.{name}", use)
            shape = self.query(cte.this, frame)
            use.shape = self.renamed(shape, table_alias.columns, cte.alias)
            frame.ctes[name] = use
            self.reading.ctes.append(use)

    def anchor(self, query: exp.Expr, alias: exp.TableAlias, frame: Frame) -> Shape:
        """The shape of a recursive CTE while it is being read: that of its first part."""
        first = query
        while isinstance(first, exp.SetOperation):
            first = first.this
        if not isinstance(query, exp.SetOperation):
            return Shape(open=True)
        quiet = Queries(self.access)
        quiet.spent = self.spent
        shape = quiet.renamed(quiet.query(first, frame), alias.columns, alias.name)
        self.spent = quiet.spent
        return shape

    def set_operation(self, node: exp.SetOperation, frame: Frame) -> Shape:
        parts: list[exp.Expr] = []
        left: exp.Expr = node
        chain: list[exp.SetOperation] = []
        while isinstance(left, exp.SetOperation):
            if left is not node:
                self.with_(left, frame)
            chain.append(left)
            parts.append(left.expression)
            left = left.this
        shape = self.query(left, frame)
        for part, operation in zip(reversed(parts), reversed(chain), strict=True):
            shape = self.combine(shape, self.query(part, frame), by_name=bool(operation.args.get("by_name")))
            frame.sources = [Source(None, shape)]
            self.tail(operation, frame, shape)
        return shape

    def combine(self, left: Shape, right: Shape, *, by_name: bool) -> Shape:
        if by_name:
            names = {out.name for out in left.outs}
            return Shape(left.outs + tuple(o for o in right.outs if o.name not in names), left.open or right.open)
        counts = [sum(not out.gap for out in shape.outs) for shape in (left, right)]
        if not left.open and not right.open and counts[0] != counts[1]:
            self.find(
                "shape",
                f"The sides of the set operation have {counts[0]} and {counts[1]} columns.",
                "Select as many on both sides.",
            )
        gaps = left.gaps or right.gaps
        outs = tuple(
            Out(a.name, a.spelled, (*a.origins, *b.origins)) if not (a.gap or b.gap) else a
            for a, b in zip(left.outs, right.outs, strict=False)
        )
        return Shape(outs if not gaps else left.outs + right.gaps, left.open or right.open)

    def tail(self, node: exp.Expr, frame: Frame, shape: Shape) -> None:
        """ORDER BY, LIMIT and OFFSET of a query or a set operation."""
        order = node.args.get("order")
        limits = [node.args[part] for part in ("limit", "offset") if node.args.get(part)]
        if order is None and not limits:
            return  # a thousand parts of a set operation would else be gone through a thousand times
        for out in shape.outs:
            if out.name and not out.gap:
                frame.aliases.setdefault(out.name, out.origins)
        if order:
            self.positions(order.expressions, shape)
            self.walk(order.expressions, frame, "order")
        self.walk(limits, frame)

    def subquery(self, node: exp.Subquery, frame: Frame) -> Shape:
        inner = node.this
        if isinstance(inner, exp.Table) and node.args.get("joins") is None and inner.args.get("joins") is None:
            self.from_item(inner, frame)
            return self.star_shape(frame.sources)
        shape = self.query(inner, frame)
        frame.sources = [Source(None, shape)]
        self.tail(node, frame, shape)
        for pivot in node.args.get("pivots") or ():
            shape = self.pivot(pivot, frame, shape)
        return shape

    def values(self, node: exp.Values, frame: Frame) -> Shape:
        rows = node.expressions
        self.walk(rows, frame)
        width = len(rows[0].expressions) if rows and isinstance(rows[0], exp.Tuple) else 1
        self.tail(node, frame, Shape())
        return self.renamed(Shape(tuple(Out(f"col{i}", f"col{i}") for i in range(width))), alias_columns(node), "")

    def select(self, node: exp.Select, frame: Frame) -> Shape:  # noqa: C901  # one clause after the other, in DuckDB's order
        args = node.args
        if args.get("from_"):
            self.from_item(args["from_"].this, frame)
        for join in args.get("joins") or ():
            self.join(join, frame)
        for lateral in args.get("laterals") or ():
            frame.sources += self.sources(lateral, frame)
        outs: list[Out] = []
        is_open = False
        for projection in node.expressions:
            self.note_alias(projection, frame)
        for part in ("where", "having", "qualify"):
            if args.get(part):
                self.reading.filters += (
                    args[part].this.flatten() if isinstance(args[part].this, exp.And) else [args[part].this]
                )
                self.walk([args[part].this], frame)
        for projection in node.expressions:
            shape = self.projection(projection, frame)
            outs += shape.outs
            is_open = is_open or shape.open
        if len(outs) > WIDEST:
            raise TooMuchError
        shape = Shape(tuple(outs), is_open)
        if distinct := args.get("distinct"):
            self.walk([distinct.args["on"]] if distinct.args.get("on") else [], frame, "order")
        if group := args.get("group"):
            self.group(group, frame, shape)
        self.walk(args.get("windows") or (), frame)
        if args.get("sample"):
            self.walk([args["sample"]], frame)
        self.tail(node, frame, shape)
        return shape

    def group(self, group: exp.Group, frame: Frame, shape: Shape) -> None:
        self.positions(group.expressions, shape)
        self.reading.groups += [at_position(e, shape) for e in group.expressions]
        self.walk(list(group.iter_expressions()), frame, "group")

    def positions(self, expressions: Iterable[exp.Expr], shape: Shape) -> None:
        """A number in ORDER BY or GROUP BY names a column by its place, which a column that is left out would shift."""
        first = next((i for i, out in enumerate(shape.outs) if out.gap), None)
        if first is None:
            return
        for item in expressions:
            inner = item.this if isinstance(item, exp.Ordered) else item
            if isinstance(inner, exp.Literal) and not inner.is_string and number(inner) > first:
                self.find(
                    "position",
                    f"The place {inner.name} counts columns that * leaves out here.",
                    "Name the column instead.",
                )

    def note_alias(self, projection: exp.Expr, frame: Frame) -> None:
        if isinstance(projection, exp.Alias):
            frame.aliases[fold(projection.alias)] = ()

    def projection(self, node: exp.Expr, frame: Frame) -> Shape:
        inner = node.this if isinstance(node, exp.Alias) else node
        found = starred(inner)
        if found is not None:
            return self.star(found, frame)
        if isinstance(inner, (exp.Columns, exp.Like, exp.ILike, exp.SimilarTo, exp.Glob)) and has_star(inner):
            shape = self.pattern(inner, frame)
            return Shape(shape.gaps, True) if isinstance(node, exp.Alias) else shape
        self.walk([inner], frame)
        origins = self.origins_of(inner, frame)
        if isinstance(node, exp.Alias):
            frame.aliases[fold(node.alias)] = origins
            return Shape((Out(fold(node.alias), node.alias, origins),))
        if isinstance(inner, (exp.Column, exp.Dot)) and inner.name:
            return Shape((Out(fold(inner.name), inner.name, origins),))
        return Shape((Out(None),), _many(inner))

    def origins_of(self, node: exp.Expr, frame: Frame) -> tuple[Origin, ...]:
        if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
            return ()
        name, table = fold(node.name), fold(node.table)
        for source in frame.sources:
            if table in ("", source.name):
                for out in source.shape.outs:
                    if out.name == name and not out.gap:
                        return out.origins
        return ()

    def pivot_statement(self, node: exp.Pivot, frame: Frame) -> Shape:
        self.from_item(node.this, frame)
        shape = self.pivot(node, frame, self.star_shape(frame.sources))
        self.tail(node, frame, shape)
        return shape


def _many(node: exp.Expr) -> bool:
    """Whether an expression in a select list may become any number of columns."""
    return node.find(exp.Columns, exp.Explode, exp.Unnest, exp.Star, exp.Anonymous) is not None and not isinstance(
        node, exp.Count
    )
