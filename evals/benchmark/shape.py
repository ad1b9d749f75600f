"""The form of a statement with its names masked, so that statements that need the same skill stand together.

What is selected, filtered, grouped, ordered and nested is kept; columns become `c`, tables `t`, values `v`, and the
joins are left out (they depend on how a database is cut into tables, not on what was asked).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from evals.benchmark.gold import parse

UNREADABLE = "unreadable"


def shape(gold: str) -> str:
    """E.g. `SELECT c, COUNT(*) GROUP BY c ORDER BY COUNT(*) DESC LIMIT v`."""
    tree = parse(gold)
    return UNREADABLE if tree is None else _masked(tree).sql(dialect="sqlite")


def _masked(tree: exp.Query) -> exp.Expr:
    bare = tree.copy()
    for select in list(bare.find_all(exp.Select)):
        select.set("joins", None)
        source = select.args.get("from_")
        if source is not None and not isinstance(source.this, exp.Subquery):
            select.set("from_", None)
    return bare.transform(_mask)


def _mask(node: exp.Expr) -> exp.Expr:
    match node:
        case exp.Column():
            return exp.to_identifier("v" if _quoted_like_text(node) else "c")
        case exp.Literal():
            return exp.to_identifier("v")
        case exp.Alias():
            return node.this.transform(_mask)  # type: ignore[no-any-return]  # sqlglot leaves `this` untyped
        case exp.TableAlias():
            return exp.TableAlias(this=exp.to_identifier("t"))
        case exp.Neg(this=exp.Literal()):
            return exp.to_identifier("v")
        case _:
            return node


def _quoted_like_text(column: exp.Column) -> bool:
    """SQLite reads `= "France"` as text; such a column is bare, double-quoted and stands where a value would."""
    name = column.this
    return isinstance(name, exp.Identifier) and name.quoted and not column.table


def skills(gold: str) -> tuple[str, ...]:
    """What an answer must know how to do, by the coarse parts of the gold: `no join`, `group`, `nesting`, ..."""
    tree = parse(gold)
    if tree is None:
        return (UNREADABLE,)
    joins = len(list(tree.find_all(exp.Join)))
    named = (
        (("no join", "one join")[joins] if joins < 2 else "two joins or more", True),
        ("aggregate", tree.find(exp.AggFunc) is not None),
        ("condition", tree.find(exp.Where) is not None),
        ("group", tree.find(exp.Group) is not None),
        ("condition on groups", tree.find(exp.Having) is not None),
        ("order", tree.find(exp.Order) is not None),
        ("limit", tree.find(exp.Limit) is not None),
        ("distinct", tree.find(exp.Distinct) is not None),
        ("set operation", isinstance(tree, exp.SetOperation)),
        ("nesting", not isinstance(tree, exp.SetOperation) and len(list(tree.find_all(exp.Select))) > 1),
    )
    return tuple(name for name, needed in named if needed)


@dataclass(frozen=True, slots=True)
class Features:
    """What of a statement decides its rows, with names folded so that two dialects and spellings can be compared."""

    tables: frozenset[str]
    columns: frozenset[str]
    owned: frozenset[str]
    """The columns as `table.column`, those left out whose table only a catalogue could tell."""
    values: frozenset[str]
    aggregates: tuple[str, ...]
    joins: frozenset[frozenset[str]]
    """Each as the pair of `table.column` it brings together."""
    grouped: bool
    nested: bool
    order: tuple[str, ...]
    limit: str
    distinct: bool
    width: int


def features(tree: exp.Query, quoted_text: bool = False) -> Features:
    """Read off the tree as it stands; nothing is run. With `quoted_text` a bare name in double quotes is a value."""
    aliases = {t.alias.casefold(): fold(t.name) for t in tree.find_all(exp.Table) if t.alias}
    texts = [c for c in tree.find_all(exp.Column) if quoted_text and _quoted_like_text(c)]
    columns = [c for c in tree.find_all(exp.Column) if not any(c is text for text in texts)]
    return Features(
        tables=frozenset(fold(t.name) for t in tree.find_all(exp.Table)),
        columns=frozenset(fold(c.name) for c in columns if not _in_join(c)),
        owned=frozenset(o for c in columns if not _in_join(c) and (o := _owned(c, aliases))),
        values=frozenset(_values(tree, texts)),
        aggregates=tuple(sorted(_aggregate(a) for a in tree.find_all(exp.AggFunc))),
        joins=frozenset(_joined(e, aliases) for e in tree.find_all(exp.EQ) if _in_join(e)),
        grouped=any(s.args.get("group") for s in tree.find_all(exp.Select)),
        nested=len(list(tree.find_all(exp.Select))) > 1,
        order=_order(tree),
        limit=_limit(tree),
        distinct=tree.args.get("distinct") is not None if isinstance(tree, exp.Select) else False,
        width=len(tree.selects),
    )


def fold(name: str) -> str:
    """A name without case and punctuation, since an import makes names readable."""
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _in_join(node: exp.Expr) -> bool:
    return node.find_ancestor(exp.Join, exp.Where, exp.Having, exp.Select).__class__ is exp.Join


def _owned(column: exp.Column, aliases: dict[str, str]) -> str:
    """`table.column`; empty for a bare name in a statement with more than one table."""
    if column.table:
        return f"{aliases.get(column.table.casefold(), fold(column.table))}.{fold(column.name)}"
    select = column.find_ancestor(exp.Select)
    sources = [j.this for j in [select.args.get("from_"), *(select.args.get("joins") or ())] if j] if select else []
    return f"{fold(sources[0].name)}.{fold(column.name)}" if len(sources) == 1 and sources[0].name else ""


def _values(tree: exp.Query, texts: Sequence[exp.Column]) -> list[str]:
    literals = [e for e in tree.find_all(exp.Literal) if not isinstance(e.parent, exp.Limit)]
    return [_value(e.name) for e in literals] + [_value(t.name) for t in texts]


def _value(text: str) -> str:
    bare = text.casefold().strip("%").strip()
    try:
        return f"{float(bare):g}"
    except ValueError:
        return bare


def _aggregate(node: exp.AggFunc) -> str:
    inner = node.this
    distinct = "distinct " if isinstance(inner, exp.Distinct) else ""
    return distinct + node.sql_name().casefold()


def _joined(node: exp.EQ, aliases: dict[str, str]) -> frozenset[str]:
    return frozenset(
        f"{aliases.get(side.table.casefold(), fold(side.table))}.{fold(side.name)}"
        for side in (node.this, node.expression)
        if isinstance(side, exp.Column)
    )


def _order(tree: exp.Query) -> tuple[str, ...]:
    order = tree.args.get("order")
    return tuple("desc" if o.args.get("desc") else "asc" for o in order.expressions) if order else ()


def _limit(tree: exp.Query) -> str:
    limit = tree.args.get("limit")
    return limit.expression.name if isinstance(limit, exp.Limit) else ""
