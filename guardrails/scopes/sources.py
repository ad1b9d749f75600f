"""FROM clauses: tables, CTEs, subqueries, functions, joins and pivots as sources of a scope."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from guardrails.names import MAIN, did_you_mean, fold, listed
from guardrails.reading import (
    Out,
    Shape,
    Source,
    TableUse,
)
from guardrails.scopes.frame import (
    Frame,
    alias_columns,
    is_group,
    table_shape,
    through_view,
)
from guardrails.scopes.joins import Joins

STEPS_OF_TABLE = 250
"""What one table costs to be replaced, sent and read again, in the steps of `stars.MOST_STEPS`."""


class Sources(Joins):
    """Turns the items of a FROM clause into sources."""

    def from_item(self, node: exp.Expr, frame: Frame) -> None:
        frame.sources += self.sources(node, frame)
        if not is_group(node):
            for join in node.args.get("joins") or ():
                self.join(join, frame)
        for lateral in node.args.get("laterals") or ():
            frame.sources += self.sources(lateral, frame)

    def sources(self, node: exp.Expr, frame: Frame) -> list[Source]:
        """What one item of a FROM clause adds to the scope."""
        if isinstance(node, exp.Table):
            found = [self.table(node, frame)]
        elif isinstance(node, exp.Subquery) and is_group(node):
            return self.join_group(node, frame)
        elif isinstance(node, (exp.Unnest, exp.Lateral)):
            found = [self.lateral(node, frame)]
        else:
            found = [self.derived(node, frame)]
        if node.args.get("sample"):
            self.walk([node.args["sample"]], frame)
        return found

    def join_group(self, node: exp.Subquery, frame: Frame) -> list[Source]:
        """`(a JOIN b ON ...)`: its tables stand in the scope under their own names, or all under the group's alias."""
        inner = frame.inner()
        self.from_item(node.this, inner)
        for join in node.args.get("joins") or ():
            self.join(join, inner)
        if node.alias:
            shape = self.renamed(self.star_shape(inner.sources), alias_columns(node), node.alias)
            return [Source(fold(node.alias), shape, label=node.alias)]
        return inner.sources

    def derived(self, node: exp.Expr, frame: Frame) -> Source:
        shape = self.query(node, frame)
        alias = node.args.get("alias")
        name = alias.name if alias else ""
        shape = self.renamed(shape, alias_columns(node), name)
        return Source(fold(name) or None, shape, label=name)

    def lateral(self, node: exp.Unnest | exp.Lateral, frame: Frame) -> Source:
        alias = node.args.get("alias")
        name = alias.name if alias else "unnest"
        if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Query):
            shape = self.query(node.this, frame)
        else:
            self.walk(node.expressions if isinstance(node, exp.Unnest) else [node.this], frame)
            shape = Shape(open=True)
        return Source(fold(name), self.renamed(shape, alias_columns(node), name), label=name)

    def table(self, node: exp.Table, frame: Frame) -> Source:
        alias = node.alias
        if not isinstance(node.this, exp.Identifier):
            self.walk([node.this], frame)
            name = alias or (node.this.name if isinstance(node.this, exp.Anonymous) else node.this.key)
            shape = self.renamed(Shape(open=True), alias_columns(node), name)
            return Source(fold(name), shape, label=name)
        name = fold(node.name)
        cte = None if node.db else frame.cte(f"recurring.{name}" if fold(node.db) == "recurring" else name)
        if cte is not None:
            cte.uses.append(node)
            source = Source(fold(alias) or name, cte.shape, label=alias or node.name)
        else:
            source = self.catalogue_table(node, frame)
        source.shape = self.renamed(source.shape, alias_columns(node), alias or node.name)
        for pivot in node.args.get("pivots") or ():
            source.shape = self.pivot(pivot, frame, source.shape)
            source.name = fold(pivot.alias) or source.name
            source.physical = False
        return source

    def catalogue_table(self, node: exp.Table, frame: Frame) -> Source:
        schema, name = fold(node.db) or MAIN, fold(node.name)
        catalog = fold(node.catalog)
        if not catalog and schema == self.access.catalog and not self.access.has_schema(schema):
            schema = MAIN  # `shop.orders` is `shop.main.orders`
        readable = None if catalog and catalog != self.access.catalog else self.access.find(schema, name)
        if readable is None:
            shown = ".".join(part.name for part in node.parts)
            around = [use.name for f in frame.chain() for use in f.ctes.values()]
            hint = (
                did_you_mean(shown, [*self.access.names(), *around])
                or f"You may read {listed(sorted(self.access.names()))}."
            )
            self.find("name", f"There is no table {shown} that you may read.", hint)
            return Source(fold(node.alias) or name, Shape(open=True), label=node.alias or node.name)
        self.spend(STEPS_OF_TABLE)
        use = TableUse(node, readable)
        self.reading.tables.append(use)
        shape = table_shape(readable)
        if readable.body is not None:
            use.body = readable.body.copy()
            shape = through_view(shape, self.query(use.body, Frame()))
            use.gaps = frozenset(out.name for out in shape.outs if out.gap and out.name) - readable.own_masks
        own_name = not node.alias
        return Source(
            fold(node.alias) or name,
            shape,
            schema=schema if own_name else "",
            catalog=self.access.catalog if own_name else "",
            label=readable.full_name,
            physical=not readable.restricted and not readable.table.view,
        )

    def renamed(self, shape: Shape, columns: Iterable[exp.Expr], name: str) -> Shape:
        """The shape under an alias with column names, `t(a, b)`: they go by place."""
        given = [column.name for column in columns]
        if not given:
            return shape
        gap = next((i for i, out in enumerate(shape.outs) if out.gap), None)
        if gap is not None and len(given) > gap:
            self.find(
                "position",
                f"The names in {name}({', '.join(given)}) go by place, and not all columns in these places are yours to read.",
                "Select the columns by their names.",
            )
        if not shape.open and len(given) > len(shape.outs):
            self.find("shape", f"{name} has {len(shape.outs)} columns, and {len(given)} names are given.")
        outs = [Out(fold(new), new, out.origins) for new, out in zip(given, shape.outs, strict=False)]
        outs += [Out(fold(new), new) for new in given[len(outs) :]]
        return Shape((*outs, *shape.outs[len(given) :]), shape.open)

    def join(self, join: exp.Join, frame: Frame) -> None:
        left = list(frame.sources)
        self.spend(len(left))
        new = self.sources(join.this, frame)
        frame.sources += new
        if not is_group(join.this):
            for nested in join.this.args.get("joins") or ():
                self.join(nested, frame)
        using = [fold(column.name) for column in join.args.get("using") or ()]
        for column in using:
            for side in (left, new):
                self.side_has(column, side)
        if fold(str(join.args.get("method") or "")) == "natural":
            using += self.natural(left, new)
        if join.args.get("on"):
            self.walk([join.args["on"]], frame)
        self.note_join(join, left, new, using)
        for source in new:
            source.merged |= set(using)
        if fold(join.kind) in ("semi", "anti"):
            frame.sources = [source for source in frame.sources if source not in new]

    def pivot(self, node: exp.Pivot, frame: Frame, shape: Shape) -> Shape:
        inner = frame.inner(sources=[Source(None, shape)] if not node.this else frame.sources)
        if node.args.get("unpivot"):
            for item in [*node.expressions, *(e for f in node.args.get("fields") or () for e in f.expressions)]:
                if not isinstance(item, exp.Identifier):
                    self.walk([item.this if isinstance(item, exp.Alias) else item], inner)
        else:
            for item in [*node.expressions, *(node.args.get("using") or ()), *(node.args.get("fields") or ())]:
                self.walk([item], inner)
        if group := node.args.get("group"):
            self.walk(group.expressions, inner)
        self.read_all(shape.outs)
        return Shape(shape.outs, True)
