"""What a role may read of a schema: as an `Access` for the guard, as a `Schema` for everybody else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.types import ForeignKey, Metric, Policy, Role, Schema, Table
from guardrails import predicates
from guardrails.catalogue import Access, Key, Readable
from guardrails.functions import foreign_functions
from guardrails.names import MAIN, fold, key
from guardrails.nodes import foreign_nodes
from guardrails.reading import Reading
from guardrails.scopes import resolve

_KEPT = 64
_built: dict[tuple[int, int, bool], tuple[Schema, Role, Access]] = {}
"""Accesses by the identity of schema and role, which are kept beside them; the oldest goes first."""


def access_of(schema: Schema, role: Role, *, narrow: bool = False) -> Access:
    """What the role may read of the schema, or of its own copy of it; built once for each pair."""
    at = id(schema), id(role), narrow
    kept = _built.get(at)
    if kept is not None and kept[0] is schema and kept[1] is role:
        return kept[2]
    access = narrowed(schema, role) if narrow else build(schema, role)
    while len(_built) >= _KEPT:
        _built.pop(next(iter(_built)), None)
    _built[at] = schema, role, access
    return access


def view(schema: Schema, policy: Policy, role: Role) -> Schema:
    """Only what the role may know: tables, columns, foreign keys, metrics; with a fingerprint of its own."""
    access = access_of(schema, role)
    tables = tuple(_shown(readable) for table in schema.tables if (readable := access.find(*key(table.name))))
    seen = {(key(t.name), fold(c.name)) for t in tables for c in t.columns}
    keys = tuple(k for k in schema.foreign_keys if _key_seen(k, seen))
    metrics = tuple(m for m in schema.metrics if _metric_seen(m, access))
    mark = repr((schema.fingerprint, role, sorted(seen), policy.model_sees, sorted(policy.model_sees_columns.items())))
    return replace(
        schema,
        tables=tables,
        foreign_keys=keys,
        metrics=metrics,
        fingerprint=hashlib.sha256(mark.encode()).hexdigest()[:32],
    )


def _shown(readable: Readable) -> Table:
    """The table as the role may know it: no count and no samples where rows or columns are kept from it."""
    table = readable.table
    columns = tuple(c for c in table.columns if fold(c.name) not in readable.masked)
    if not readable.restricted:
        return replace(table, view_sql="") if table.view else table
    if readable.predicate is None and readable.body is None:
        return replace(table, columns=columns, primary_key=_key_left(table, readable))
    plain = tuple(replace(column, samples=()) for column in columns)
    return replace(table, columns=plain, rows=None, view_sql="", primary_key=_key_left(table, readable))


def _key_left(table: Table, readable: Readable) -> tuple[str, ...]:
    return () if any(fold(c) in readable.masked for c in table.primary_key) else table.primary_key


def _key_seen(foreign: ForeignKey, seen: set[tuple[Key, str]]) -> bool:
    ends = ((foreign.table, foreign.columns), (foreign.ref_table, foreign.ref_columns))
    return all((key(table), fold(c)) in seen for table, columns in ends for c in columns)


def _metric_seen(metric: Metric, access: Access) -> bool:
    """A metric is known to those who may read every column in it."""
    if access.find(*key(metric.table)) is None or (metric.time and not _column_seen(metric.time, access)):
        return False
    for text in filter(None, (metric.expression, metric.filter)):
        try:
            tree = sqlglot.parse_one(text, read="duckdb")
        except (SqlglotError, *predicates.BROKEN):
            return False
        names = [".".join(p.name for p in column.parts) for column in tree.find_all(exp.Column)]
        if not all(_column_seen(n if "." in n else f"{metric.table}.{n}", access) for n in names):
            return False
    return True


def _column_seen(name: str, access: Access) -> bool:
    table, _, column = name.rpartition(".")
    readable = access.find(*key(table))
    return readable is not None and fold(column) not in readable.masked and readable.table.column(column) is not None


def build(schema: Schema, role: Role) -> Access:
    """The role's tables, then its views, each judged by what it reads."""
    tables: dict[Key, Readable] = {}
    for table in schema.tables:
        if not table.view and _listed(role, table):
            tables[key(table.name)] = _readable(table, role)
    views = [table for table in schema.tables if table.view and _listed(role, table)]
    access = _access(schema, role, tables)
    if unrestricted(role):
        tables.update({key(view.name): _readable(view, role) for view in views})
        return _access(schema, role, tables)
    while views:
        judged = {v.name: _judge(v, role, access) for v in views}
        passed = [v for v in views if judged[v.name] is not None]
        tables.update({key(v.name): r for v in passed if (r := judged[v.name]) is not None})
        access = _access(schema, role, tables)
        if not passed:
            break
        views = [v for v in views if v not in passed]
    return access


def narrowed(schema: Schema, role: Role) -> Access:
    """What the role may read of a copy of the database that holds its own rows only."""
    whole = access_of(schema, role)
    chosen = build(schema, replace(role, rows={}))
    tables = {
        at: replace(readable, predicate_text=whole.tables[at].predicate_text)
        for at, readable in chosen.tables.items()
        if at in whole.tables
    }
    return replace(chosen, tables=tables, narrow=True)


def unrestricted(role: Role) -> bool:
    """Whether the role may see everything."""
    return role.tables is None and not (role.hidden or role.masked or role.rows)


def _access(schema: Schema, role: Role, tables: Mapping[Key, Readable]) -> Access:
    reached: set[Key] = set()
    for readable in tables.values():
        if readable.predicate is not None:
            reached |= {(fold(t.db) or MAIN, fold(t.name)) for t in readable.predicate.find_all(exp.Table)}
    taken = frozenset(key(table.name)[1] for table in schema.tables)
    return Access(
        role.name, role.limits, dict(tables), taken, fold(schema.catalog), frozenset(reached), _beneath(schema)
    )


def _beneath(schema: Schema) -> dict[Key, frozenset[Key]]:
    """For each view the stored tables that it reads. One that cannot be taken apart may read all: only roles with everything have it."""
    stored = frozenset(key(table.name) for table in schema.tables if not table.view)
    views = {key(table.name): _named_in(table.view_sql) for table in schema.tables if table.view}
    found: dict[Key, frozenset[Key]] = {}
    for view, names in views.items():
        seen: set[Key] = set()
        left = [names]
        while left:
            inner = left.pop()
            new = (stored if inner is None else inner) - seen
            seen |= new
            left += [views[name] for name in new if name in views]
        found[view] = stored & seen
    return found


def _named_in(view_sql: str) -> frozenset[Key] | None:
    body = view_body(view_sql)
    if body is None:
        return None
    return frozenset((fold(table.db) or MAIN, fold(table.name)) for table in body.find_all(exp.Table))


def _listed(role: Role, table: Table) -> bool:
    names = _forms(table.name)
    return not names & role.hidden and (role.tables is None or bool(names & role.tables))


def _forms(name: str) -> set[str]:
    """The ways in which a policy may name the table."""
    schema, table = key(name)
    return {f"{schema}.{table}", f"{schema}.*", *([table] if schema == MAIN else [])}


def _readable(table: Table, role: Role) -> Readable:
    schema, _ = key(table.name)
    spelled_schema, dot, spelled = table.name.partition(".")
    names = _forms(table.name)
    masked = frozenset(fold(column) for owner, column in role.masked if fold(owner) in names)
    text = next((text for owner, text in role.rows.items() if fold(owner) in names), "")
    predicate = predicates.parse(text)[0] if text else None
    return Readable(
        table, spelled_schema if dot else schema, spelled if dot else table.name, masked, masked, predicate, text
    )


def _judge(table: Table, role: Role, access: Access) -> Readable | None:
    """The view as the role may read it; None when it reads something that the role may not."""
    body = view_body(table.view_sql)
    if body is None or foreign_nodes(body) or foreign_functions(body):
        return None
    reading = resolve(body, access)
    if reading.findings or not (reading.tables or _reads_nothing(body)):
        return None
    readable = _readable(table, role)
    if any(use.readable.restricted for use in reading.tables) or reading.left_out:
        gaps = _gaps(table, reading)
        if gaps is None:
            return None
        return replace(readable, body=body, masked=readable.masked | gaps)
    return readable


def _reads_nothing(body: exp.Expr) -> bool:
    return body.find(exp.Table) is None


def _gaps(table: Table, reading: Reading) -> frozenset[str] | None:
    """The view's columns that its own stars leave out for this role; None when that cannot be told."""
    if not reading.left_out:
        return frozenset()
    outs = reading.shape.outs
    if reading.shape.open or len(outs) != len(table.columns):
        return None
    return frozenset(fold(column.name) for column, out in zip(table.columns, outs, strict=True) if out.gap)


def view_body(sql: str) -> exp.Expr | None:
    """The query behind a view, from its query or its CREATE VIEW; None when it is not one."""
    try:
        trees = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    except (SqlglotError, RecursionError, *predicates.BROKEN):
        return None
    if len(trees) != 1:
        return None
    tree = trees[0].expression if isinstance(trees[0], exp.Create) else trees[0]
    return tree if isinstance(tree, exp.Query) else None


def named(tables: Iterable[Table]) -> dict[Key, Table]:
    return {key(table.name): table for table in tables}
