"""What is sent: the checked tree with every table replaced by what the role may read of it.

A table with masked columns or a row policy becomes a subquery that selects the role's columns and rows, under the
table's alias; every other one is written with its schema, so that no CTE can stand in for it. The mask and the
policy hold by construction then, whatever the statement around them does.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from sqlglot import exp

from guardrails import predicates
from guardrails.catalogue import Access, Readable
from guardrails.names import fold
from guardrails.reading import CteUse, Reading, TableUse

_MOVED = ("joins", "pivots", "sample", "laterals")
_SYSTEM = ("duckdb_", "pg_", "sqlite_", "pragma_", "information_schema")

LONGEST_LABEL = 60


def rewrite(tree: exp.Expr, reading: Reading, access: Access, attributes: Mapping[str, str]) -> exp.Expr:
    """The tree, changed in place; raises predicates.MissingAttributeError when a row policy needs what the user has not."""
    for node in reading.drops:
        _drop(node)
    for column, leading in reading.unqualify:
        parts = column.parts[leading:]
        for name, part in itertools.zip_longest(("this", "table", "db", "catalog"), reversed(parts)):
            column.set(name, part)
    for cte in reading.ctes:
        if cte.name in access.taken or cte.name.startswith(_SYSTEM):
            _rename(cte, access)
    for text in list(tree.find_all(exp.ByteString, exp.RawString)):
        text.replace(exp.Literal.string(text.name))
    _label(tree)
    for use in reading.tables:
        new = _replacement(use, attributes)
        if new is not use.node:
            if use.node is tree:
                tree = new
            else:
                use.node.replace(new)
    return tree


def _label(tree: exp.Expr) -> None:
    """Name the columns that hold a subquery as their author wrote them: the engine would name them after what is sent,
    row policies included."""
    for select in list(tree.find_all(exp.Select)):
        for item in select.expressions:
            if not isinstance(item, (exp.Alias, exp.Aliases, exp.PivotAlias, exp.Star)) and item.find(exp.Query):
                text = item.sql(dialect="duckdb", comments=False)
                label = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
                named = exp.Alias(alias=exp.to_identifier(label, quoted=True))
                item.replace(named)
                named.set("this", item)  # the node itself: the reading knows the tables in it by identity


def _drop(node: exp.Expr) -> None:
    star = node.parent
    node.pop()
    if star is not None and not star.args.get("except_"):
        star.set("except_", None)


def _rename(cte: CteUse, access: Access) -> None:
    new, number = f"{cte.name}_cte", 1
    while new in access.taken:
        number += 1
        new = f"{cte.name}_cte{number}"
    for use in cte.uses:
        if not use.args.get("alias"):
            use.set("alias", exp.TableAlias(this=exp.to_identifier(use.name, quoted=True)))
        elif not use.alias:
            use.args["alias"].set("this", exp.to_identifier(use.name, quoted=True))
        use.set("this", exp.to_identifier(new, quoted=True))
    cte.alias.set("this", exp.to_identifier(new, quoted=True))


def _replacement(use: TableUse, attributes: Mapping[str, str]) -> exp.Expr:
    node, readable = use.node, use.readable
    if not readable.restricted:
        _spell(node, readable)
        return node
    alias = node.args.get("alias")
    alias = alias.copy() if alias else exp.TableAlias()
    if not alias.this:
        alias.set("this", exp.to_identifier(readable.name, quoted=True))
    new = exp.Subquery(this=_allowed(use, attributes), alias=alias)
    for name in _MOVED:
        if node.args.get(name):
            new.set(name, node.args[name])
    return new


def _spell(node: exp.Table, readable: Readable) -> None:
    """The table under its catalogue name, known in the statement by the name that it had."""
    if not node.alias and fold(node.name) == node.name and node.name != readable.name:
        alias = node.args.get("alias") or exp.TableAlias()
        alias.set("this", exp.to_identifier(node.name, quoted=True))
        node.set("alias", alias)
    node.set("this", exp.to_identifier(readable.name, quoted=True))
    node.set("db", exp.to_identifier(readable.schema, quoted=True))
    node.set("catalog", None)


def _allowed(use: TableUse, attributes: Mapping[str, str]) -> exp.Select:
    """`SELECT the role's columns FROM the table WHERE the row policy`."""
    readable = use.readable
    columns = [
        exp.to_identifier(c.name, quoted=True) for c in readable.table.columns if fold(c.name) not in readable.masked
    ]
    select = exp.Select(expressions=[exp.Column(this=identifier) for identifier in columns])
    if use.body is not None:
        names = [
            exp.to_identifier(c.name, quoted=True) for c in readable.table.columns if fold(c.name) not in _left_out(use)
        ]
        source: exp.Expr = exp.Subquery(
            this=use.body, alias=exp.TableAlias(this=exp.to_identifier(readable.name, quoted=True), columns=names)
        )
    else:
        source = exp.Table(
            this=exp.to_identifier(readable.name, quoted=True), db=exp.to_identifier(readable.schema, quoted=True)
        )
    select.set("from_", exp.From(this=source))
    if readable.predicate is not None:
        select.set("where", exp.Where(this=predicates.bind(readable.predicate, attributes)))
    return select


def _left_out(use: TableUse) -> frozenset[str]:
    """Columns that the view's own body does not give under this role."""
    return use.gaps
