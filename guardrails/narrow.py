"""Strict mode: a role whose policy asks for it works on a copy of the database that holds only what it may see.

The copy is made of what the guard itself gives the role for `SELECT * FROM` each of its tables, so that the masks and the
row policies are the same ones. A statement on it goes through the same guard, with the rows already chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from sqlglot import exp

from data import narrow
from data.binder import Binder
from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import NotAllowed
from data.narrow import Portion
from data.types import Policy, Role, SafeQuery, Schema, User, Warehouse
from guardrails.access import narrowed, view_body
from guardrails.catalogue import Key, Readable
from guardrails.names import fold
from guardrails.sql import Rejected, check


def portions(schema: Schema, policy: Policy, user: User, role: Role) -> list[Portion]:
    """What the role's copy is made of, tables first, each view after those that it reads. Raises NotAllowed when the
    user has no value for an attribute of a row policy."""
    access = narrowed(schema, role)
    tables: list[Portion] = []
    views: dict[Key, Portion] = {}
    for at, readable in access.tables.items():
        if readable.body is not None:
            continue  # the guard puts its statement in the view's place
        if readable.table.view and not readable.own_masks and not readable.predicate_text:
            body = view_body(readable.table.view_sql)
            assert body is not None  # or the role would not have the view
            views[at] = Portion("VIEW", readable.schema, readable.name, body)
        elif any(fold(c.name) not in readable.masked for c in readable.table.columns):
            tables.append(Portion("TABLE", readable.schema, readable.name, _rows(readable, schema, policy, user, role)))
    return tables + _in_order(views)


def _rows(readable: Readable, schema: Schema, policy: Policy, user: User, role: Role) -> exp.Expr:
    whole = exp.select("*").from_(exp.table_(readable.name, db=readable.schema, quoted=True))
    checked = check(whole.sql(dialect="duckdb", identify=True), schema, policy, user, role=role.name)
    if isinstance(checked, Rejected):
        raise NotAllowed(f"{readable.full_name} cannot be read by the role {role.name}: {checked.reason}", checked.hint)
    return checked.tree


def _in_order(views: Mapping[Key, Portion]) -> list[Portion]:
    """Each view after those that it reads."""
    depth: dict[Key, int] = {}

    def deep(at: Key) -> int:
        if at not in depth:
            depth[at] = 0
            inner = {(fold(t.db) or "main", fold(t.name)) for t in views[at].query.find_all(exp.Table)}
            depth[at] = 1 + max((deep(name) for name in inner if name in views and name != at), default=0)
        return depth[at]

    return [views[at] for at in sorted(views, key=deep)]


@dataclass(frozen=True)
class Door:
    """Where one role's statements run: `second` is the engine's reading there, `narrow` says that it is a copy."""

    warehouse: Warehouse
    binder: Binder
    narrow: bool = False

    def check(
        self, sql: str, schema: Schema, policy: Policy, user: User, role: str | None = None
    ) -> SafeQuery | Rejected:
        """The guard for what is run here."""
        second = self.binder.tables
        return check(sql, schema, policy, user, role=role, second=second, narrowed=self.narrow)

    def close(self) -> None:
        self.binder.close()
        self.warehouse.close()


@dataclass(frozen=True)
class _Kept:
    door: Door
    path: Path
    schema: Schema
    role: Role


class Copies:
    """The narrow copies of one database in use, each behind its own door; made when first needed. Thread-safe."""

    def __init__(self, database: Path, home: Path, workers: int = 2) -> None:
        self._database = database.resolve()
        self._folder = home / "copies" / narrow.digest(str(self._database))
        self._workers = workers
        self._lock = Lock()
        self._kept: dict[tuple[object, ...], _Kept] = {}
        self._retired: list[Door] = []

    def door(self, schema: Schema, policy: Policy, user: User, role: Role) -> Door:
        """The door to the role's copy of the data as they are now. Raises NotAllowed and BadSettings."""
        who = (role.name, *sorted(user.attributes.items()))
        with self._lock:
            kept = self._kept.get(who)
            if kept is None or kept.schema is not schema or kept.role is not role or not kept.path.exists():
                path = narrow.ensure(
                    self._database, schema.data_version, portions(schema, policy, user, role), self._folder, repr(who)
                )
                door = Door(DuckDBWarehouse(path, workers=self._workers, narrow=True), Binder(path), narrow=True)
                if kept is not None:
                    self._retire(kept.door)
                self._kept[who] = kept = _Kept(door, path, schema, role)
            return kept.door

    def close(self) -> None:
        with self._lock:
            for door in (*self._retired, *(kept.door for kept in self._kept.values())):
                door.close()
            self._kept.clear()
            self._retired.clear()

    def _retire(self, door: Door) -> None:
        """Its running statements may end; the one that was retired before it is closed."""
        for older in self._retired:
            older.close()
        self._retired = [door]
