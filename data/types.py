"""The nouns that several rooms speak of.

This module holds shapes only: nothing here opens a file, parses SQL or talks to an engine. `guardrails` makes `Policy`
and `SafeQuery`, the warehouse makes `Schema` and `Result`, everybody reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import pyarrow as pa
from sqlglot import exp

Kind = Literal["number", "text", "date", "timestamp", "time", "boolean", "nested", "other"]
Visible = Literal["names", "statistics", "samples", "values"]

_KINDS: tuple[tuple[tuple[str, ...], Kind], ...] = (
    (("STRUCT", "MAP", "UNION", "JSON"), "nested"),
    (("TIMESTAMP", "DATETIME"), "timestamp"),
    (("DATE",), "date"),
    (("TIME", "INTERVAL"), "time"),  # before INT
    (("BOOL", "LOGICAL"), "boolean"),
    (("VARCHAR", "CHAR", "TEXT", "STRING", "ENUM", "UUID", "BPCHAR"), "text"),
    (
        ("TINYINT", "SMALLINT", "INT", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"),
        "number",
    ),
    (
        ("FLOAT", "DOUBLE", "REAL", "DECIMAL", "NUMERIC"),
        "number",
    ),
)


def kind_of(type_name: str) -> Kind:
    """The kind of a DuckDB type name, e.g. `DECIMAL(12,2)` -> "number", `VARCHAR[]` -> "nested"."""
    upper = type_name.upper()
    if upper.endswith("]"):
        return "nested"
    return next((kind for prefixes, kind in _KINDS if upper.startswith(prefixes)), "other")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table, as far as the reader of this Schema may know it."""

    name: str
    type: str
    """The engine's name of the type, e.g. `DECIMAL(12,2)`."""
    title: str = ""
    """The name as it stood in the source, where that differs from `name`."""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    """A few values as text; empty where the policy or `private` forbids to show any."""
    unit: str = ""
    """E.g. `EUR`, `kg`, `%`; empty when it has none or none is known."""
    private: bool = False
    """Personal or secret: its values never go to a chat model, a log or a trace."""

    @property
    def kind(self) -> Kind:
        return kind_of(self.type)


@dataclass(frozen=True, slots=True)
class Table:
    """One table or view. `name` is `orders` in the main schema and `hr.payroll` in another one."""

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    rows: int | None = None
    view: bool = False
    view_sql: str = ""
    """The statement behind a view, empty for a table."""
    time_column: str = ""
    """The column that "last month" is about when the question names none; empty when there is no obvious one."""

    def column(self, name: str) -> Column | None:
        """The column of that name, in any letter case."""
        folded = name.casefold()
        return next((c for c in self.columns if c.name.casefold() == folded), None)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`table(columns)` points to `ref_table(ref_columns)`; the two column tuples have the same length."""

    table: str
    columns: tuple[str, ...]
    ref_table: str
    ref_columns: tuple[str, ...]
    inferred: bool = False
    """Found in the data rather than declared by the source."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure of the business, defined once: an aggregate over qualified columns, optionally with a filter."""

    name: str
    expression: str
    """An aggregate in DuckDB's SQL whose columns are written `table.column`, e.g. `sum(order_items.net_amount)`."""
    table: str
    """The table whose rows it counts (its grain)."""
    title: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    filter: str = ""
    """A predicate with columns written `table.column`; empty for none."""
    time: str = ""
    """The `table.column` that its time windows and grains are about."""
    unit: str = ""


@dataclass(frozen=True)
class Schema:
    """What of a database its reader may know. `fingerprint` changes when any of it does."""

    tables: tuple[Table, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    metrics: tuple[Metric, ...] = ()
    fingerprint: str = ""
    dialect: str = "duckdb"
    as_of: dt.date | None = None
    """The day up to which the data reach, when the source says so; "today" for questions."""
    title: str = ""
    description: str = ""
    catalog: str = ""
    """The engine's own name of the database, which may stand before a schema: `shop.main.orders`."""
    data_version: str = ""
    """Changes whenever the data do (an import), even when the tables stay as they are."""

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        return {t.name.casefold(): t for t in self.tables}

    def table(self, name: str) -> Table | None:
        """The table of that name, in any letter case; `main.orders` is `orders`."""
        folded = name.casefold()
        return self._by_name.get(folded) or self._by_name.get(folded.removeprefix("main."))

    def edges(self, table: str) -> Iterator[ForeignKey]:
        """The foreign keys that start or end at `table`."""
        folded = table.casefold()
        return (k for k in self.foreign_keys if folded in (k.table.casefold(), k.ref_table.casefold()))


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may use."""

    rows: int = 10_000
    seconds: float = 30.0
    memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Role:
    """What one role may read: `tables` None is all of them; `hidden` goes before `tables`; names are folded to lower case."""

    name: str
    tables: frozenset[str] | None = None
    hidden: frozenset[str] = frozenset()
    """Table names, or `schema.*`."""
    masked: frozenset[tuple[str, str]] = frozenset()
    """(table, column) pairs that nobody in the role may read, not even to filter, join or sort on."""
    rows: Mapping[str, str] = field(default_factory=dict)
    """Table -> predicate, with `{user.attribute}` places that are bound as literals."""
    limits: Limits = Limits()
    narrow_copy: bool = False
    """Its statements run on a copy of the database that holds only what the role may see."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may read what. `model_sees` gives for a column what of it may be sent to a chat model."""

    roles: Mapping[str, Role]
    default_role: str
    model_sees: Visible = "names"
    model_sees_columns: Mapping[tuple[str, str], Visible] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class User:
    """Who asks. The first of `roles` is the one in force unless the request chooses another of them."""

    id: str = "local"
    roles: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Join:
    """One join of a checked statement: the tables it brings together and the equalities it does so on, as text."""

    left: str
    right: str
    kind: str
    """`inner`, `left`, `right`, `full`, `cross`, `semi`, `anti`."""
    on: tuple[tuple[str, str], ...] = ()
    """Pairs of qualified columns (`orders.customer_id`, `customers.customer_id`)."""
    other: str = ""
    """What of the condition is no equality of two columns, as SQL."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a checked statement reads, taken from its tree."""

    tables: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    """(table, column) pairs."""
    joins: tuple[Join, ...] = ()
    filters: tuple[str, ...] = ()
    """The predicates in force, as SQL with plain column names."""
    group_by: tuple[str, ...] = ()
    aggregates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SafeQuery:
    """A statement that the guard has proved readable for a role. Only `guardrails.check` makes one."""

    sql: str
    """What is sent to the engine, generated from `tree`."""
    tree: exp.Expression
    reads: Reads
    role: str
    limits: Limits
    policy_notes: tuple[str, ...] = ()
    """What the policy did to the statement, in words: rows added, columns left out."""
    written: str = ""
    """The statement as its author wrote it."""
    may_scan: frozenset[str] | None = None
    """Stored tables that the engine's plan of it may scan, `schema.table` in lower case; None where nothing holds it to a list."""
    narrowed: bool = False
    """Proved for a narrow copy alone, in which the rows of the role have been chosen already."""


@dataclass(frozen=True)
class Result:
    """The rows of one run: at most `limits.rows` of them; `truncated` says that there were more."""

    table: pa.Table
    truncated: bool
    elapsed_ms: float

    @property
    def rows(self) -> int:
        return int(self.table.num_rows)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.column_names)

    def records(self, limit: int | None = None) -> list[tuple[Any, ...]]:
        """The rows as tuples of Python values (Decimal, date, None as they are)."""
        part = self.table if limit is None else self.table.slice(0, limit)
        return list(zip(*(c.to_pylist() for c in part.columns), strict=True)) if part.num_columns else []


class Cancel(Protocol):
    """A flag that another thread may raise to stop a run (`threading.Event` is one)."""

    def is_set(self) -> bool: ...


class Warehouse(Protocol):
    """Where the data are. It runs a SafeQuery and nothing else; `inspect` is for trees that `data` builds itself."""

    def schema(self) -> Schema:
        """Everything in the database, before any policy; callers hand on only a role's view of it."""

    def run(self, query: SafeQuery, cancel: Cancel | None = None) -> Result:
        """Raises TimedOut, TooExpensive, Cancelled or SqlFailed of `data.errors`; text of an error holds no cell value."""

    def inspect(self, tree: exp.Expression, limits: Limits = Limits()) -> Result:
        """Run a statement of Candor's own, built as a tree inside `data` (profile, quality, value index)."""

    def explain(self, query: SafeQuery) -> str:
        """The engine's plan as text."""

    def close(self) -> None: ...
