"""What people say about a database: titles, descriptions, synonyms, keys, metrics.

The document travels inside the DuckDB file itself, as one row of JSON in `_candor.catalogue`, so that a file that is
copied keeps its words. The demo warehouse writes it from its catalogue, an import writes what it found out (titles,
inferred keys), and the warehouse reads it when it makes the Schema. Names are those of the database; a table outside
the main schema is `hr.payroll`. This module does not compare the document with the database: names that only the
document has are for its reader to drop.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import ClassVar, Self

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.errors import BadSettings
from data.types import ForeignKey, Metric

SCHEMA = "_candor"
"""The schema that holds Candor's own tables in a database; it is never part of what a user may read."""


class _Strict(BaseModel):
    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


class ColumnWords(_Strict):
    """What is known of a column beyond its name and type; the fields are those of `data.types.Column`."""

    title: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    private: bool = False
    wanted: str = ""
    """The type that a person chose for it when its file was loaded (`data.ingest.infer.Wish`); empty where none."""


class TableWords(_Strict):
    """What is known of a table; the fields are those of `data.types.Table`."""

    title: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    time_column: str = ""
    primary_key: tuple[str, ...] = ()
    columns: dict[str, ColumnWords] = Field(default_factory=dict)


class Key(_Strict):
    """`table(columns)` points to `ref_table(ref_columns)`."""

    table: str
    columns: tuple[str, ...]
    ref_table: str
    ref_columns: tuple[str, ...]
    inferred: bool = False

    @model_validator(mode="after")
    def _same_length(self) -> Self:
        if not self.columns or len(self.columns) != len(self.ref_columns):
            raise ValueError(f"the key of {self.table} has {len(self.columns)} columns for {len(self.ref_columns)}")
        return self

    def as_foreign_key(self) -> ForeignKey:
        return ForeignKey(self.table, self.columns, self.ref_table, self.ref_columns, self.inferred)


class Measure(_Strict):
    """A metric as written in a catalogue; the fields are those of `data.types.Metric`."""

    name: str
    expression: str
    table: str
    title: str = ""
    description: str = ""
    synonyms: tuple[str, ...] = ()
    filter: str = ""
    time: str = ""
    unit: str = ""

    def as_metric(self) -> Metric:
        return Metric(**self.model_dump())


class Metadata(_Strict):
    """The whole document. All of it is optional: an empty document is what a plain database file has."""

    title: str = ""
    description: str = ""
    as_of: dt.date | None = None
    tables: dict[str, TableWords] = Field(default_factory=dict)
    foreign_keys: tuple[Key, ...] = ()
    metrics: tuple[Measure, ...] = ()

    def to_json(self) -> str:
        """The document without what is left at its default; the same document gives the same text."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises BadSettings when the text is no such document."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise _bad("The catalogue in the database", error) from error


def load_yaml(path: Path) -> Metadata:
    """The document in a YAML file. Raises BadSettings when it is none, naming the file and the first faulty place."""
    try:
        return Metadata.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} cannot be read ({error}).", "Name a YAML file in UTF-8.") from error
    except yaml.YAMLError as error:
        raise BadSettings(f"{path} is not YAML: {error}.", "Mend the file at that line.") from error
    except ValidationError as error:
        raise _bad(str(path), error) from error


def write(connection: duckdb.DuckDBPyConnection, metadata: Metadata) -> None:
    """Put the document into the database, in place of the one that may be there."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS _candor")
    connection.execute("CREATE OR REPLACE TABLE _candor.catalogue (document VARCHAR NOT NULL)")
    connection.execute("INSERT INTO _candor.catalogue VALUES (?)", [metadata.to_json()])


def read(connection: duckdb.DuckDBPyConnection) -> Metadata:
    """The document in the database; the empty one where there is none. Raises BadSettings when it cannot be read."""
    present = connection.execute(
        "SELECT count(*) FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = '_candor' AND table_name = 'catalogue'"
    ).fetchone()
    if present is None or present[0] == 0:
        return Metadata()
    row = connection.execute("SELECT document FROM _candor.catalogue LIMIT 1").fetchone()
    return Metadata.from_json(row[0]) if row else Metadata()


def _bad(where: str, error: ValidationError) -> BadSettings:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "its top"
    return BadSettings(f"{where} is not a catalogue: {first['msg']} at {place}.", "Correct that entry and try again.")
