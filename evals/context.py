"""`python -m evals context`: how big the prompt of a question is, and whether every table that the answer needs is in it.

The demo's questions are asked of the demo warehouse as it is, and of the same warehouse among a thousand tables: the
tables of the Spider databases where they are at hand, else invented ones. Nothing is sent to a model.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from agents.build import PROMPT, Services
from agents.chat import ChatModel
from agents.desk import Bench
from agents.inquiry import Inquiry
from agents.prompt import load, messages
from agents.scripted import Scripted
from agents.settings import Settings
from agents.steps import Found
from data.types import Column, ForeignKey, Schema, Table
from evals.suites.cases import CASES, Case
from evals.suites.cases import load as load_cases
from evals.suites.named import benchmarks
from retrieval.embed import load_embedding
from retrieval.index import SchemaIndex

TABLES = 1_000
ALLOWED = 4_000
"""Tokens that the median prompt may have."""
RECALL = 0.99
"""Share of questions with all their tables in the prompt: among the Spider tables some thirty are called customers."""
WORDS = [
    "invoice",
    "patient",
    "flight",
    "course",
    "ship",
    "garden",
    "engine",
    "recipe",
    "camera",
    "bridge",
    "tenant",
    "planet",
]


@dataclass(frozen=True, slots=True)
class Size:
    """The prompts of one schema: tokens of each, and the questions of which a needed table was left out."""

    schema: str
    tables: int
    tokens: tuple[int, ...]
    missed: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def median(self) -> float:
        return statistics.median(self.tokens)

    @property
    def recall(self) -> float:
        """The share of questions with every needed table in the prompt."""
        return 1 - len(self.missed) / len(self.tokens)

    def line(self) -> dict[str, Any]:
        p95 = sorted(self.tokens)[int(0.95 * (len(self.tokens) - 1))]
        figures = {"median_tokens": self.median, "p95_tokens": p95, "max_tokens": max(self.tokens)}
        told = {"schema": self.schema, "tables": self.tables, "questions": len(self.tokens)}
        return told | figures | {"recall": round(self.recall, 4), "missed": dict(self.missed)}


def context(argv: Sequence[str]) -> int:
    """Print one JSON line for each schema; exit 1 when a median is not under 4,000 tokens or tables are missing too often."""
    parser = argparse.ArgumentParser(prog="python -m evals context", description=context.__doc__)
    parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        waiting = Waiting()
        services = Services(Settings(home=Path(folder), tracing=False), model=waiting.take)
        try:
            sizes = measure(services, waiting, demo_cases(), Path(folder))
        finally:
            services.close()
    for size in sizes:
        print(json.dumps(size.line()))
    return 0 if all(s.median < ALLOWED and s.recall >= RECALL for s in sizes) else 1


def demo_cases() -> list[Case]:
    """All questions on the demo warehouse."""
    return [case for file in sorted(CASES.glob("demo*.yaml")) for case in load_cases(file)]


class Waiting:
    """Stands where a question's model is made and keeps what the model would be made for."""

    def __init__(self) -> None:
        self.inquiries: list[Inquiry] = []

    def take(self, _bench: Bench, inquiry: Inquiry) -> ChatModel:
        self.inquiries.append(inquiry)
        return Scripted()


def measure(services: Services, waiting: Waiting, cases: Sequence[Case], folder: Path) -> list[Size]:
    """The prompts of the cases that are answered, on the demo warehouse and on the same among a thousand tables."""
    asked = [c for c in cases if c.expect == "answer"]
    for case in asked:
        next(services.ask(case.question))  # the model is made when the first step is wanted
    small = waiting.inquiries
    own = services.view()
    made = [_size("demo", services, asked, small)]
    for name, others in (("invented", _invented()), ("spider", _spider())):
        if others:
            schema = _among(own, others)
            index = SchemaIndex(folder / name, load_embedding())
            index.update(schema)
            large = [replace(i, schema=schema, index=index) for i in small]
            made.append(_size(f"demo among {name} tables", services, asked, large))
            index.close()
    return made


def _size(name: str, services: Services, cases: Sequence[Case], inquiries: Sequence[Inquiry]) -> Size:
    search = services.registry.last("retrieval").function
    assert search is not None, "A retrieval specialist is a function."
    tools = [tool.spec for tool, _ in services.registry.tools.values()]
    tokens, missed = [], []
    for case, inquiry in zip(cases, inquiries, strict=True):
        found: Found = search(inquiry)
        facts = messages(load(PROMPT), inquiry, found, tools).facts
        tokens.append(int(facts["prompt_tokens_estimated"]))
        told = {*facts["context"]["tables_described"], *facts["context"]["tables_brief"]}
        if lacking := tuple(sorted(set(case.tables) - told)):
            missed.append((case.question, lacking))
    return Size(name, len(inquiries[0].schema.tables), tuple(tokens), tuple(missed))


def _among(schema: Schema, others: Schema) -> Schema:
    """The schema with the other's tables after its own, a thousand in all."""
    more = (*others.tables, *_invented().tables)[: TABLES - len(schema.tables)]
    names = {t.name for t in more}
    keys = tuple(k for k in others.foreign_keys if k.table in names and k.ref_table in names)
    return replace(schema, tables=schema.tables + more, foreign_keys=schema.foreign_keys + keys)


def _invented() -> Schema:
    """Tables of 15 columns, each pointing to an earlier one."""
    size = len(WORDS)
    names = [f"{WORDS[i % size]}_{WORDS[i // size % size]}_{i}" for i in range(TABLES)]
    columns = [
        tuple(
            Column(f"{word}_{place}", "VARCHAR")
            for place, word in enumerate(islice(cycle(WORDS), i % size, i % size + 15))
        )
        for i in range(TABLES)
    ]
    tables = tuple(Table(name, own) for name, own in zip(names, columns, strict=True))
    keys = [
        ForeignKey(t.name, (t.columns[1].name,), tables[i // 2].name, (tables[i // 2].columns[0].name,))
        for i, t in enumerate(tables)
        if i
    ]
    return Schema(tables, tuple(keys))


def _spider() -> Schema | None:
    """The tables of all Spider databases, each database a schema of its own; None where they are not at hand."""
    file = benchmarks() / "spider" / "tables.json"
    if not file.is_file():
        return None
    tables: list[Table] = []
    keys: list[ForeignKey] = []
    for database in json.loads(file.read_text(encoding="utf-8")):
        names = [f"{database['db_id']}.{name}" for name in database["table_names_original"]]
        typed = list(zip(database["column_names_original"], database["column_types"], strict=True))
        tables += [
            Table(
                name, tuple(Column(c, "VARCHAR" if kind == "text" else "DOUBLE") for (at, c), kind in typed if at == i)
            )
            for i, name in enumerate(names)
        ]
        for left, right in database["foreign_keys"]:
            (a, column), (b, ref) = typed[left][0], typed[right][0]
            keys.append(ForeignKey(names[a], (column,), names[b], (ref,)))
    return Schema(tuple(tables), tuple(keys))
