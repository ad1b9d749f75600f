"""What a person may do and see, said for the person: who administers, whose data it is, the policy in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from data.errors import NotAllowed
from data.types import Role, Schema, User

ADMIN = "admin"
"""The role that may change what everybody works with."""


def administers(user: User) -> bool:
    return ADMIN in user.roles


def uploads_of(home: Path, user: User) -> Path:
    """The folder of what the user has brought along."""
    return home / "uploads" / user.id


def may_change(user: User, database: Path, home: Path) -> bool:
    """Whether the user may replace and delete tables there: their own data, or everybody's for an admin."""
    return administers(user) or database.resolve().is_relative_to(uploads_of(home, user).resolve())


def demand_change(user: User, database: Path, home: Path) -> None:
    """Raises NotAllowed for data that are not the user's to change."""
    if not may_change(user, database, home):
        raise NotAllowed("These data are everybody's, and you may only read them.", "Ask somebody with the role admin.")


def may_teach(user: User, database: Path, home: Path) -> bool:
    """Whether the user reviews corrections there and says what its words mean: who may change the data, and the one
    person of a process in which nobody was given a role."""
    return not user.roles or may_change(user, database, home)


def demand_teacher(user: User, database: Path, home: Path) -> None:
    """Raises NotAllowed for who may not say what these data mean."""
    if not may_teach(user, database, home):
        raise NotAllowed("What these data mean is for a reviewer to say.", "Ask somebody with the role admin.")


def demand_admin(user: User) -> None:
    """Raises NotAllowed for who is no admin."""
    if not administers(user):
        raise NotAllowed("This is for the role admin.", "Ask somebody who has it.")


def in_words(role: Role, user: User, whole: Schema, view: Schema) -> tuple[str, ...]:
    """What the policy lets the role see of the data, a sentence each; names that are hidden are counted, not told."""
    return tuple(_sentences(role, user, whole, view))


def _sentences(role: Role, user: User, whole: Schema, view: Schema) -> Iterator[str]:
    yield f"You ask as {role.name}: this role decides what follows."
    hidden = len(whole.tables) - len(view.tables)
    if not hidden:
        yield "You see every table."
    else:
        others = "The other one is" if hidden == 1 else f"The other {hidden} are"
        yield f"You see {len(view.tables)} of {len(whole.tables)} tables. {others} hidden: answers are given as if there were no such tables."
    yield from _rows(role, user, view)
    yield from _masked(role, view)
    limits = role.limits
    yield f"One question may return up to {limits.rows:,} rows, run for up to {limits.seconds:g} seconds and use up to {limits.memory_mb:,} MB of memory."


def _rows(role: Role, user: User, view: Schema) -> Iterator[str]:
    """One sentence for all tables that have the same rule."""
    rules: dict[str, list[str]] = {}
    for table, predicate in role.rows.items():
        if (seen := view.table(table)) is not None:
            rules.setdefault(_filled(predicate, user), []).append(seen.name)
    for predicate, tables in rules.items():
        yield f"Of {_listed(tables)} you see only rows where {predicate}."


def _filled(predicate: str, user: User) -> str:
    """The predicate with the person's own attributes in its places, for reading only."""
    parts = []
    for text, place, _, _ in Formatter().parse(predicate):
        value = user.attributes.get((place or "").removeprefix("user."), "")
        parts.append(text + (value or (f"(your {place.removeprefix('user.')}, which is not set)" if place else "")))
    return "".join(parts)


def _masked(role: Role, view: Schema) -> Iterator[str]:
    """Masked columns stand in no view: they are said by the tables that the role sees."""
    columns = [f"{column} of {seen.name}" for table, column in sorted(role.masked) if (seen := view.table(table))]
    if columns:
        yield f"Hidden from you, and not to be filtered or sorted by either: {_listed(columns)}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
