"""The suites by name: what they ask, of which database, and against what."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from agents.build import Services
from data.errors import BadSettings
from evals.benchmark import gold as golds
from evals.benchmark.cache import imported
from evals.benchmark.questions import load as load_questions
from evals.suites import conversations
from evals.suites.cases import CASES, Case, load, simple
from evals.suites.guard import observe_pack
from evals.suites.observed import Observed
from evals.suites.suite import Gold, ask_all, hand_written

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = 5
EACH = 10


@dataclass(frozen=True, slots=True)
class Suite:
    """`run` asks everything; `why_not` says what is missing for it here, empty when nothing is."""

    about: str
    run: Callable[[Services], list[Observed]]
    why_not: Callable[[], str]


def benchmarks() -> Path:
    """The folder of benchmark data: `CANDOR_BENCHMARKS`, by default beside the checkout."""
    return (ROOT / os.environ.get("CANDOR_BENCHMARKS", "../shared")).resolve()


def _demo(file: str) -> Callable[[Services], list[Observed]]:
    def run(services: Services) -> list[Observed]:
        database = services.demo()
        return list(ask_all(load(CASES / file), services, database, hand_written(services, database)))

    return run


def _guard(services: Services) -> list[Observed]:
    return observe_pack(services.settings.home)


def _spider(services: Services) -> list[Observed]:
    if missing := _no_spider():
        raise BadSettings(missing, "Set CANDOR_BENCHMARKS to a folder that has spider/train.json.")
    folder = benchmarks() / "spider"
    chosen = simple(load_questions(folder / "train.json"), DATABASES, EACH)
    observed: list[Observed] = []
    for db_id, questions in chosen.items():
        sqlite = folder / "databases" / db_id / f"{db_id}.sqlite"
        database = imported(sqlite, services.settings.home)
        cases = [_asked(f"{db_id}-{q.number}", q.question, q.gold) for q in questions]
        observed += ask_all(cases, services, database, _on_sqlite(sqlite))
    return observed


def talk_all(services: Services) -> list[Observed]:
    """All conversations; those about Spider databases are left out where these are not there."""
    observed: list[Observed] = []
    for conversation in conversations.load(CASES / "conversations.yaml"):
        sqlite = benchmarks() / "spider" / "databases" / conversation.database / f"{conversation.database}.sqlite"
        if conversation.database == conversations.DEMO:
            database = services.demo()
        elif sqlite.is_file():
            database = imported(sqlite, services.settings.home)
        else:
            continue
        observed += conversations.talk(conversation, services, database, hand_written(services, database))
    return observed


def _asked(key: str, question: str, gold: str) -> Case:
    tree = golds.parse(gold)
    tables = tuple(sorted({t.name.casefold() for t in tree.find_all(exp.Table)})) if tree else ()
    return Case(key, question, "answer", gold, tables, golds.orders(gold))


def _on_sqlite(sqlite: Path) -> Gold:
    return lambda case: (golds.run(sqlite, case.sql),)


def _no_spider() -> str:
    there = (benchmarks() / "spider" / "train.json").is_file()
    return "" if there else f"There is no spider/train.json in {benchmarks()}."


SUITES: Mapping[str, Suite] = {
    "conversations": Suite("follow-ups: what each turn changes and what it keeps", talk_all, lambda: ""),
    "demo": Suite("an analyst's questions on the demo warehouse", _demo("demo.yaml"), lambda: ""),
    "demo_day": Suite("150 questions of an analyst's day on the demo warehouse", _demo("demo_day.yaml"), lambda: ""),
    "guard": Suite("the red-team pack: hostile and honest statements and questions", _guard, lambda: ""),
    "spider": Suite(f"{DATABASES} Spider databases, {EACH} simple questions each", _spider, _no_spider),
}
