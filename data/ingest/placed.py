"""A source table together with the names that it has in the database.

A table is named as in `data.types.Table`: `orders` in the main schema, `hr.payroll` in another one. Names that an
import gives hold no dot of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlglot import exp

from data.ingest.source import SourceTable
from data.metadata import Metadata


@dataclass(frozen=True)
class Placed:
    """`columns` goes from the source's names to those in the database; `document` is that of the whole source."""

    table: str
    columns: dict[str, str]
    source: SourceTable
    file: Path
    warnings: list[str]
    document: Metadata = field(default_factory=Metadata)
    wanted: Mapping[str, str] = field(default_factory=dict)
    """The types that a person chose, by the columns' names in the database."""

    def column(self, name: str) -> str | None:
        """What a column of the source is called in the database, asked for in any letter case."""
        folded = name.casefold()
        return next((there for here, there in self.columns.items() if here.casefold() == folded), None)

    def renamed(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The columns under their new names; empty when one of them is not there."""
        found = [self.column(name) for name in names]
        return tuple(name for name in found if name is not None) if None not in found else ()


def table_tree(name: str, alias: str = "") -> exp.Table:
    """`hr.payroll` as a table of a statement, its names quoted."""
    schema, _, plain = name.rpartition(".")
    return exp.Table(
        this=exp.to_identifier(plain, quoted=True),
        db=exp.to_identifier(schema, quoted=True) if schema else None,
        alias=exp.TableAlias(this=exp.to_identifier(alias)) if alias else None,
    )
