"""Bars of columns, the graph of relations, deleting a table, a look at a file before it is loaded, preferences."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from data.duckdb_warehouse import DuckDBWarehouse
from data.errors import BadInput
from data.histogram import Bars, bars
from data.ingest.load import import_files
from data.ingest.preview import preview
from data.ingest.remove import remove_table
from data.preferences import Preference, Preferences
from data.profile import profiled
from data.relations import graph, in_words, left_out
from data.store import open_store
from data.types import Column, ForeignKey, Schema, Table
from data.written import day_format, respelled, separators, styled

VALUES = """
CREATE TABLE t AS SELECT i AS whole, i / 10.0 AS part, DATE '2024-01-01' + i::INTEGER AS day, ['a', 'b', 'b'][i % 3 + 1] AS word,
  'name ' || i AS different, i % 2 = 0 AS even, NULL::INTEGER AS nothing, 7 AS same FROM range(24) r(i);
CREATE TABLE other (id INTEGER PRIMARY KEY); CREATE TABLE pointing (id INTEGER REFERENCES other);
CREATE VIEW seen AS SELECT whole FROM t;
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "values.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(VALUES)
    return path


def test_bars_show_how_values_lie_and_miss_no_row(database: Path) -> None:
    with DuckDBWarehouse(database, workers=1) as warehouse:
        table = warehouse.schema().table("t")
        assert table is not None
        drawn = {
            profile.column: bars(warehouse.inspect, table, column, profile)
            for column, profile in zip(table.columns, profiled(warehouse.inspect, table), strict=True)
        }
    assert drawn["whole"].labels[:2] == ("0 to 1", "2 to 3")
    assert drawn["word"] == Bars(("b", "a"), (16, 8))
    assert drawn["day"].labels[0] == "from 2024-01-01"
    assert {name: sum(held.counts) for name, held in drawn.items()} == {
        "whole": 24, "part": 24, "day": 24, "word": 24, "even": 24, "same": 24, "different": 0, "nothing": 0,
    }  # fmt: skip


def test_a_private_column_has_no_bars(database: Path) -> None:
    with DuckDBWarehouse(database, workers=1) as warehouse:
        table = Table("t", (Column("word", "VARCHAR", private=True),))
        [profile] = profiled(warehouse.inspect, table)
        assert bars(warehouse.inspect, table, table.columns[0], profile) == Bars()


def test_the_graph_holds_any_name_as_one_word_of_dot() -> None:
    odd = 'o"; evil [label="x\\'
    schema = Schema(
        (Table(odd, ()), Table("b", ()), Table("c", ())), (ForeignKey(odd, ("x",), "b", ("y",), inferred=True),)
    )
    drawn = graph(schema)
    assert '"o\\"; evil [label=\\"x\\\\" -> "b" [label="x = y", style=dashed]' in drawn
    assert '"c"' in drawn
    assert '"c"' not in graph(schema, around="b")
    assert left_out(schema) == 0
    assert in_words(schema) == (f"{odd} (x = y) points to b",)


def test_a_table_that_a_view_or_a_key_needs_stays_and_the_file_is_as_it_was(database: Path) -> None:
    before = database.read_bytes()
    for name, why in (("t", "seen read from it"), ("other", "points to it"), ("gone", "no table gone")):
        with pytest.raises(BadInput, match=why):
            remove_table(database, name)
    assert database.read_bytes() == before
    remove_table(database, "seen")
    remove_table(database, "t")
    with DuckDBWarehouse(database, workers=1) as warehouse:
        assert [t.name for t in warehouse.schema().tables] == ["other", "pointing"]


FILE = 'code,when,amount,flag\n01234,03/04/2025,"1,5",1\n99999,05/06/2025,"2,25",0\n'


def test_a_file_is_looked_at_without_anything_being_loaded(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text(FILE)
    [seen] = preview(file)
    assert [(c.name, c.type) for c in seen.columns] == [
        ("code", "VARCHAR"), ("when", "DATE"), ("amount", "DECIMAL(18,2)"), ("flag", "BIGINT"),
    ]  # fmt: skip
    assert seen.retypable
    assert seen.rows.num_rows == 2
    assert any("may be wrong" in warning for warning in seen.warnings)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.csv"]


def test_types_that_a_person_wants_are_those_that_are_loaded(tmp_path: Path) -> None:
    file, database = tmp_path / "f.csv", tmp_path / "d.duckdb"
    file.write_text(FILE)
    import_files(
        [file],
        database,
        wishes={
            ("f.csv", "f"): {"code": "whole number", "when": "date, day first", "flag": "yes or no", "amount": "text"}
        },
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute('SELECT code, "when"::VARCHAR, amount, flag FROM f ORDER BY code').fetchall()
    assert rows == [(1234, "2025-04-03", "1,5", True), (99999, "2025-06-05", "2,25", False)]


def test_what_does_not_fit_a_wished_type_is_told_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a,b\nx,1\n2,2\n")
    [seen] = preview(file, {"f": {"a": "whole number"}})
    assert seen.columns[0].type == "BIGINT"
    assert seen.rows.column("a").to_pylist() == [None, 2]
    assert any("line 2 'x'" in warning for warning in seen.warnings)


def test_preferences_are_each_persons_own(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    kept = Preferences(store.engine)
    kept.keep("a", Preference("1.234,56", "21.11.2026", "Europe/Berlin"))
    assert Preferences(store.engine).of("a") == Preference("1.234,56", "21.11.2026", "Europe/Berlin")
    assert kept.of("b") == Preference()
    store.close()


def test_figures_are_written_with_the_signs_that_a_person_wants_and_keep_their_values() -> None:
    table = pa.table({"n": [1234567, None], "part": [Decimal("1234.5"), None], "word": ["a,b.c", "d"]})
    made = styled(table, ["n", "part"], "1.234,56")
    assert made is not None
    written = made.to_html()
    assert "1.234.567" in written
    assert "1.234,50" in written
    assert "a,b.c" in written
    assert getattr(made, "data")["part"][0] == Decimal("1234.5")  # noqa: B009  # pandas' stubs do not know it
    assert styled(table, ["n"], "browser") is None
    assert respelled("12,345.6 EUR", "1 234,56") == "12\u202f345,6 EUR"
    assert (separators("1.234,56"), separators("browser")) == (",.", ".,")
    assert (day_format("21.11.2026"), day_format("browser")) == ("DD.MM.YYYY", None)
