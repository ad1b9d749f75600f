"""The way of a correction: suggested by whoever saw a wrong answer, approved by who may change the data's words.

What is approved is verified: it answers the same question from now on, and answers that were kept are not given again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from agents.access import demand_teacher, may_teach
from agents.answer_cache import forget as forget_answers
from agents.answer_cache import normal_form
from agents.build import Services
from agents.evidence.changed import changed
from agents.teaching import suspended, verify
from data.errors import BadInput, CandorError
from data.pretty import difference
from data.types import Result, User
from data.verified import Taught
from guardrails.sql import Rejected

_ROWS, _LIMITED = "rows of ", " limited by "
"""How a receipt tells a limit on the rows of a table (`guardrails.receipt`)."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a statement gives to the reviewer now: its rows, or why there are none."""

    result: Result | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Vouched:
    """A verified question; `trouble` is why it is suspended, empty while it is in use."""

    taught: Taught
    trouble: str


def reviews(services: Services, user: User, database: Path | None) -> bool:
    """Whether the user is a reviewer of these data."""
    return may_teach(user, services.desk(database).database, services.settings.home)


def demand_news(old: tuple[str, str], question: str, sql: str, meant: str) -> None:
    """Raises BadInput for a correction that says what the answer, `old` (its question and SQL), said already."""
    as_it_was = " ".join(question.split()) == " ".join(old[0].split()) and not difference(old[1], sql)
    if as_it_was and not meant.strip():
        raise BadInput("Nothing changed.", "Edit the SQL or the question, or say what was meant.")


def suggest(
    services: Services,
    user: User,
    database: Path | None,
    question: str,
    sql: str,
    meant: str,
    under: str,
    corrects: str = "",
) -> Taught:
    """Keep a correction of an answer with the SQL `corrects` for the reviewer. Raises BadInput when it says nothing."""
    if not question.strip() or not (sql.strip() or meant.strip()):
        raise BadInput("There is nothing to learn in this.", "Give the right SQL, or say what was meant.")
    path = str(services.desk(database).database)
    said = " ".join(question.split())
    return services.verified.suggest(
        path, normal_form(said), said, sql.strip(), user.id, meant.strip(), under, corrects
    )


def vouch(
    services: Services,
    user: User,
    database: Path | None,
    question: str,
    sql: str,
    meant: str,
    under: str,
    corrects: str = "",
) -> None:
    """A correction by somebody who reviews these data: suggested and approved at once, or neither. Raises as `approve`."""
    made = suggest(services, user, database, question, sql, meant, under, corrects)
    try:
        approve(services, user, database, made.id, question, sql)
    except CandorError:
        services.verified.forget(made.id)
        raise


def waiting(services: Services, user: User, database: Path | None) -> tuple[Taught, ...]:
    """What waits for a reviewer of these data. Raises NotAllowed for who is none."""
    return services.verified.of(_path(services, user, database), "candidate")


def vouched(services: Services, user: User, database: Path | None) -> tuple[Vouched, ...]:
    """The verified questions of these data, each with why it is suspended if it is. Raises NotAllowed as `waiting` does."""
    path = _path(services, user, database)
    desk = services.desk(database)
    guard = partial(desk.guard, user, desk.bench(user).role)
    schema = desk.warehouse.schema()
    today, _ = services.today(schema)
    return tuple(Vouched(t, suspended(t, guard, schema, today)) for t in services.verified.of(path))


def rules_inside(under: Sequence[str], sql: str) -> tuple[str, ...]:
    """Those of the rules of access in force when an answer was made that may stand in its statement: limits on the rows of
    a table that it reads. Columns that were kept from the person stand in no statement."""
    try:
        read = {t.name.casefold() for t in sqlglot.parse_one(sql, read="duckdb").find_all(exp.Table)}
    except (SqlglotError, RecursionError):
        return ()
    return tuple(rule for rule in under if _limited(rule) in read)


def _limited(rule: str) -> str:
    """The table, without its schema, whose rows a rule limits; empty for a rule of another kind."""
    head, limits, _ = rule.partition(_LIMITED)
    return head.removeprefix(_ROWS).rpartition(".")[2].casefold() if limits and head.startswith(_ROWS) else ""


def tried(services: Services, user: User, database: Path | None, sql: str) -> Trial:
    """Run a statement through the guard, as the reviewer may. Raises NotAllowed for who reviews nothing here."""
    _path(services, user, database)
    desk = services.desk(database)
    role = desk.bench(user).role
    query = desk.guard(user, role, sql)
    if isinstance(query, Rejected):
        return Trial(None, f"{query.reason} {query.hint}".strip())
    try:
        return Trial(desk.run(user, role, query))
    except CandorError as error:
        return Trial(None, str(error))


def compared(old: Trial, new: Trial) -> tuple[str, ...]:
    """What is different in the new rows, a short line each; empty where they are the same or one of the two has none.

    Columns are compared by their place: what they are called is no difference.
    """
    if old.result is None or new.result is None:
        return ()
    before, after = old.result.table, new.result.table
    if before.num_columns == after.num_columns:
        after = after.rename_columns(before.column_names)
    return changed({}, before, {}, after, 0.0).figures


def approve(services: Services, user: User, database: Path | None, taught_id: str, question: str, sql: str) -> None:
    """Vouch for it as it is written now. Raises NotAllowed, and BadInput for SQL that the guard refuses or that is the
    answer's own where somebody has said that something else was meant."""
    taught = _known(services, user, database, taught_id)
    if still_wrong(taught, sql):
        raise BadInput(
            "This is still the SQL of the answer that was wrong." if sql.strip() else "There is no SQL to vouch for.",
            "Write the SQL that gives what was meant, then approve it; or settle it without a verified answer.",
        )
    desk = services.desk(database)
    guard = partial(desk.guard, user, desk.bench(user).role)
    schema = desk.warehouse.schema()
    today, _ = services.today(schema)
    verify(services.verified, taught, question, sql, user.id, services.settings.clock(), guard, schema, today)
    forget_answers(services.settings.home)


def still_wrong(taught: Taught, sql: str) -> bool:
    """Whether this SQL puts nothing right: there is none, or it is that of the answer which was said to mean another thing.

    A correction of the question alone says that the SQL is right for the question as it is put now.
    """
    return not sql.strip() or bool(taught.meant and taught.corrects and not difference(taught.corrects, sql))


def settle(services: Services, user: User, database: Path | None, taught_id: str) -> None:
    """Done with, without a verified answer: the words were taught, or nothing has to be."""
    services.verified.settle(_known(services, user, database, taught_id).id)


def decline(services: Services, user: User, database: Path | None, taught_id: str) -> None:
    services.verified.decline(_known(services, user, database, taught_id).id)


def withdraw(services: Services, user: User, database: Path | None, taught_id: str) -> None:
    """Nobody vouches for it any more."""
    services.verified.forget(_known(services, user, database, taught_id).id)
    forget_answers(services.settings.home)


def _known(services: Services, user: User, database: Path | None, taught_id: str) -> Taught:
    path = _path(services, user, database)
    found = services.verified.get(taught_id)
    if found is None or found.database != path:
        raise BadInput("This suggestion is gone.", "Somebody else may have looked at it: look again.")
    return found


def _path(services: Services, user: User, database: Path | None) -> str:
    path = services.desk(database).database
    demand_teacher(user, path, services.settings.home)
    return str(path)
