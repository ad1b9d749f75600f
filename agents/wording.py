"""Words of the business, edited by who may: descriptions, synonyms, units, metrics. Checked as a catalogue file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from agents.access import demand_teacher
from agents.build import Services
from data.describe import drop_metric, put
from data.errors import BadInput
from data.metadata import ColumnWords, Measure, Metadata, TableWords
from data.types import Metric, Table, User

CALLED = "What you wrote"


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says of a table or a column; `synonyms` with commas between them."""

    description: str = ""
    synonyms: str = ""
    unit: str = ""
    private: bool = False


def describe_table(
    services: Services, user: User, database: Path | None, table: Table, words: Words, columns: Mapping[str, Words]
) -> None:
    """Write what changed of a table's words. Raises NotAllowed, BadInput and BadSettings; nothing is written then."""
    path = _path(services, user, database)
    changed = {
        name: ColumnWords(
            description=_line(said.description),
            synonyms=listed(said.synonyms),
            unit=_line(said.unit),
            private=said.private,
        )
        for name, said in columns.items()
        if (column := table.column(name)) is not None
        and (column.description, column.synonyms, column.unit, column.private)
        != (_line(said.description), listed(said.synonyms), _line(said.unit), said.private)
    }
    made = TableWords(description=_line(words.description), synonyms=listed(words.synonyms), columns=changed)
    put(Metadata(tables={table.name: made}), path, CALLED)


def define_metric(services: Services, user: User, database: Path | None, metric: Metric) -> None:
    """Keep a metric; one of the same name gives way. Raises NotAllowed, BadInput and BadSettings, each with the place."""
    path = _path(services, user, database)
    if not metric.name.strip():
        raise BadInput("The metric has no name.", "Give it the one that people use for it.")
    try:
        made = Measure(
            name=_line(metric.name), expression=metric.expression.strip(), table=metric.table, title=_line(metric.title),
            description=_line(metric.description), synonyms=metric.synonyms, filter=metric.filter.strip(),
            time=metric.time.strip(), unit=_line(metric.unit),
        )  # fmt: skip
    except ValidationError as error:
        raise BadInput(f"The metric cannot be kept: {error.errors()[0]['msg']}.", "Correct it.") from error
    put(Metadata(metrics=(made,)), path, CALLED)


def remove_metric(services: Services, user: User, database: Path | None, name: str) -> None:
    """Raises NotAllowed, and BadInput when there is none of that name."""
    drop_metric(_path(services, user, database), name)


def listed(text: str) -> tuple[str, ...]:
    """Words with commas between them, each once."""
    return tuple(dict.fromkeys(w for part in text.split(",") if (w := _line(part))))


def _line(text: str) -> str:
    return " ".join(text.split())


def _path(services: Services, user: User, database: Path | None) -> Path:
    path = services.desk(database).database
    demand_teacher(user, path, services.settings.home)
    return path
