"""What the columns of a result are, read from the statement: what a count counts, the period that a date stands for.

A name such as `count_star()` or `n` says nothing to a reader; `orders` does. What cannot be told is left empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from sqlglot import exp

from data.evidence.facts import Defined, definition_of, definitions, written
from data.evidence.keys import Kept
from data.evidence.parts import part_of_date, running
from data.evidence.periods import Grain
from data.evidence.plurals import plural, several, singular, words_of
from data.evidence.said import bare
from data.evidence.whose import with_owner
from data.types import SafeQuery, Schema, Table

BLAND = frozenset({
    "n", "c", "cnt", "count", "counts", "num", "number", "total", "total_count", "totals", "row_count", "rows", "value",
    "result", "amount_total", "sum", "avg", "average", "mean", "median", "min", "max",
})  # fmt: skip
"""Names of a column that do not say of what it is."""
_CALLS: dict[type[exp.Expr], str] = {
    exp.Sum: "total", exp.Avg: "average", exp.Min: "lowest", exp.Max: "highest", exp.Median: "median",
}  # fmt: skip
NAMES = frozenset({"name", "title", "label", "full_name", "display_name"})
"""Columns that name the thing of which their table has one row."""
_SHARE = frozenset({"share", "shares", "percent", "percentage", "pct", "ratio", "proportion", "part"})
_IN_PERCENT = frozenset({"share", "percent", "percentage", "pct", "in", "of", "total", "%"})
_DEEP = 4
"""Names of names that are followed."""


@dataclass(frozen=True, slots=True)
class Out:
    """One column of the result. `called` is empty where its own name says it; `grain` where it is no start of a period."""

    called: str = ""
    grain: Grain | Literal[""] = ""
    running: bool = False
    """A total that grows from row to row."""


def outs(query: SafeQuery, schema: Schema, kept: Kept) -> tuple[Out, ...]:
    """The columns of the outermost SELECT, in its order; empty where they cannot be told one from another."""
    tree = written(query)
    if not isinstance(tree, exp.Select) or any(p.is_star for p in tree.expressions):
        return ()
    inner = {p.alias.casefold(): p.this for p in tree.find_all(exp.Alias) if isinstance(p.parent, exp.Select)}
    defined = definitions(schema, kept)
    return tuple(_out(part, inner, schema, defined) for part in tree.expressions)


def _out(part: exp.Expr, inner: dict[str, exp.Expr], schema: Schema, defined: tuple[Defined, ...]) -> Out:
    node = bare(part.this if isinstance(part, exp.Alias) else part)
    name = part.alias if isinstance(part, exp.Alias) else ""
    for _ in range(_DEEP):
        if not isinstance(node, exp.Column) or node.name.casefold() not in inner:
            break
        name, node = name or node.name, bare(inner[node.name.casefold()])
    grain = _grain(node)
    if name.isdigit() and isinstance(node, exp.Column):
        return Out(_owned(node, schema) or words_of(node.name))
    if lasting := _lasting(node):
        return Out(lasting)
    if (summed := running(node)) is not None:
        added = _shown_as(summed, part, schema, defined)
        return Out(f"running total of {added}" if added else "", running=True)
    silent = not name or len(name) < 3 or name.casefold().strip("_") in BLAND
    if isinstance(node, exp.Column):
        return Out(_owned(node, schema) or _whose(node, schema) if silent or name.casefold() in NAMES else "")
    if bare_share := _bare_share(node, name, schema, defined):
        return Out(bare_share)
    if not silent:
        return Out(f"share of {words_of(name)}" if _is_share(node, name) else "", grain)
    return Out(grain or part_of_date(node) or called(node, schema, defined), grain)


def _shown_as(node: exp.Expr, beside: exp.Expr, schema: Schema, defined: tuple[Defined, ...]) -> str:
    """What is added up, by the name of its own column of the same SELECT or of one below, or by what it computes."""
    select = beside.find_ancestor(exp.Select)
    for part in select.expressions if select is not None else ():
        if isinstance(part, exp.Alias) and part.this == node:
            return _out(part, {}, schema, defined).called or words_of(part.alias)
    if isinstance(node, exp.Column):
        return words_of(node.name)
    return called(node, schema, defined)


def _lasting(node: exp.Expr) -> str:
    """`average days from shipped on to delivered on`."""
    span = node.this if type(node) in _CALLS else node
    if not isinstance(span, exp.DateDiff):
        return ""
    ends = [bare(side) for side in (span.expression, span.this)]
    unit = (span.args.get("unit") or exp.Var(this="day")).name.lower()
    if not all(isinstance(end, exp.Column) for end in ends):
        return ""
    call = f"{_CALLS[type(node)]} " if span is not node else ""
    return f"{call}{unit}s from {words_of(ends[0].name)} to {words_of(ends[1].name)}"


def _bare_share(node: exp.Expr, name: str, schema: Schema, defined: tuple[Defined, ...]) -> str:
    """What a column named `share_percent` or `pct` is; that it is in percent stands beside its figures. Empty where its own
    name says as much."""
    words = name.casefold().replace("_", " ").split()
    if not words or not set(words) <= _IN_PERCENT:
        return ""
    if _of_whole(node) is not None:
        return called(node, schema, defined)
    return "share" if "share" in words and len(words) > 1 else ""


def _is_share(node: exp.Expr, name: str) -> bool:
    """Whether it is a part of the whole, by a window over all groups, and its name does not say so."""
    if _SHARE & set(name.casefold().split("_")):
        return False
    whole = (w for d in node.find_all(exp.Div) for w in d.expression.find_all(exp.Window))
    return any(isinstance(w.this, exp.Sum) and not w.args.get("order") for w in whole)


def _owned(column: exp.Column, schema: Schema) -> str:
    """The name of a thing is told as the thing: `product` for the column `name` of `products`."""
    select = column.find_ancestor(exp.Select)
    if column.name.casefold() not in NAMES or select is None:
        return ""
    tables = dict(_tables(select, schema))
    owners = [t for a, t in tables.items() if column.table.casefold() in ("", a) and t.column(column.name)]
    return singular(owners[0]) if len(owners) == 1 else ""


def _whose(column: exp.Column, schema: Schema) -> str:
    """`supplier country`, where the rows that are joined are not those of suppliers."""
    select = column.find_ancestor(exp.Select)
    if select is None or not column.table:
        return ""
    owner = dict(_tables(select, schema)).get(column.table.casefold())
    return with_owner(column.name, owner, thing(select, schema), schema) if owner is not None else ""


def _grain(node: exp.Expr) -> Grain | Literal[""]:
    if not isinstance(node, exp.DateTrunc | exp.TimestampTrunc):
        return ""
    unit = (node.args.get("unit") or exp.Var(this="")).name.lower()
    return next((g for g in get_args(Grain) if g == unit), "")


def called(node: exp.Expr, schema: Schema, defined: tuple[Defined, ...]) -> str:
    """The measure in words; empty where they would say no more than the statement."""
    select = node.find_ancestor(exp.Select)
    if select is None:
        return ""
    if definition := definition_of(node, select, defined):
        return definition[:1].lower() + definition[1:] if not definition.isupper() else definition
    while isinstance(node, exp.Round | exp.Coalesce | exp.Paren | exp.Cast):
        node = node.this
    if isinstance(node, exp.Count):
        return _counted(node, select, schema)
    if (part := _of_whole(node)) is not None:
        inner = called(part, schema, defined)
        return f"share of {inner}" if inner else "share"
    call = _CALLS.get(type(node))
    if call and isinstance(node.this, exp.Column) and node.this.name.isdigit():
        # a column of a subquery that is called by its place
        inside = next((a for a in select.find_all(exp.Alias) if a.alias == node.this.name), None)
        inner = called(inside.this, schema, defined) if inside is not None else ""
        return f"{call} {inner}".rstrip()
    if call and isinstance(node.this, exp.Column):
        words = words_of(node.this.name)
        return words if words.casefold() == call else f"{call} {words}"
    return ""


def _of_whole(node: exp.Expr) -> exp.Expr | None:
    """The aggregate that is divided by its own sum over all groups."""
    for div in node.find_all(exp.Div):
        window = next(div.expression.find_all(exp.Window), None)
        part: exp.Expr | None = next(div.this.find_all(exp.AggFunc), None)
        if window is not None and part is not None and isinstance(window.this, exp.Sum) and window.this.this == part:
            return part
    return None


def _counted(count: exp.Count, select: exp.Select, schema: Schema) -> str:
    """`orders`, `customers`, `orders with promotion`: what one row, or one different value, stands for."""
    inner = count.this
    rows = thing(select, schema)
    if isinstance(inner, exp.Distinct):
        column = inner.expressions[0] if len(inner.expressions) == 1 else None
        if not isinstance(column, exp.Column):
            return ""
        owner = keyed(column, select, schema)
        return plural(owner) if owner is not None else f"different {several(words_of(column.name))}"
    if isinstance(inner, exp.Column):
        owner = keyed(inner, select, schema, own=True)
        if owner is not None:
            return plural(owner)
        return f"{plural(rows)} with {words_of(inner.name)}" if rows is not None else ""
    return plural(rows) if rows is not None else ""


def keyed(column: exp.Column, select: exp.Select, schema: Schema, own: bool = False) -> Table | None:
    """The table whose rows the values of a column are; with `own` only by its own key, not by one that points to it."""
    folded = column.name.casefold()
    tables = dict(_tables(select, schema))
    if column.table:
        tables = {alias: t for alias, t in tables.items() if alias == column.table.casefold()}
    for table in tables.values():
        if table.column(folded) is None:
            continue
        if tuple(k.casefold() for k in table.primary_key) == (folded,):
            return table
        for key in schema.foreign_keys if not own else ():
            if key.table == table.name and tuple(c.casefold() for c in key.columns) == (folded,):
                return schema.table(key.ref_table)
    return None


def _tables(select: exp.Select, schema: Schema) -> Iterator[tuple[str, Table]]:
    """Alias and table of FROM and the joins that add rows."""
    ctes = {c.alias_or_name.casefold() for c in select.root().find_all(exp.CTE)}
    joins = [j for j in select.args.get("joins") or () if j.kind not in ("SEMI", "ANTI")]
    first = select.args.get("from_")
    for node in ([first.this] if first is not None else []) + [j.this for j in joins]:
        if isinstance(node, exp.Table) and (node.db or node.name.casefold() not in ctes):
            table = schema.table(".".join(filter(None, (node.db, node.name))))
            if table is not None:
                yield node.alias_or_name.casefold(), table


def thing(select: exp.Select, schema: Schema) -> Table | None:
    """The table of which a joined row is one row: the one that points to all the others; None where none does."""
    tables = dict(_tables(select, schema))
    first = select.args.get("from_")
    wanted = (first is not None) + sum(j.kind not in ("SEMI", "ANTI") for j in select.args.get("joins") or ())
    if not tables or len(tables) != wanted or len({t.name for t in tables.values()}) != wanted:
        return None
    names = {t.name for t in tables.values()}
    parents = {k.ref_table for k in schema.foreign_keys if k.table in names and k.table != k.ref_table}
    left = [t for t in tables.values() if t.name not in parents]
    return left[0] if len(left) == 1 else None
