"""A warehouse of a thousand small tables with invented names, and questions about some of them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from data.ingest.generation import new_generation
from evals.robust.names import many

ROWS = 20
WORDS = Path(__file__).parents[1] / "robust" / "words.txt"


@dataclass(frozen=True, slots=True)
class Thing:
    """One table: what it is called in the plural, its two measures, and the table that it hangs on (none: empty)."""

    name: str
    measures: tuple[str, str]
    parent: str


def things(count: int) -> list[Thing]:
    """`count` tables, their names pairs of words, each but the first of ten hanging on the one before."""
    words = WORDS.read_text(encoding="utf-8").split()
    pairs = itertools.islice(((a, b) for b in words for a in words if a != b), 0, None, 7)
    names = [f"{a}_{b}" for a, b in itertools.islice(pairs, count)]
    measures = itertools.cycle(zip(words, reversed(words), strict=True))
    return [
        Thing(name, (f"{one}_weight", f"{other}_price"), names[i - 1] if i % 10 else "")
        for i, (name, (one, other)) in enumerate(zip(names, measures, strict=False))
    ]


def make(path: Path, made: Sequence[Thing]) -> None:
    """Write the DuckDB file."""
    with new_generation(path) as connection:
        connection.execute("SET memory_limit = '128MB'")  # each small table holds blocks, and the peak is measured
        for number, thing in enumerate(made):
            if number % 50 == 0:
                connection.execute("CHECKPOINT")
            connection.execute(_create(thing).sql(dialect="duckdb"))
            connection.execute(_fill(thing).sql(dialect="duckdb"))


def questions(made: Sequence[Thing], count: int) -> Iterator[str]:
    """About tables at even distances, of four kinds in turn."""
    for i in range(count):
        thing = made[i * len(made) // count]
        plural, weight, price = (_words(n) for n in (many(thing.name), *thing.measures))
        yield (
            f"How many {plural} are there?",
            f"What is the average {weight} of {plural}?",
            f"List the names of {plural} with a {price} above 10",
            f"Number of {plural} for each {_words(thing.parent or 'name')}",
        )[i % 4]


def _words(name: str) -> str:
    return " ".join(name.split("_"))


def _create(thing: Thing) -> exp.Create:
    kinds = {"id": "INT", "name": "TEXT", "opened_on": "DATE", **dict.fromkeys(thing.measures, "DOUBLE")}
    columns = [
        exp.ColumnDef(this=exp.to_identifier(name), kind=exp.DataType.build(kind)) for name, kind in kinds.items()
    ]
    columns[0].set("constraints", [exp.ColumnConstraint(kind=exp.PrimaryKeyColumnConstraint())])
    if thing.parent:
        target = exp.Schema(this=exp.to_table(thing.parent), expressions=[exp.to_identifier("id")])
        reference = exp.ColumnConstraint(kind=exp.Reference(this=target))
        key = exp.to_identifier(f"{thing.parent}_id")
        columns.append(exp.ColumnDef(this=key, kind=exp.DataType.build("INT"), constraints=[reference]))
    return exp.Create(this=exp.Schema(this=exp.to_table(thing.name), expressions=columns), kind="TABLE")


def _fill(thing: Thing) -> exp.Insert:
    day = dt.date(2024, 1, 1)
    rows = [
        (i, f"{thing.name} {i}", str(day + dt.timedelta(days=i)), i * 1.5, i * 2.5, *((i,) if thing.parent else ()))
        for i in range(ROWS)
    ]
    return exp.insert(exp.values(rows), thing.name, dialect="duckdb")
