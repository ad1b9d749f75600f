"""What one role may read, in the form that the guard works with.

An `Access` answers for a name only with what the role may know: a table that is hidden and one that does not exist
are the same answer, None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from data.types import Limits, Table

Key = tuple[str, str]
"""(schema, table), folded."""


@dataclass(frozen=True, slots=True)
class Readable:
    """One table or view as a role may read it."""

    table: Table
    schema: str
    """As the catalogue spells it."""
    name: str
    """As the catalogue spells it, without its schema."""
    masked: frozenset[str] = frozenset()
    """Folded names of the columns that the role may not read."""
    own_masks: frozenset[str] = frozenset()
    """Those of `masked` that the policy names on this very table; the others come from what a view reads."""
    predicate: exp.Expr | None = None
    """The row policy, its places for attributes still open."""
    predicate_text: str = ""
    body: exp.Expr | None = None
    """The statement of a view that reads restricted tables: it is put in the view's place."""

    @property
    def restricted(self) -> bool:
        return bool(self.masked) or self.predicate is not None or self.body is not None

    @property
    def full_name(self) -> str:
        return self.table.name


@dataclass(frozen=True)
class Access:
    """What a role may read, by folded name."""

    role: str
    limits: Limits
    tables: Mapping[Key, Readable]
    taken: frozenset[str] = frozenset()
    """Folded names of every table there is, readable or not: no CTE may go to the engine under one of them."""
    catalog: str = ""
    """The folded name of the database itself, where it may stand before a schema."""
    reached: frozenset[Key] = field(default=frozenset())
    """Tables that row policies themselves read."""
    beneath: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    """For each view of the database the stored tables that it reads, through other views too."""

    def find(self, schema: str, name: str) -> Readable | None:
        return self.tables.get((schema, name))

    narrow: bool = False
    """For a copy in which the rows of the role have been chosen already: no predicate is put in, each is still noted."""

    def stored(self, names: Iterable[Key]) -> frozenset[Key]:
        """The stored tables behind the names: a table is its own, a view has those beneath it."""
        return frozenset(table for name in names for table in self.beneath.get(name, (name,)))

    def has_schema(self, name: str) -> bool:
        """Whether the role knows a schema of that name."""
        return any(schema == name for schema, _ in self.tables)

    def names(self) -> list[str]:
        return [readable.full_name for readable in self.tables.values()]
