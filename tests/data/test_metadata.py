from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from data import metadata
from data.errors import BadSettings
from data.metadata import ColumnWords, Key, Measure, Metadata, TableWords

DOCUMENT = Metadata(
    title="A shop",
    as_of=dt.date(2025, 6, 17),
    tables={
        "orders": TableWords(
            synonyms=("purchases",),
            time_column="day",
            primary_key=("id",),
            columns={"email": ColumnWords(private=True, unit="")},
        )
    },
    foreign_keys=(Key(table="orders", columns=("who",), ref_table="people", ref_columns=("id",), inferred=True),),
    metrics=(Measure(name="revenue", expression="sum(orders.amount)", table="orders", time="orders.day"),),
)


def test_a_document_comes_back_from_the_database_as_it_was_written() -> None:
    with duckdb.connect() as connection:
        metadata.write(connection, DOCUMENT)
        assert metadata.read(connection) == DOCUMENT


def test_writing_again_replaces_the_document() -> None:
    with duckdb.connect() as connection:
        metadata.write(connection, DOCUMENT)
        metadata.write(connection, Metadata(title="Another"))
        assert metadata.read(connection) == Metadata(title="Another")
        assert connection.execute("SELECT count(*) FROM _candor.catalogue").fetchone() == (1,)


def test_a_database_without_a_document_has_the_empty_one() -> None:
    with duckdb.connect() as connection:
        assert metadata.read(connection) == Metadata()


def test_an_unknown_field_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.yaml"
    file.write_text("tables: {orders: {colour: red}}", encoding="utf-8")
    with pytest.raises(BadSettings, match=r"catalogue\.yaml is not a catalogue: .* at tables\.orders\.colour"):
        metadata.load_yaml(file)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.yaml"
    file.write_text("tables: [", encoding="utf-8")
    with pytest.raises(BadSettings, match="is not YAML"):
        metadata.load_yaml(file)


def test_a_key_with_unequal_sides_is_refused() -> None:
    with pytest.raises(BadSettings, match="has 2 columns for 1"):
        Metadata.from_json(
            '{"foreign_keys": [{"table": "a", "columns": ["x", "y"], "ref_table": "b", "ref_columns": ["z"]}]}'
        )


def test_key_and_measure_become_the_nouns_of_the_schema() -> None:
    assert DOCUMENT.foreign_keys[0].as_foreign_key().inferred
    assert DOCUMENT.metrics[0].as_metric().time == "orders.day"
