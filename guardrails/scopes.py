"""The resolver: walks a statement scope by scope and says what every name in it reads.

It knows DuckDB's scoping: CTEs, correlated and lateral subqueries, aliases of the select list, USING and NATURAL, stars
with EXCLUDE/REPLACE/RENAME, COLUMNS(), PIVOT, lambdas, structs, rows as values. It is lenient only where leniency
reads nothing: the tables are later replaced by what the role may read of them (`rewrite.py`), so a name that the
resolver could not follow finds nothing in the engine that the role may not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from guardrails.catalogue import Access, Readable
from guardrails.names import MAIN, did_you_mean, fold, listed
from guardrails.patterns import matches
from guardrails.reading import (
    Clause,
    CteUse,
    Finding,
    JoinUse,
    Origin,
    Out,
    Reading,
    Shape,
    Source,
    TableUse,
    Trouble,
)

DEEPEST = 120
"""Subqueries inside one another; a bound on the resolver's own recursion."""

_PLAIN = frozenset({"alias", "to", "unit", "kind", "partition_by_name"})
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


def resolve(tree: exp.Expr, access: Access) -> Reading:
    """What the statement reads, as the role with this access may read it. The tree is left as it is."""
    return _Resolver(access).run(tree)


class _Resolver:
    def __init__(self, access: Access) -> None:
        self.access = access
        self.reading = Reading()
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

    def run(self, tree: exp.Expr) -> Reading:
        self.reading.shape = self.query(tree, Frame())
        return self.reading

    def find(self, trouble: Trouble, reason: str, hint: str = "") -> None:
        self.reading.findings.append(Finding(trouble, reason, hint))

    # Queries

    def query(self, node: exp.Expr, outer: Frame) -> Shape:
        """The shape of anything that gives rows."""
        if outer.depth > DEEPEST:
            self.find("shape", f"The statement nests deeper than {DEEPEST} subqueries.", "Use CTEs in a row instead.")
            return Shape(open=True)
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
        self.find("shape", f"{type(node).__name__} gives no rows that the guard can follow.")
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
        quiet = _Resolver(self.access)
        return quiet.renamed(quiet.query(first, frame), alias.columns, alias.name)

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
        for out in shape.outs:
            if out.name and not out.gap:
                frame.aliases.setdefault(out.name, out.origins)
        if order := node.args.get("order"):
            self.positions(order.expressions, shape)
            self.walk(order.expressions, frame, "order")
        self.walk([node.args[part] for part in ("limit", "offset") if node.args.get(part)], frame)

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
        return self.renamed(Shape(tuple(Out(f"col{i}", f"col{i}") for i in range(width))), _alias_columns(node), "")

    # FROM

    def select(self, node: exp.Select, frame: Frame) -> Shape:
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
        self.reading.groups += [_at_position(e, shape) for e in group.expressions]
        self.walk([child for child in group.iter_expressions()], frame, "group")

    def positions(self, expressions: Iterable[exp.Expr], shape: Shape) -> None:
        """A number in ORDER BY or GROUP BY names a column by its place, which a column that is left out would shift."""
        first = next((i for i, out in enumerate(shape.outs) if out.gap), None)
        if first is None:
            return
        for item in expressions:
            inner = item.this if isinstance(item, exp.Ordered) else item
            if isinstance(inner, exp.Literal) and not inner.is_string and _number(inner) > first:
                self.find(
                    "position",
                    f"The place {inner.name} counts columns that * leaves out here.",
                    "Name the column instead.",
                )

    def from_item(self, node: exp.Expr, frame: Frame) -> None:
        frame.sources += self.sources(node, frame)
        if not _is_group(node):
            for join in node.args.get("joins") or ():
                self.join(join, frame)
        for lateral in node.args.get("laterals") or ():
            frame.sources += self.sources(lateral, frame)

    def sources(self, node: exp.Expr, frame: Frame) -> list[Source]:
        """What one item of a FROM clause adds to the scope."""
        if isinstance(node, exp.Table):
            found = [self.table(node, frame)]
        elif isinstance(node, exp.Subquery) and _is_group(node):
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
            shape = self.renamed(self.star_shape(inner.sources), _alias_columns(node), node.alias)
            return [Source(fold(node.alias), shape, label=node.alias)]
        return inner.sources

    def derived(self, node: exp.Expr, frame: Frame) -> Source:
        shape = self.query(node, frame)
        alias = node.args.get("alias")
        name = alias.name if alias else ""
        shape = self.renamed(shape, _alias_columns(node), name)
        return Source(fold(name) or None, shape, label=name)

    def lateral(self, node: exp.Unnest | exp.Lateral, frame: Frame) -> Source:
        alias = node.args.get("alias")
        name = alias.name if alias else "unnest"
        if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Query):
            shape = self.query(node.this, frame)
        else:
            self.walk(node.expressions if isinstance(node, exp.Unnest) else [node.this], frame)
            shape = Shape(open=True)
        return Source(fold(name), self.renamed(shape, _alias_columns(node), name), label=name)

    def table(self, node: exp.Table, frame: Frame) -> Source:
        alias = node.alias
        if not isinstance(node.this, exp.Identifier):
            self.walk([node.this], frame)
            name = alias or (node.this.name if isinstance(node.this, exp.Anonymous) else node.this.key)
            shape = self.renamed(Shape(open=True), _alias_columns(node), name)
            return Source(fold(name), shape, label=name)
        name = fold(node.name)
        cte = None if node.db else frame.cte(f"recurring.{name}" if fold(node.db) == "recurring" else name)
        if cte is not None:
            cte.uses.append(node)
            source = Source(fold(alias) or name, cte.shape, label=alias or node.name)
        else:
            source = self.catalogue_table(node, frame)
        source.shape = self.renamed(source.shape, _alias_columns(node), alias or node.name)
        for pivot in node.args.get("pivots") or ():
            source.shape = self.pivot(pivot, frame, source.shape)
            source.name = fold(pivot.alias) or source.name
            source.physical = False
        return source

    def catalogue_table(self, node: exp.Table, frame: Frame) -> Source:
        schema, name = fold(node.db) or MAIN, fold(node.name)
        catalog = fold(node.catalog)
        if not catalog and self.access.catalog and schema == self.access.catalog:
            schema = MAIN
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
        use = TableUse(node, readable)
        self.reading.tables.append(use)
        shape = _table_shape(readable)
        if readable.body is not None:
            use.body = readable.body.copy()
            shape = _through_view(shape, self.query(use.body, Frame()))
            use.gaps = frozenset(out.name for out in shape.outs if out.gap and out.name) - readable.own_masks
        own_name = not node.alias
        return Source(
            fold(node.alias) or name,
            shape,
            schema=schema if own_name else "",
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
        new = self.sources(join.this, frame)
        frame.sources += new
        if not _is_group(join.this):
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

    def side_has(self, column: str, side: list[Source]) -> None:
        outs = [out for source in side for out in source.shape.outs if out.name == column]
        if any(not out.gap for out in outs):
            self.reading.columns.update(dict.fromkeys(o for out in outs if not out.gap for o in out.origins))
        elif any(out.gap for out in outs) or not any(source.shape.open for source in side):
            self.unknown_column(column, side)

    def natural(self, left: list[Source], right: list[Source]) -> list[str]:
        names = [{out.name: out for s in side for out in s.shape.outs if out.name} for side in (left, right)]
        common = [name for name in names[0] if name in names[1]]
        if any(side[name].gap for side in names for name in common if name):
            self.find(
                "natural",
                "NATURAL JOIN would join on columns that you may not read.",
                "Write the join's columns with USING or ON.",
            )
        return [name for name in common if name]

    def note_join(self, join: exp.Join, left: list[Source], new: list[Source], using: list[str]) -> None:
        right = new[0].label if new else ""
        method, side, kind = fold(str(join.args.get("method") or "")), fold(join.side), fold(join.kind)
        use = JoinUse(
            left[-1].label if left else "", right, kind if kind in ("semi", "anti", "cross") else side or "inner"
        )
        if method == "asof" and use.kind == "inner":
            use.kind = "inner"
        for name in using:
            pair = _qualified(name, left), _qualified(name, new)
            use.on.append(pair)
            use.left = pair[0].rpartition(".")[0]
        on = join.args.get("on")
        for condition in on.flatten() if isinstance(on, exp.And) else [on] if on else []:
            self.note_condition(condition, use, [*left, *new], new)
        if not use.on and not use.other and use.kind == "inner":
            use.kind = "cross"
        self.reading.joins.append(use)

    def note_condition(self, condition: exp.Expr, use: JoinUse, every: list[Source], new: list[Source]) -> None:
        sides = [s for s in (condition.args.get("this"), condition.args.get("expression")) if isinstance(s, exp.Column)]
        if not isinstance(condition, exp.EQ) or len(sides) != 2:
            use.other.append(condition)
            return
        names = [_column_label(side, every) for side in sides]
        if (
            any(source.label == names[0].rpartition(".")[0] for source in new)
            and names[1].rpartition(".")[0] != use.right
        ):
            names.reverse()
        use.on.append((names[0], names[1]))
        use.left = names[0].rpartition(".")[0] or use.left

    # The select list

    def note_alias(self, projection: exp.Expr, frame: Frame) -> None:
        if isinstance(projection, exp.Alias):
            frame.aliases[fold(projection.alias)] = ()

    def projection(self, node: exp.Expr, frame: Frame) -> Shape:
        inner = node.this if isinstance(node, exp.Alias) else node
        starred = _starred(inner)
        if starred is not None:
            return self.star(starred, frame)
        if isinstance(inner, (exp.Columns, exp.Like, exp.ILike, exp.SimilarTo, exp.Glob)) and _has_star(inner):
            shape = self.pattern(inner, frame)
            return Shape(shape.gaps, True) if isinstance(node, exp.Alias) else shape
        self.walk([inner], frame)
        origins = self.origins_of(inner, frame)
        if isinstance(node, exp.Alias):
            frame.aliases[fold(node.alias)] = origins
            return Shape((Out(fold(node.alias), node.alias, origins),))
        if isinstance(inner, (exp.Column, exp.Dot)) and inner.name:
            return Shape((Out(fold(inner.name), inner.name, origins),))
        return Shape((Out(None),), True)

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

    def star(self, node: exp.Star | exp.Column, frame: Frame) -> Shape:
        """`*` or `t.*` with its EXCLUDE, REPLACE and RENAME."""
        table = fold(node.table) if isinstance(node, exp.Column) else ""
        star = node.this if isinstance(node, exp.Column) else node
        sources = frame.sources
        if table:
            sources = next(([s] for f in frame.chain() for s in f.sources if s.name == table), [])
            if not sources:
                return self.struct_star(node, frame)
        whole = self.star_shape(sources, merged=not table)
        if ilike := star.args.get("ilike"):
            return self.picked(exp.ILike(this=exp.Star(), expression=ilike.copy()), whole)
        return self.modified(star, whole, frame)

    def struct_star(self, node: exp.Expr, frame: Frame) -> Shape:
        self.name(fold(node.args["table"].name), frame, "")
        return Shape(open=True)

    def modified(self, star: exp.Expr, whole: Shape, frame: Frame) -> Shape:
        by_name = {out.name: out for out in whole.outs if out.name}
        gone: set[str] = set()
        for item in star.args.get("except_") or ():
            name = fold(item.name)
            gone.add(name)
            if name in by_name and by_name[name].gap:
                self.reading.drops.append(item)
            elif name not in by_name and not whole.open:
                self.unknown_column(item.name, [Source(None, whole)])
        new_names: dict[str, str] = {}
        for item in star.args.get("replace") or ():
            self.known_in(fold(item.alias), by_name, whole)
            self.walk([item.this], frame)
        for item in star.args.get("rename") or ():
            self.known_in(fold(item.this.name), by_name, whole)
            new_names[fold(item.this.name)] = item.alias
        kept = tuple(
            Out(fold(new_names[out.name]), new_names[out.name], out.origins) if out.name in new_names else out
            for out in whole.outs
            if out.name not in gone
        )
        self.read_all(kept)
        return Shape(kept, whole.open)

    def known_in(self, name: str, by_name: dict[str, Out], whole: Shape) -> None:
        if (name in by_name and by_name[name].gap) or (name not in by_name and not whole.open):
            self.unknown_column(name, [Source(None, whole)])

    def read_all(self, outs: Iterable[Out]) -> None:
        for out in outs:
            target = self.reading.left_out if out.gap else self.reading.columns
            target.update(dict.fromkeys(out.origins))

    def star_shape(self, sources: Iterable[Source], *, merged: bool = True) -> Shape:
        outs = [
            out
            for source in sources
            for out in source.shape.outs
            if not (merged and out.name in source.merged and not out.gap)
        ]
        return Shape(tuple(outs), any(source.shape.open for source in sources))

    def pattern(self, node: exp.Expr, frame: Frame) -> Shape:
        """COLUMNS(...) and `* LIKE '...'`: the columns that it picks."""
        inner = node.this if isinstance(node, exp.Columns) else node
        starred = _starred(inner)
        if starred is not None:
            return self.star(starred, frame)
        table = inner.this.table if isinstance(inner.args.get("this"), exp.Column) else ""
        sources = [s for s in frame.sources if not table or s.name == fold(table)]
        return self.picked(inner, self.star_shape(sources))

    def picked(self, pattern: exp.Expr, whole: Shape) -> Shape:
        chosen = [(out, matches(pattern, out.spelled or out.name or "")) for out in whole.outs]
        yes = [out for out, match in chosen if match is not False]
        everything = all(match is True for _, match in chosen)
        if any(out.gap for out in yes) and not everything:
            self.find(
                "pattern",
                "The pattern picks columns beyond those that you may read.",
                self.columns_hint([Source(None, whole)]),
            )
        elif not yes and not whole.open:
            self.find("name", "The pattern picks no column.", self.columns_hint([Source(None, whole)]))
        self.read_all(yes)
        return Shape(tuple(yes), whole.open)

    # PIVOT

    def pivot_statement(self, node: exp.Pivot, frame: Frame) -> Shape:
        self.from_item(node.this, frame)
        shape = self.pivot(node, frame, self.star_shape(frame.sources))
        self.tail(node, frame, shape)
        return shape

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

    # Expressions

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
            stack += [(child, here) for child in _children(node)]

    def nothing(self, node: exp.Expr, frame: Frame, clause: Clause) -> None:
        return None

    def nested(self, node: exp.Expr, frame: Frame, clause: Clause) -> None:
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
                if source.name == parts[0]:
                    self.column_of(source, parts[1], node.parts[1].name, here)
                    return True
            for source in here.sources:
                if len(parts) > 2 and source.schema == parts[0] and source.name == parts[1]:
                    self.column_of(source, parts[2], node.parts[2].name, here)
                    self.reading.unqualify.append(node)
                    return True
        return False

    def column_of(self, source: Source, name: str, spelled: str, frame: Frame) -> None:
        outs = [out for out in source.shape.outs if out.name == name]
        seen = [out for out in outs if not out.gap]
        if seen:
            self.reading.columns.update(dict.fromkeys(seen[0].origins))
        elif outs or not (source.shape.open or (name == "rowid" and source.physical)):
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
            if any(s.shape.open or (name == "rowid" and s.physical) for s in here.sources):
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

    def unknown_column(self, name: str, sources: list[Source], label: str = "") -> None:
        known = [out.spelled or out.name or "" for source in sources for out in source.shape.outs if not out.gap]
        where = f" in {label}" if label else ""
        hint = did_you_mean(name, filter(None, known))
        self.find(
            "name",
            f"There is no column {name}{where} that you may read.",
            f"{hint} {self.columns_hint(sources)}".strip(),
        )

    @staticmethod
    def columns_hint(sources: Iterable[Source]) -> str:
        lists = []
        for source in sources:
            names = [out.spelled for out in source.shape.outs if not out.gap and out.spelled]
            if names:
                lists.append(f"{source.label or 'Here'} has {listed(names)}.")
        return " ".join(dict.fromkeys(lists))

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

    def window(self, node: exp.Window, frame: Frame, clause: Clause) -> list[exp.Expr]:
        parts = [node.this] if not isinstance(node.this, exp.Identifier) else []
        parts += node.args.get("partition_by") or []
        return [*parts, *(node.args[k] for k in ("order", "spec") if node.args.get(k))]

    def named_argument(self, node: exp.Expr, frame: Frame, clause: Clause) -> list[exp.Expr]:
        return [node.expression]

    def count(self, node: exp.Count, frame: Frame, clause: Clause) -> list[exp.Expr]:
        self.reading.aggregates.append(node)
        if isinstance(node.this, exp.Star) and not node.this.args.get("except_"):
            return list(node.expressions)
        return list(_children(node))

    def collate(self, node: exp.Collate, frame: Frame, clause: Clause) -> list[exp.Expr]:
        return [node.this]

    def anonymous(self, node: exp.Anonymous, frame: Frame, clause: Clause) -> list[exp.Expr]:
        return list(node.expressions)

    def positional(self, node: exp.PositionalColumn, frame: Frame, clause: Clause) -> None:
        whole = self.star_shape(frame.sources)
        if whole.gaps:
            self.find("position", f"#{node.name} counts columns that you may not all read.", "Name the column instead.")
        self.read_all(whole.outs)

    def bare_star(self, node: exp.Star, frame: Frame, clause: Clause) -> None:
        self.star(node, frame)

    def columns_call(self, node: exp.Columns, frame: Frame, clause: Clause) -> None:
        self.pattern(node, frame)

    def perhaps_star(self, node: exp.Expr, frame: Frame, clause: Clause) -> list[exp.Expr] | None:
        if _starred(node.this) is not None:
            self.pattern(node, frame)
            return None
        return list(_children(node))


def _children(node: exp.Expr) -> Iterator[exp.Expr]:
    for name, value in node.args.items():
        if name in _PLAIN:
            continue
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, exp.Expr):
                yield child


def _alias_columns(node: exp.Expr) -> list[exp.Expr]:
    alias = node.args.get("alias")
    return list(alias.columns) if isinstance(alias, exp.TableAlias) else []


def _is_group(node: exp.Expr) -> bool:
    """Joined tables in parentheses."""
    return isinstance(node, exp.Subquery) and isinstance(node.this, (exp.Table, exp.Subquery)) and _has_joins(node)


def _has_joins(node: exp.Expr) -> bool:
    inner = node.this
    return bool(inner.args.get("joins")) or (
        isinstance(inner, exp.Table) and not inner.alias and not node.args.get("pivots")
    )


def _starred(node: object) -> exp.Star | exp.Column | None:
    if isinstance(node, exp.Star):
        return node
    return node if isinstance(node, exp.Column) and isinstance(node.this, exp.Star) else None


def _has_star(node: exp.Expr) -> bool:
    return isinstance(node, exp.Columns) or _starred(node.this) is not None


def _number(literal: exp.Literal) -> int:
    return int(literal.name) if literal.name.isdigit() else 0


def _at_position(node: exp.Expr, shape: Shape) -> exp.Expr:
    """What a number in GROUP BY stands for, when it is a column with a name."""
    if isinstance(node, exp.Literal) and 0 < _number(node) <= len(shape.outs):
        out = shape.outs[_number(node) - 1]
        return exp.column(out.spelled) if out.spelled else node
    return node


def _table_shape(readable: Readable) -> Shape:
    outs = []
    for column in readable.table.columns:
        name = fold(column.name)
        outs.append(Out(name, column.name, ((readable.full_name, column.name),), name in readable.masked))
    return Shape(tuple(outs))


def _through_view(named: Shape, body: Shape) -> Shape:
    """A view's columns by its names in the catalogue, with the origins and the gaps of its statement."""
    if body.open or len(body.outs) != len(named.outs):
        return named
    return Shape(
        tuple(
            Out(a.name, a.spelled, b.origins or a.origins, a.gap or b.gap)
            for a, b in zip(named.outs, body.outs, strict=True)
        )
    )


def _qualified(name: str, sources: list[Source]) -> str:
    for source in sources:
        for out in source.shape.outs:
            if out.name == name:
                return ".".join(out.origins[0]) if out.origins else f"{source.label}.{out.spelled}"
    return name


def _column_label(column: exp.Column, sources: list[Source]) -> str:
    table = fold(column.table)
    return (
        _qualified(fold(column.name), [s for s in sources if not table or s.name == table]) if sources else column.name
    )
