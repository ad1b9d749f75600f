"""What the model is told about the data for one question, inside a budget of tokens.

What matters most is put in first: the columns of every table that the question needs, joins, the words of the question
that stand in the data, the metrics that it names; then descriptions, verified examples, other metrics, the names of the
other tables. What did not fit is in `facts`, for the trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

from agents.described import brief, edge, edges, one_line, table_name, whole
from agents.inquiry import Example, Inquiry
from agents.mentioned import mentioned
from agents.nearby import near_by
from agents.steps import Found
from data.types import Metric, Table
from retrieval.tokens import count

NEAR_COLUMNS, FAR_COLUMNS = 30, 12
"""Columns of a table in brief, of those that are needed and of the others."""
OTHER_TABLES = 40
"""Names of tables that are only named."""


@dataclass
class Room:
    """Tokens that are left. `take` says whether a text may go in, and takes its tokens if so."""

    left: int

    def take(self, text: str) -> bool:
        needed = count(text) + 1
        if needed > self.left:
            return False
        self.left -= needed
        return True

    def taken(self, texts: Iterable[str]) -> list[str]:
        """Those of the texts that go in, in their order."""
        return [text for text in texts if self.take(text)]


@dataclass
class Context:
    """The parts in the order in which the model reads them, and what was put in and left out."""

    sections: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "\n".join(self.sections)

    def add(self, heading: str, lines: Sequence[str]) -> None:
        if lines:
            self.sections.append("\n".join([heading, *lines]))


def context(inquiry: Inquiry, found: Found, room: Room) -> Context:
    """What of the schema the question is about, as far as there is room."""
    needed = tables_for(inquiry, found)
    more = [inquiry.schema.table(hit.name) for hit in found.further]
    if len(inquiry.schema.tables) <= inquiry.tables_listed:
        # So few can all be told: then nothing that retrieval did not see is missing.
        more += inquiry.schema.tables
    wanted = list(dict.fromkeys([*needed, *(t for t in more if t is not None)]))
    told, cut = _brief(inquiry, found, wanted, len(needed), room)
    names = frozenset(told)
    joins = room.taken(edge(k) for k in edges(inquiry.schema, names))
    values = room.taken(mentioned(inquiry, found.values))
    named = [m for m in found.metrics if metric_tables(m) <= names]
    metrics = room.taken(map(metric_line, named))
    described = _describe(inquiry, needed or wanted, told, room)
    examples = room.taken(map(_example, inquiry.examples))
    others = [m for m in inquiry.schema.metrics if m not in named and metric_tables(m) <= names]
    metrics += room.taken(metric_line(replace(m, description="")) for m in others)
    rest = [t.name for t in inquiry.schema.tables if t.name not in names]
    listed = room.taken([_rest(rest)] if rest else [])

    made = Context()
    made.add("# Tables", list(told.values()) or ["(nothing in the schema is near this question: try find_tables)"])
    made.add("# Other tables (describe_table shows one)", listed)
    made.add("# Joins (many rows -> one row)", joins)
    made.add("# Words of the question in the data", values)
    made.add("# Metrics", metrics)
    made.add("# Questions that were answered and verified", examples)
    made.facts = {
        "tables_described": described,
        "tables_brief": [n for n in told if n not in described],
        "left_out": {
            "tables": [t.name for t in wanted if t.name not in names],
            "columns": cut,
            "metrics": len(named) + len(others) - len(metrics),
            "examples": len(inquiry.examples) - len(examples),
            "names_of_other_tables": len(rest) - (min(len(rest), OTHER_TABLES) if listed else 0),
        },
    }
    return made


def tables_for(inquiry: Inquiry, found: Found) -> list[Table]:
    """The tables that an answer may need: those of the metrics that are named, those found, those that join them, and
    those near by whose words stand in the question."""
    of_metrics = [name for metric in found.metrics for name in sorted(metric_tables(metric))]
    between = [name for path in found.joins for name in path.tables]
    near = near_by(inquiry.schema, of_metrics, inquiry.question) if of_metrics else []
    names = dict.fromkeys([*of_metrics, *near, *(t.name for t in found.tables), *between])
    return [table for name in names if (table := inquiry.schema.table(name)) is not None]


@lru_cache(maxsize=1024)
def metric_tables(metric: Metric) -> frozenset[str]:
    """The tables whose columns a metric's expression, filter and time read."""
    trees = [sqlglot.parse_one(text, dialect="duckdb") for text in (metric.expression, metric.filter) if text]
    columns = [c for tree in trees for c in tree.find_all(exp.Column)]
    read = {".".join(part for part in (c.db, c.table) if part) for c in columns}
    timed = {metric.time.rpartition(".")[0]} if metric.time else set()
    return frozenset(name for name in read | timed | {metric.table} if name)


def metric_line(metric: Metric) -> str:
    parts = [f"{metric.name} = {metric.expression}"]
    if metric.filter:
        parts.append(f"where {metric.filter}")
    if metric.time:
        parts.append(f"by {metric.time}")
    if metric.unit:
        parts.append(f"[{one_line(metric.unit)}]")
    if metric.description:
        parts.append(f"({one_line(metric.description)})")
    return " ".join(parts)


def _brief(
    inquiry: Inquiry, found: Found, wanted: Sequence[Table], needed: int, room: Room
) -> tuple[dict[str, str], dict[str, int]]:
    """Each table in one line, as far as there is room, and how many columns of which were left out."""
    nearest = {hit.name: [column.name for column, _ in hit.columns] for hit in (*found.tables, *found.further)}
    told: dict[str, str] = {}
    cut: dict[str, int] = {}
    names = frozenset(t.name for t in wanted)
    for place, table in enumerate(wanted):
        keys = [c for k in edges(inquiry.schema, names) for c in _side(table.name, k.table, k.columns)]
        keys += [c for k in edges(inquiry.schema, names) for c in _side(table.name, k.ref_table, k.ref_columns)]
        line, left = brief(table, nearest.get(table.name, []), keys, NEAR_COLUMNS if place < needed else FAR_COLUMNS)
        if room.take(line):
            told[table.name] = line
            if left:
                cut[table.name] = left
    return told, cut


def _side(table: str, owner: str, columns: Sequence[str]) -> Sequence[str]:
    return columns if table == owner else ()


def _describe(inquiry: Inquiry, best: Sequence[Table], told: dict[str, str], room: Room) -> list[str]:
    """Put the long form in the place of the short one, best table first, as far as there is room; which ones it was."""
    done = []
    for table in best[: inquiry.tables_shown]:
        if (line := told.get(table.name)) is None:
            continue
        longer = whole(table, inquiry.policy, inquiry.question)
        more = count(longer) - count(line)
        if more <= room.left:
            room.left -= more
            told[table.name] = longer
            done.append(table.name)
    return done


def _example(example: Example) -> str:
    return f"{one_line(example.question)}\n  {one_line(example.sql)}"


def _rest(names: Sequence[str]) -> str:
    shown = ", ".join(map(table_name, names[:OTHER_TABLES]))
    return f"{shown} and {len(names) - OTHER_TABLES} more" if len(names) > OTHER_TABLES else shown
