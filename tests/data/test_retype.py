"""Types of Excel, JSON and SQLite files that a person corrects before loading, as those of text files are."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from data.ingest.infer import Wish
from data.ingest.load import Imported, import_files
from data.ingest.preview import preview

HEAD = ("code", "when", "amount", "flag")
ROWS: tuple[tuple[object, ...], ...] = (
    ("007", "03/04/2025", 1.5, 1),
    ("12", "05/06/2025", 2.0, 0),
    ("x9", "2 weeks", "none yet", 3),
)
WISHES: dict[str, Wish] = {"code": "whole number", "when": "date, day first", "amount": "number", "flag": "yes or no"}
READ = [
    (7, dt.date(2025, 4, 3), 1.5, True),
    (12, dt.date(2025, 6, 5), 2.0, False),
    (None, None, None, None),
]
REFUSED = {"code": "'x9'", "when": "'2 weeks'", "amount": "'none yet'", "flag": "'3'"}


def workbook(path: Path) -> Path:
    """Two lines of titles, the header in row 3, the rows from row 4 on."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_string(0, 0, "A title")
        for down, row in enumerate((HEAD, *ROWS), start=2):
            for across, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(down, across, value)
    return path


def records(path: Path) -> Path:
    path.write_text(json.dumps([dict(zip(HEAD, row, strict=True)) for row in ROWS]))
    return path


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as made, made:
        made.execute('CREATE TABLE f (code TEXT, "when" TEXT, amount, flag INTEGER)')
        made.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", ROWS)
    return path


FILES = {"f.xlsx": (workbook, "row 6"), "f.json": (records, "record 3"), "f.sqlite": (database, "row 3")}


@pytest.fixture(params=list(FILES))
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return FILES[request.param][0](tmp_path / str(request.param))


def test_their_columns_may_be_corrected_and_what_does_not_fit_is_told_with_row_and_column(file: Path) -> None:
    [as_found] = preview(file)
    assert as_found.retypable
    assert [c.type for c in as_found.columns] == ["VARCHAR", "VARCHAR", "VARCHAR", "BIGINT"]
    [seen] = preview(file, {as_found.table: WISHES})
    assert [c.type for c in seen.columns] == ["BIGINT", "DATE", "DOUBLE", "BOOLEAN"]
    assert [tuple(row.values()) for row in seen.rows.to_pylist()] == READ
    place = FILES[file.name][1]
    for column, value in REFUSED.items():
        assert any(w.startswith(f"{column}: ") and f"{place} {value}" in w for w in seen.warnings), (
            column,
            seen.warnings,
        )


def test_the_types_that_are_wanted_are_those_that_are_loaded(file: Path, tmp_path: Path) -> None:
    database = tmp_path / "d.duckdb"
    [loaded] = import_files([file], database, wishes={(file.name, "f"): WISHES})
    assert [c.type for c in loaded.columns] == ["BIGINT", "DATE", "DOUBLE", "BOOLEAN"]
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("SELECT * FROM f").fetchall() == READ


def test_dates_that_sqlite_keeps_in_a_form_of_their_own_are_told_and_become_dates_when_that_is_wanted(
    tmp_path: Path,
) -> None:
    file = tmp_path / "trips.sqlite"
    with closing(sqlite3.connect(file)) as made, made:
        made.execute("CREATE TABLE trips (id INTEGER PRIMARY KEY, started TEXT, note TEXT)")
        made.executemany(
            "INSERT INTO trips (started, note) VALUES (?, ?)",
            [("8/29/2013 14:13", "a"), (None, "b"), ("9/1/2013 9:05", "c")],
        )
    [as_found] = preview(file)
    assert [c.type for c in as_found.columns] == ["BIGINT", "VARCHAR", "VARCHAR"]
    assert any(said.startswith("started: text that holds dates (8/29/2013 14:13)") for said in as_found.found)
    assert not any(said.startswith("note: ") for said in as_found.found)
    [seen] = preview(file, {"trips": {"started": "date, month first"}})
    assert not seen.warnings
    assert [str(row) for row in seen.rows.column("started").to_pylist()] == [
        "2013-08-29 14:13:00", "None", "2013-09-01 09:05:00",
    ]  # fmt: skip
    assert not any(said.startswith("started: ") for said in seen.found)


def test_numbers_and_dates_of_a_sheet_may_be_text(tmp_path: Path) -> None:
    file = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for across, name in enumerate(("number", "day")):
            sheet.write_string(0, across, name)
        sheet.write_number(1, 0, 5)
        sheet.write_datetime(1, 1, dt.date(2025, 4, 3))
    [seen] = preview(file, {"typed": {"number": "text", "day": "text"}})
    assert seen.rows.to_pylist() == [{"number": "5", "day": "2025-04-03"}]


def test_a_date_that_was_read_the_other_way_round_is_read_from_what_stands_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "days.json"
    file.write_text(json.dumps([{"day": "03/04/2025"}, {"day": "05/06/2025"}]))
    [as_found] = preview(file)
    assert as_found.columns[0].type == "DATE"
    other: Wish = "date, day first" if as_found.rows.column("day")[0].as_py().month == 3 else "date, month first"
    [seen] = preview(file, {"days": {"day": other}})
    assert {as_found.rows.column("day")[0].as_py(), seen.rows.column("day")[0].as_py()} == {
        dt.date(2025, 4, 3), dt.date(2025, 3, 4),
    }  # fmt: skip


def test_many_values_that_do_not_fit_are_counted_and_the_first_twenty_are_told(tmp_path: Path) -> None:
    file = tmp_path / "many.json"
    file.write_text(json.dumps([{"n": f"no {i}"} for i in range(30)]))
    [seen] = preview(file, {"many": {"n": "number"}})
    [said] = seen.warnings
    assert "30 values do not fit DOUBLE" in said
    assert "record 20 'no 19'" in said
    assert "record 21" not in said
    assert "and 10 more" in said


def table(folder: Path, text: str, wishes: dict[str, Wish] | None = None) -> Imported:
    """`sales.csv` with this text loaded over the one of before."""
    file = folder / "sales.csv"
    file.write_text(text)
    wished = {("sales.csv", "sales"): wishes} if wishes else None
    [made] = import_files([file], folder / "w.duckdb", replace=True, wishes=wished)
    return made


def types(made: Imported) -> dict[str, str]:
    return {column.source_name: column.type for column in made.columns}


def test_a_type_that_was_chosen_stays_when_the_table_is_replaced_and_that_is_told(tmp_path: Path) -> None:
    rows = "Plz,paid,n\n1010,ja,1\n1020,nein,2\n"
    assert types(table(tmp_path, rows)) == {"Plz": "BIGINT", "paid": "BOOLEAN", "n": "BIGINT"}
    chosen = table(tmp_path, rows, {"Plz": "text", "paid": "text"})
    assert types(chosen) == {"Plz": "VARCHAR", "paid": "VARCHAR", "n": "BIGINT"}
    for _ in range(2):  # and at the next time too
        again = table(tmp_path, rows + "1030,ja,3\n")
        assert types(again) == {"Plz": "VARCHAR", "paid": "VARCHAR", "n": "BIGINT"}
        assert "Plz: text, as was chosen before" in again.found
    other = table(tmp_path, rows, {"Plz": "whole number"})
    assert types(other) == {"Plz": "BIGINT", "paid": "VARCHAR", "n": "BIGINT"}
    assert not any(told.startswith("Plz") for told in other.found)


def test_a_type_that_the_new_file_cannot_bear_gives_way_and_that_is_told(tmp_path: Path) -> None:
    table(tmp_path, "code,n\n1,1\n2,2\n", {"code": "whole number"})
    made = table(tmp_path, "code,n\n1,1\nx9,2\n")
    assert types(made)["code"] == "VARCHAR"
    assert any(told.startswith("code: it was chosen to be whole number before") for told in made.warnings)
    assert types(table(tmp_path, "code,n\n1,1\n2,2\n"))["code"] == "BIGINT"


def test_a_table_without_the_column_is_replaced_as_it_is(tmp_path: Path) -> None:
    table(tmp_path, "code,n\n1,1\n", {"code": "text"})
    made = table(tmp_path, "m,n\n1,1\n")
    assert types(made) == {"m": "BIGINT", "n": "BIGINT"}
    assert not made.warnings
