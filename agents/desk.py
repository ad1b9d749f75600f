"""One opened database: a `Desk` with its policy, and a `Bench` for what each role has at it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from agents.inquiry import Index, Values, Verdict
from data.binder import Binder
from data.distinct import distinct_values
from data.duckdb_warehouse import DuckDBWarehouse
from data.types import Cancel, Policy, Result, Role, SafeQuery, Schema, User, Warehouse
from guardrails import policy as policies
from guardrails.narrow import Copies, Door
from guardrails.question import screen
from guardrails.sql import Rejected
from retrieval.index import SchemaIndex, index_directory
from retrieval.values import ValueIndex

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bench:
    """What one role has at one database: its view of the schema and the indexes made of that view alone."""

    role: Role
    schema: Schema
    index: Index
    values: Values
    value_index: ValueIndex
    known: dict[str, object] = field(default_factory=dict)
    """What was found out about the data as the role sees them (keys, reaches)."""


class Desk:
    """One opened database: its warehouse, its policy and a bench for each role that has asked."""

    def __init__(self, database: Path, policy: Path | None, home: Path, workers: int, embedding: Any) -> None:
        self.database = database
        self.warehouse: Warehouse = DuckDBWarehouse(database, workers=workers)
        self._whole = Door(self.warehouse, Binder(database))
        self._copies = Copies(database, home, workers)
        self._policy_file = policy
        self._home = home
        self._embedding = embedding
        self._benches: dict[tuple[object, ...], Bench] = {}
        self._policies: dict[str, Policy] = {}
        self._lock = Lock()
        try:
            self.policy()
        except BaseException:
            self.warehouse.close()
            raise

    def policy(self) -> Policy:
        """The policy for the schema as it is now; an import may have changed it."""
        schema = self.warehouse.schema()
        if schema.fingerprint not in self._policies:
            made = policies.load(self._policy_file, schema) if self._policy_file else policies.open_policy()
            self._policies = {schema.fingerprint: made}
        return self._policies[schema.fingerprint]

    def bench(self, user: User, wanted: str | None = None) -> Bench:
        """The bench of the user's role; raises NotAllowed when the user does not have the role that is wanted."""
        schema, policy = self.warehouse.schema(), self.policy()
        role = policies.role_of(policy, user, wanted)
        key = (schema.fingerprint, schema.data_version, role.name, tuple(sorted(user.attributes.items())))
        with self._lock:
            if key not in self._benches:
                self._benches = {k: b for k, b in self._benches.items() if k[:2] == key[:2]}
                self._benches[key] = self._bench(schema, policy, role, user)
            return self._benches[key]

    def guard(self, user: User, role: Role, sql: str) -> SafeQuery | Rejected:
        """The guard with the engine's own reading of the statement as its second opinion."""
        return self.door(user, role).check(sql, self.warehouse.schema(), self.policy(), user, role.name)

    def door(self, user: User, role: Role) -> Door:
        """Where the role's statements run: on the database, or on the role's own copy where its policy asks for one."""
        if not role.narrow_copy:
            return self._whole
        return self._copies.door(self.warehouse.schema(), self.policy(), user, role)

    def run(self, user: User, role: Role, query: SafeQuery, cancel: Cancel | None = None) -> Result:
        """Run a statement of the role's; raises as Warehouse.run does."""
        return self.door(user, role).warehouse.run(query, cancel)

    def screen(self, bench: Bench, follows: bool, question: str) -> Verdict:
        """The question's screen; it alone knows what is hidden from the role, so that asking for it can be refused."""
        return screen(question, bench.schema, self.warehouse.schema(), named=bench.values.mentions, follows=follows)

    def close(self) -> None:
        self._copies.close()
        self._whole.binder.close()
        for bench in self._benches.values():
            bench.index.close()
        self.warehouse.close()

    def _bench(self, schema: Schema, policy: Policy, role: Role, user: User) -> Bench:
        view = policies.view(schema, policy, role)
        index = SchemaIndex(index_directory(self._home, str(self.database), role.name), self._embedding)
        index.update(view)
        values = ValueIndex.build(view, partial(self._distinct, user, role))
        return Bench(role, view, index, values, values)

    def _distinct(self, user: User, role: Role, table: str, column: str, limit: int) -> Sequence[tuple[Any, int]]:
        """The column's values with their counts, most frequent first, as far as the role may see them."""
        text = distinct_values(table, column, limit).sql(dialect="duckdb", identify=True)
        query = self.guard(user, role, text)
        if isinstance(query, Rejected):
            log.warning("values of %s.%s are not indexed: %s", table, column, query.rule)
            return ()
        limits = replace(query.limits, rows=max(limit, query.limits.rows))
        return [(v, n) for v, n in self.run(user, role, replace(query, limits=limits)).records()]
