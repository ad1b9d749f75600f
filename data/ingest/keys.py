"""Keys that the source does not declare: found by names, types, uniqueness and containment.

A key is proposed by its name and proved on all rows; nothing is inferred from a table that has no rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from data.ingest.placed import table_tree
from data.metadata import Key
from data.types import kind_of

_MOST_ROWS = 20_000_000
_KEY_WORDS = ("id", "key", "code", "no", "number", "nr", "num")


@dataclass(frozen=True)
class Shape:
    """A table as far as keys are concerned: its columns with their types, its key where one is known."""

    name: str
    columns: Mapping[str, str]
    rows: int
    primary_key: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The name without its schema."""
        return self.name.rpartition(".")[2]


def primary_key(connection: duckdb.DuckDBPyConnection, table: Shape) -> tuple[str, ...]:
    """The first column that is named like a key and is unique without gaps; empty when there is none."""
    if not 0 < table.rows <= _MOST_ROWS:
        return ()
    own = {_squeezed(f"{name}{word}") for name in _forms(table.plain) for word in _KEY_WORDS} | {"id", "key", "code"}
    ranked = [c for c in table.columns if _squeezed(c) in own]
    first = next(iter(table.columns))
    if first not in ranked and _squeezed(first).endswith(_KEY_WORDS):
        ranked.append(first)
    usable = [c for c in ranked if kind_of(table.columns[c]) in {"number", "text"} and table.columns[c] != "DOUBLE"]
    return next(((c,) for c in usable[:3] if _unique(connection, table, c)), ())


def foreign_keys(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Shape], known: Sequence[Key], new: frozenset[str]
) -> list[Key]:
    """Keys of or to the tables in `new` whose names agree and whose every value is found on the other side."""
    taken = {(k.table, k.columns) for k in known}
    found = []
    for table in tables:
        for column, kind in table.columns.items():
            if (table.name, (column,)) in taken or not 0 < table.rows <= _MOST_ROWS:
                continue
            for target in tables:
                if table.name not in new and target.name not in new:
                    continue
                if _agrees(table, column, kind, target) and _contained(connection, table.name, column, target):
                    found.append(
                        Key(
                            table=table.name,
                            columns=(column,),
                            ref_table=target.name,
                            ref_columns=target.primary_key,
                            inferred=True,
                        )
                    )
                    break
    return found


def _agrees(table: Shape, column: str, kind: str, target: Shape) -> bool:
    """`customer_id` goes to `customers.id` or `customers.customer_id`; a bare `id` goes nowhere."""
    if target.name == table.name or len(target.primary_key) != 1 or not target.rows:
        return False
    key = target.primary_key[0]
    if kind_of(target.columns[key]) != kind_of(kind):
        return False
    name, key_name = _squeezed(column), _squeezed(key)
    joined = {_squeezed(form + key_name) for form in _forms(target.plain)}
    if name == key_name:
        return key_name not in _KEY_WORDS and (key_name in joined or table.primary_key != (column,))
    return name in joined


def _forms(table: str) -> set[str]:
    """The name and its singular, by the plain rules of English."""
    name = _squeezed(table)
    forms = {name}
    if name.endswith("ies"):
        forms.add(name[:-3] + "y")
    if name.endswith(("ses", "xes", "ches", "shes")):
        forms.add(name[:-2])
    if name.endswith("s"):
        forms.add(name[:-1])
    return forms


def _squeezed(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _column(name: str, alias: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True), table=alias)


def _unique(connection: duckdb.DuckDBPyConnection, table: Shape, column: str) -> bool:
    distinct = exp.Count(this=exp.Distinct(expressions=[_column(column, "t")]))
    row = connection.execute(exp.select(distinct).from_(table_tree(table.name, "t")).sql(dialect="duckdb")).fetchone()
    return row is not None and row[0] == table.rows


def _contained(connection: duckdb.DuckDBPyConnection, table: str, column: str, target: Shape) -> bool:
    """Every value is on the other side, and there is one."""
    here, there = _column(column, "t"), _column(target.primary_key[0], "r")
    known = exp.Not(this=exp.Is(this=here, expression=exp.Null()))
    inside = exp.select("1").from_(table_tree(target.name, "r")).where(exp.EQ(this=there, expression=here.copy()))
    strays = exp.select("1").from_(table_tree(table, "t")).where(known, exp.Not(this=exp.Exists(this=inside))).limit(1)
    if connection.execute(strays.sql(dialect="duckdb")).fetchone() is not None:
        return False
    some = exp.select("1").from_(table_tree(table, "t")).where(known.copy()).limit(1)
    return connection.execute(some.sql(dialect="duckdb")).fetchone() is not None
