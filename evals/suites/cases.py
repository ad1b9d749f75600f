"""What the suites ask: questions with what should become of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from sqlglot import exp

from data.errors import BadInput
from evals.benchmark.gold import parse
from evals.benchmark.questions import Case as Question

CASES = Path(__file__).resolve().parent.parent / "cases"
Expect = Literal["answer", "clarify", "decline", "refuse"]
T = TypeVar("T")
EXPECTED: tuple[Expect, ...] = ("answer", "clarify", "decline", "refuse")
"""`decline`: honest that the data do not hold it; `refuse`: it must not be done."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question. `sql`, `tables` only where an answer is expected; `sql` is in the dialect of the suite's database.

    A question may leave something open: an answer may leave out the columns `optional`, give those of `percent` as parts
    of one, or have the rows of a statement of `accept`, of which the same holds for the columns that it names alike.
    """

    id: str
    question: str
    expect: Expect
    sql: str = ""
    tables: tuple[str, ...] = ()
    ordered: bool = False
    tags: tuple[str, ...] = ()
    kind: str = ""
    """What sort of question it is; the cases of a suite are counted by it."""
    optional: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()
    accept: tuple[str, ...] = ()


FIELDS = frozenset(field.name for field in fields(Case))


def load(path: Path) -> tuple[Case, ...]:
    """Cases from a YAML file. Raises BadInput naming the case."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise BadInput(f"{path.name} holds no list of cases.", "Start each case with a dash.")
    cases = tuple(case_of(path.name, number, entry) for number, entry in enumerate(entries, 1))
    ids = [c.id for c in cases]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise BadInput(f"{path.name}: the id {twice[0]} is there twice.", "Give each case an id of its own.")
    return cases


def case_of(name: str, number: int, entry: Mapping[str, Any]) -> Case:
    """The case of an entry of a file. Raises BadInput naming the file and the case."""
    if not isinstance(entry, dict) or not entry.get("id") or not entry.get("question"):
        raise BadInput(f"{name}: case {number} has no id or no question.", "Both are needed.")
    if unknown := sorted(set(entry) - FIELDS):
        raise BadInput(f"{name}: {entry['id']} has {unknown[0]!r}.", f"A case may have {', '.join(sorted(FIELDS))}.")
    expect = entry.get("expect")
    if expect not in EXPECTED:
        raise BadInput(f"{name}: {entry['id']} expects {expect!r}.", f"It may be {', '.join(EXPECTED)}.")
    if expect == "answer" and not entry.get("sql"):
        raise BadInput(f"{name}: {entry['id']} has no sql.", "Write the statement whose rows are right.")
    return Case(
        id=str(entry["id"]),
        question=str(entry["question"]),
        expect=expect,
        sql=str(entry.get("sql") or ""),
        tables=_texts(entry.get("tables")),
        ordered=bool(entry.get("ordered")),
        tags=_texts(entry.get("tags")),
        kind=str(entry.get("kind") or ""),
        optional=frozenset(_texts(entry.get("optional"))),
        percent=frozenset(_texts(entry.get("percent"))),
        accept=_texts(entry.get("accept")),
    )


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or ())


def simple(questions: Sequence[Question], databases: int, each: int) -> dict[str, list[Question]]:
    """The same few databases and questions each time, chosen by what is asked and never by what passes.

    A question is simple when its gold is one SELECT with at most one join and one condition in WHERE or HAVING. Of the
    databases with enough of them, those at even distances in the alphabet; of a database's simple questions likewise.
    """
    found: dict[str, list[Question]] = {}
    for question in questions:
        if is_simple(question.gold):
            found.setdefault(question.db_id, []).append(question)
    enough = sorted(name for name, group in found.items() if len(group) >= each)
    return {name: _evenly(found[name], each) for name in _evenly(enough, databases)}


def _evenly(items: Sequence[T], count: int) -> list[T]:
    return [items[i * len(items) // count] for i in range(min(count, len(items)))]


def is_simple(gold: str) -> bool:
    """One SELECT, at most one join, at most one condition."""
    tree = parse(gold)
    if not isinstance(tree, exp.Select) or len(list(tree.find_all(exp.Query))) > 1:
        return False
    conditions = [c for c in (tree.args.get("where"), tree.args.get("having")) if c is not None]
    joined = any(c.find(exp.And, exp.Or) for c in conditions)
    return len(tree.args.get("joins") or ()) <= 1 and len(conditions) <= 1 and not joined
