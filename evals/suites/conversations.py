"""Conversations as cases: each turn is a question of its own with what is right after it, asked in its conversation."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agents.build import Services
from agents.inquiry import Turn
from data.errors import BadInput
from evals.suites.cases import Case, case_of
from evals.suites.observed import Observed, observe
from evals.suites.suite import Gold

DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Conversation:
    """`database` is `demo` or the name of a Spider database."""

    id: str
    database: str
    turns: tuple[Case, ...]


def load(path: Path) -> tuple[Conversation, ...]:
    """Conversations from a YAML file: `{id, database, turns: [{question, expect, sql, ...}]}`. Raises BadInput."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise BadInput(f"{path.name} holds no list of conversations.", "Start each conversation with a dash.")
    return tuple(_conversation(path.name, entry) for entry in entries)


def _conversation(name: str, entry: Mapping[str, Any]) -> Conversation:
    if not isinstance(entry, dict) or not entry.get("id") or not entry.get("turns"):
        raise BadInput(f"{name}: a conversation has no id or no turns.", "Both are needed.")
    turns = [
        case_of(name, number, {"expect": "answer", "kind": f"turn {number}", **turn, "id": f"{entry['id']}.{number}"})
        for number, turn in enumerate(entry["turns"], 1)
    ]
    return Conversation(str(entry["id"]), str(entry.get("database") or DEMO), tuple(turns))


def talk(conversation: Conversation, services: Services, database: Path, gold: Gold) -> list[Observed]:
    """Every turn asked after those before it, as they were really answered."""
    said: list[Turn] = []
    seen: list[Observed] = []
    for case in conversation.turns:
        started = time.perf_counter()
        steps = list(services.ask(case.question, database=database, turns=said))
        ms = (time.perf_counter() - started) * 1000
        one = observe(case, steps, gold(case) if case.expect == "answer" else (), ms)
        seen.append(one)
        said.append(Turn(case.question, one.text, one.sql if one.behaviour == "answer" else ""))
    return seen


def whole(observed: Sequence[Observed], right: Mapping[str, bool]) -> float:
    """The share of conversations of which every turn is right; `right` by the turn's id."""
    by_talk: dict[str, list[bool]] = {}
    for one in observed:
        by_talk.setdefault(one.case.id.rpartition(".")[0], []).append(right[one.case.id])
    return sum(all(turns) for turns in by_talk.values()) / len(by_talk)
