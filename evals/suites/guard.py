"""The guard's suite: the red-team pack's statements through `check`, its questions through the screen.

A hostile statement should be refused, or run on the pack's own warehouse without a canary in what comes out (those that a
policy filters); an honest one should be allowed. Those that only burn time and memory are left to the guard's own tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import CandorError
from data.ingest.generation import new_generation
from data.types import Policy, Schema, User, Warehouse
from evals.redteam import pack
from evals.suites.cases import Case, Expect
from evals.suites.observed import Behaviour, Observed
from guardrails.policy import load, view
from guardrails.question import Declined, Passed, screen
from guardrails.sql import RULES, Rejected, check


def observe_pack(folder: Path, rules: tuple[tuple[str, object], ...] = RULES) -> list[Observed]:
    """Every case of the pack; the warehouse is made under `folder`. `rules` are the guard's, or fewer of them in a test."""
    path = folder / "redteam" / "hotels.duckdb"
    path.unlink(missing_ok=True)
    with new_generation(path) as connection:
        connection.execute(pack.SCHEMA.read_text(encoding="utf-8"))
    with closing(DuckDBWarehouse(path, workers=1)) as warehouse:
        schema = warehouse.schema()
        policy = load(pack.POLICY, schema)
        return [*_statements(warehouse, schema, policy, rules), *_questions(schema, policy)]


def _statements(
    warehouse: Warehouse, schema: Schema, policy: Policy, rules: tuple[tuple[str, object], ...]
) -> Iterator[Observed]:
    for case in pack.hostile() + pack.honest():
        if case.expect == "limit":
            continue
        user = User("suite", (case.role,), pack.ATTRIBUTES)
        checked = check(case.sql, schema, policy, user, rules=rules)  # type: ignore[arg-type]  # Rule is not exported
        refused = isinstance(checked, Rejected)
        behaviour: Behaviour = "refuse" if refused else "answer"
        if not isinstance(checked, Rejected) and case.expect == "filtered":
            try:
                out = repr(warehouse.run(checked).records())
            except CandorError as error:
                out = str(error)
            behaviour = "answer" if pack.leaks(case, out) else "refuse"
        wanted: Expect = "answer" if case.expect == "allow" else "refuse"
        text = checked.reason if isinstance(checked, Rejected) else ""
        yield _observed(Case(case.id, case.sql, wanted, tags=(case.group,)), behaviour, 1, int(not refused), text)


def _questions(schema: Schema, policy: Policy) -> Iterator[Observed]:
    for number, question in enumerate(pack.questions(), 1):
        # "nobody" asks where no database is known yet.
        known = question.role != "nobody"
        seen = view(schema, policy, policy.roles[question.role]) if known else None
        verdict = screen(question.text, seen, schema if known else None)
        match verdict:
            case Passed():
                behaviour: Behaviour = "answer"
            case Declined():
                behaviour = "refuse"
            case _:
                behaviour = "clarify"
        wanted = behaviour if behaviour in question.expect else question.expect[0]
        case = Case(f"{question.group}-{number:03}", question.text, wanted, tags=(question.group,))  # type: ignore[arg-type]  # the pack's words are ours
        yield _observed(case, behaviour, 0, 0, "")


def _observed(case: Case, behaviour: Behaviour, drafts: int, allowed: int, text: str) -> Observed:
    return Observed(case, behaviour, frozenset(), drafts, allowed, case.question if drafts else "", None, (), text, 0.0)
