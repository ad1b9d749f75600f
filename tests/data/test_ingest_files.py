"""Files of all kinds through the whole import."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data import metadata
from data.cli import main
from data.errors import BadInput
from data.ingest.generation import new_generation
from data.ingest.load import AlreadyThere, Imported, Unreadable, import_files
from data.ingest.source import ImportLimits

ROOT = Path(__file__).parents[2]
BENCHMARKS = Path(os.environ.get("CANDOR_BENCHMARKS", ROOT.parent / "shared"))
D = dt.date


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001 - the engine's timestamps have no zone


def rows(database: Path, table: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(f'FROM "{table}"').fetchall()


def load(folder: Path, content: bytes, name: str = "t.csv", **more: Any) -> tuple[Imported, list[tuple[Any, ...]]]:
    file, database = folder / name, folder / "w.duckdb"
    file.write_bytes(content)
    (imported,) = import_files([file], database, **more)
    return imported, rows(database, imported.table)


GOOD: dict[str, tuple[bytes, list[tuple[Any, ...]]]] = {
    "plain": (b"id,day\n1,2024-01-05\n", [(1, D(2024, 1, 5))]),
    "german": (
        "Nr;Ort;Betrag;Datum\n1;Köln;1.234,50;31.12.2023\n2;Bonn;12,00;01.02.2024\n".encode("cp1252"),
        [(1, "Köln", Decimal("1234.50"), D(2023, 12, 31)), (2, "Bonn", Decimal("12.00"), D(2024, 2, 1))],
    ),
    "american": (
        b'when,total\n01/31/2024,"$1,234.50"\n02/01/2024,$3.00\n',
        [(D(2024, 1, 31), Decimal("1234.50")), (D(2024, 2, 1), Decimal("3.00"))],
    ),
    "a log is in order, so the order of its dates shows": (
        b"d,x\n01/02/2024,5\n02/02/2024,6\n03/02/2024,6\n04/02/2024,6\n",
        [(D(2024, 2, 1), 5), (D(2024, 2, 2), 6), (D(2024, 2, 3), 6), (D(2024, 2, 4), 6)],
    ),
    "zip codes": (b"zip,n\n01234,1\n90210,2\n", [("01234", 1), ("90210", 2)]),
    "telephones": (b"p,n\n+49301234567,1\n+49301234568,2\n", [("+49301234567", 1), ("+49301234568", 2)]),
    "null words": (
        b"a,b,c\n1,NA,x\nn/a,2.5,y\n3,-,NULL\n",
        [(1, None, "x"), (None, Decimal("2.5"), "y"), (3, None, None)],
    ),
    "NA is Namibia in text": (b"code,n\nNA,1\nDE,2\n", [("NA", 1), ("DE", 2)]),
    "preamble": (b"Report\nMade 2024\n\nid,name,x\n1,a,2\n2,b,3\n3,c,5\n", [(1, "a", 2), (2, "b", 3), (3, "c", 5)]),
    "no header": (b"1,2.5,a\n2,3.5,b\n", [(1, Decimal("2.5"), "a"), (2, Decimal("3.5"), "b")]),
    "percent": (b"n,share\na,12%\nb,3.5%\n", [("a", Decimal("12.0")), ("b", Decimal("3.5"))]),
    "utf-16": ("id\tname\n1\tÄ\n".encode("utf-16"), [(1, "Ä")]),
    "utf-8 with a mark": ("id,name\n1,Ä\n".encode("utf-8-sig"), [(1, "Ä")]),
    "cyrillic": (
        "имя,город\nАнна,Москва\nИван,Санкт-Петербург\nОльга,Новосибирск\n".encode("cp1251"),
        [("Анна", "Москва"), ("Иван", "Санкт-Петербург"), ("Ольга", "Новосибирск")],
    ),
    "quotes and line ends inside": (b'id,text\n1,"a, ""b""\nc"\n2,d\n', [(1, 'a, "b"\nc'), (2, "d")]),
    "a quote never closed": (
        b'id,pipe,n\n1,"2 inch,4\n2,plain,5\n3,thin,6\n',
        [(1, '"2 inch', 4), (2, "plain", 5), (3, "thin", 6)],
    ),
    "two quotes never closed": (
        b'id,pipe,n\n1,"2 inch,4\n2,plain,5\n3,"3 inch,6\n4,thin,7\n',
        [(1, '"2 inch', 4), (2, "plain", 5), (3, '"3 inch', 6), (4, "thin", 7)],
    ),
    "a quote that closes rows later by chance": (
        b'id,pipe,n\n1,"2 inch,4\n2,plain,5\n3,3",6\n',
        [(1, '"2 inch', 4), (2, "plain", 5), (3, '3"', 6)],
    ),
    "a header of two lines": (b'id,"pipe\ntype",n\n1,thin,4\n2,plain,5\n', [(1, "thin", 4), (2, "plain", 5)]),
    "addresses of several lines": (
        b'id,address,n\n1,"Main St 5\nBoston, MA",3\n2,"High St, 7\nYork",4\n',
        [(1, "Main St 5\nBoston, MA", 3), (2, "High St, 7\nYork", 4)],
    ),
    "prose with commas and lines": (
        b'who,said\nAnn,"Hello, you\nand, well, bye"\nBob,"Yes, I\nsaid, it"\n',
        [("Ann", "Hello, you\nand, well, bye"), ("Bob", "Yes, I\nsaid, it")],
    ),
    "old line ends": (b"id,n\r1,a\r2,b\r", [(1, "a"), (2, "b")]),
    "windows line ends": (b"id,n\r\n1,a\r\n", [(1, "a")]),
    "zones": (
        b"at,x\n2024-01-05T10:00:00Z,1\n2024-01-05T11:30:00+02:00,2\n",
        [(at(2024, 1, 5, 10), 1), (at(2024, 1, 5, 9, 30), 2)],
    ),
    "afternoon": (
        b"at,x\n1/5/2024 10:00 PM,1\n12/25/2024 9:15 AM,2\n",
        [(at(2024, 1, 5, 22), 1), (at(2024, 12, 25, 9, 15), 2)],
    ),
    "midnights are days": (b"at,x\n2024-01-05 00:00:00,1\n", [(D(2024, 1, 5), 1)]),
    "named months": (b"at,x\n5 Jan 2024,1\n12-Feb-2024,2\n", [(D(2024, 1, 5), 1), (D(2024, 2, 12), 2)]),
    "yes and no": (b"ok,x\nyes,1\nno,2\n,3\n", [(True, 1), (False, 2), (None, 3)]),
    "zero and one are numbers": (b"ok,x\n1,1\n0,2\n", [(1, 1), (0, 2)]),
    "years as headers": (b"country,2019,2020\nA,5,6\nB,7,8\n", [("A", 5, 6), ("B", 7, 8)]),
    "one column": (b"name\nAnn\nBob\n", [("Ann",), ("Bob",)]),
    "a delimiter too many, and empty lines": (b"a,b,\n1,2,\n3,4,\n\n\n", [(1, 2), (3, 4)]),
    "names twice": (b"x,x,,X\n1,2,3,4\n", [(1, 2, 3, 4)]),
    "a line for the spreadsheet": (b"sep=;\na;b\n1;2\n", [(1, 2)]),
    "brackets for minus": (b"a,amt\nx,(12.50)\ny,3.00\n", [("x", Decimal("-12.50")), ("y", Decimal("3.00"))]),
    "thousands": (b'n,v\na,"1,234"\nb,"12,345,678"\nc,999\n', [("a", 1234), ("b", 12345678), ("c", 999)]),
    "swiss thousands": (b"n;v\na;1'234.50\nb;10.00\n", [("a", Decimal("1234.50")), ("b", Decimal("10.00"))]),
    "euros behind": ("n;v\na;1,50 €\nb;2,25 €\n".encode(), [("a", Decimal("1.50")), ("b", Decimal("2.25"))]),
    "several currencies stay text": ("n;v\na;€5\nb;$6\n".encode(), [("a", "€5"), ("b", "$6")]),
    "spaces after commas": (b"a, b\n1, x\n2, y\n", [(1, "x"), (2, "y")]),
    "spaces in text stay": (b"a,b\n1,x \n2,y\n", [(1, "x "), (2, "y")]),
    "pipes": (b"a|b\n1|x\n", [(1, "x")]),
    "times of day": (b"t,n\n08:05,1\n17:30,2\n", [(dt.time(8, 5), 1), (dt.time(17, 30), 2)]),
    "exponents": (b"x,n\n1.5e3,1\n2.0e-1,2\n", [(1500.0, 1), (0.2, 2)]),
    "long digits stay text": (b"card,n\n12345678901234567890,1\n", [("12345678901234567890", 1)]),
    "no day stays text": (b"d,x\n2024-02-30,1\n2024-02-28,2\n", [("2024-02-30", 1), ("2024-02-28", 2)]),
    "versions stay text": (b"v,n\n1.2.3,1\n1.10.0,2\n", [("1.2.3", 1), ("1.10.0", 2)]),
    "a header twice": (b"a,b\n1,x\na,b\n2,y\n", [(1, "x"), (2, "y")]),
    "formulas are text": (b"f,n\n=1+1,1\n@SUM(1),2\n", [("=1+1", 1), ("@SUM(1)", 2)]),
}


@pytest.mark.parametrize("name", GOOD)
def test_an_awkward_file_gives_the_right_values(name: str, tmp_path: Path) -> None:
    content, expected = GOOD[name]
    assert load(tmp_path, content)[1] == expected


BAD: dict[str, tuple[str, bytes, str]] = {
    "empty": ("t.csv", b"", "is empty"),
    "white space": ("t.csv", b"\n \n", "white space"),
    "header only": ("t.csv", b"a,b,c\n", "line 1"),
    "binary": ("t.csv", bytes(range(256)) * 8, "not text"),
    "ragged": ("t.csv", b"a,b,c\n1,2\n3\n4,5,6,7,8\n1,2,3,4\n5\n6\n", "line 3"),
    "packed": ("t.csv", b"PK\x03\x04abc", "Unpack"),
    "broken json": ("t.json", b'[{"a":1},\n{"a":}]', "line 2"),
    "deep json": ("t.json", b"[" * 100_000, "nested"),
    "json of nothing": ("t.json", b"[]", "no records"),
    "no workbook": ("t.xlsx", b"PK\x03\x04 nothing", "spreadsheet"),
    "half a database": ("t.sqlite", b"SQLite format 3\x00" + b"\x01" * 200, "SQLite"),
    "half a duckdb": ("t.duckdb", b"\x00" * 8 + b"DUCK" + b"\x00" * 100, "DuckDB"),
    "half a parquet": ("t.parquet", b"PAR1 no more", "Parquet"),
    "some other kind": ("t.docm", b"words", "kind"),
    "a PDF that is called a workbook": ("t.xlsx", b"%PDF-1.7\n1 0 obj", "is a PDF, not a table"),
    "a PDF that is called CSV": ("t.csv", b"%PDF-1.7\n1 0 obj\n2 0 obj\n", "is a PDF, not a table"),
    "the page of a login": ("t.csv", b"\n<!DOCTYPE html>\n<html><body>Sign in</body></html>\n", "is a web page"),
    "a picture": ("t.parquet", b"\x89PNG\r\n\x1a\n", "is a picture"),
    "bytes that are called a workbook": ("t.xls", bytes(range(256)) * 8, "not text"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_refused_file_leaves_the_database_as_it_was(name: str, tmp_path: Path) -> None:
    load(tmp_path, b"a\n1\n", "first.csv")
    before = (tmp_path / "w.duckdb").read_bytes()
    file_name, content, said = BAD[name]
    good, bad = tmp_path / "good.csv", tmp_path / file_name
    good.write_bytes(b"x,y\n1,2\n")
    bad.write_bytes(content)
    with pytest.raises(BadInput, match=said) as caught:
        import_files([good, bad], tmp_path / "w.duckdb")
    assert file_name in caught.value.what
    assert caught.value.hint
    assert (tmp_path / "w.duckdb").read_bytes() == before
    assert not list(tmp_path.glob("*generation*"))


def test_text_that_is_called_a_workbook_is_read_as_the_text_it_is(tmp_path: Path) -> None:
    assert load(tmp_path, b"name\tamount\nA\t1\nB\t2\n", "export.xls")[1] == [("A", 1), ("B", 2)]


def test_rows_that_do_not_fit_are_told_with_their_lines(tmp_path: Path) -> None:
    imported, got = load(tmp_path, b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n" + b"1,1,1\n" * 20)
    assert len(got) == 22
    assert any("line 4 has 4" in w for w in imported.warnings)
    assert any("line 3" in w for w in imported.warnings)


PEOPLE = [f'{n},"Last {n}, First",{n * 2}' for n in range(1, 61)]


def people(**odd: str) -> bytes:
    """Rows with quoted commas; `odd` has other lines in the place of some, by their number: `line_5='...'`."""
    lines = ["id,name,n", *PEOPLE]
    for name, line in odd.items():
        lines[int(name.removeprefix("line_")) - 1] = line
    return ("\n".join(lines) + "\n").encode()


def test_lines_that_an_unclosed_quote_took_into_a_value_are_told(tmp_path: Path) -> None:
    told = " ".join(load(tmp_path, people(line_5='4,"unclosed,8', line_6="5,plain,10"))[0].warnings)
    assert "from line 5 to 7" in told
    assert "2 lines that look like rows" in told


def test_an_unclosed_quote_that_the_next_quoted_value_closes_is_told_in_a_short_file_too(tmp_path: Path) -> None:
    broken = b'id,name,amount\n1,"Ann,100\n2,Bob,200,extra,extra2\n3,"Cy""l",abc\n4\n5,Eve,50\n'
    warnings = load(tmp_path, broken)[0].warnings
    assert any("2 lines that look like rows are inside of values (from line 2 to 4)" in told for told in warnings)
    assert any(told.startswith("1 row left out: it has not 3 fields (line 5 has 1)") for told in warnings)


def test_text_of_several_lines_with_a_quote_of_its_own_is_no_row(tmp_path: Path) -> None:
    warnings = load(tmp_path, b'id,said,n\n1,"He said "hi" and\nleft",5\n2,plain,6\n3,plain,7\n')[0].warnings
    assert not any("look like rows" in told for told in warnings)


def test_a_file_in_which_a_quote_takes_many_rows_is_refused_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    plain = {f"line_{n}": f"{n - 1},plain,{n}" for n in range(6, 30)}
    with pytest.raises(BadInput, match="line 5: a quote is opened and not closed before line 30") as refused:
        load(tmp_path, people(line_5='4,"unclosed,8', **plain))
    assert "Close that quote" in refused.value.hint


def test_a_quote_that_is_open_at_the_end_is_told_with_its_line(tmp_path: Path) -> None:
    told = " ".join(load(tmp_path, people(line_60='59,"unclosed,8', line_61="60,plain,9"))[0].warnings)
    assert "from line 60 to 61" in told
    told = " ".join(load(tmp_path, b'id,pipe,n\n1,thin,5\n2,"2 inch,4\n3,plain,5\n', "p.csv")[0].warnings)
    assert "never closed (line 3)" in told


def test_a_few_bad_values_are_emptied_and_told_with_their_lines(tmp_path: Path) -> None:
    imported, got = load(tmp_path, b"n,x\n" + b"1,2\n" * 200 + b"oops,3\n")
    assert got[-1] == (None, 3)
    assert any("line 202 'oops'" in w for w in imported.warnings)


def test_what_was_found_is_told(tmp_path: Path) -> None:
    imported, _ = load(tmp_path, GOOD["german"][0])
    assert imported.found == ("encoding cp1252", "delimiter ';'", "decimal comma", "dates are day first")


def test_hostile_names_become_plain_identifiers(tmp_path: Path) -> None:
    imported, _ = load(tmp_path, b'"x""; DROP TABLE t; --",../../etc\n1,2\n', name='a"; DROP TABLE b.csv')
    assert imported.table == "a_drop_table_b"
    assert [c.name for c in imported.columns] == ["x_drop_table_t", "etc"]
    assert imported.columns[0].source_name == 'x"; DROP TABLE t; --'


def test_spaces_around_texts_and_columns_without_a_value_are_told(tmp_path: Path) -> None:
    imported, rows = load(tmp_path, "city,n,note,code\nKöln, 1,,a\nKöln ,2 ,,b\n Bonn,3, ,c\n".encode())
    assert imported.found[-2:] == (
        "no value in note",
        "spaces before or after the text, kept as they are, in city (2 values)",
    )
    assert rows[1][0] == "Köln "


def test_every_file_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    good, empty, picture = (tmp_path / name for name in ("good.csv", "empty.csv", "picture.csv"))
    good.write_text("a\n1\n")
    empty.write_text("")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(Unreadable) as caught:
        import_files([empty, good, picture], tmp_path / "d.duckdb")
    assert [name in str(one) for one, name in zip(caught.value.each, ("empty.csv", "picture.csv"), strict=True)] == [
        True
    ] * 2
    assert not (tmp_path / "d.duckdb").exists()


def test_who_loads_a_database_twice_is_not_told_to_rename_the_file(tmp_path: Path) -> None:
    file = tmp_path / "sales.sqlite"
    with sqlite3.connect(file) as source:
        source.executescript("CREATE TABLE sales (n INTEGER); INSERT INTO sales VALUES (1);")
    import_files([file], tmp_path / "d.duckdb")
    with pytest.raises(AlreadyThere) as caught:
        import_files([file], tmp_path / "d.duckdb")
    assert caught.value.inside
    assert "after its file" not in str(caught.value)


def test_a_table_that_is_there_is_replaced_only_on_request(tmp_path: Path) -> None:
    load(tmp_path, b"a\n1\n")
    with pytest.raises(AlreadyThere, match="in the database already") as caught:
        load(tmp_path, b"a\n2\n")
    assert not caught.value.inside
    assert load(tmp_path, b"a\n2\n", replace=True)[1] == [(2,)]


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="limit"):
        load(tmp_path, b"a\n1\n" * 100, limits=ImportLimits(file_bytes=100))


def test_a_long_field_is_read_whole(tmp_path: Path) -> None:
    long = b"x" * 500_000
    assert load(tmp_path, b'a,b\n1,"' + long + b'"\n2,y\n')[1] == [(1, long.decode()), (2, "y")]


def test_a_field_over_the_limit_is_refused_with_its_line(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,x\n" * 500 + b"2," + b"y" * 3_000 + b"\n"
    with pytest.raises(BadInput, match=r"t\.csv, line 502: a field is longer than 2,000") as caught:
        load(tmp_path, content, limits=ImportLimits(field_bytes=2_000))
    assert caught.value.hint


def test_text_of_sqlite_becomes_dates_only_where_every_value_is_one_and_no_key_is_touched(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    with sqlite3.connect(file) as source:
        source.executescript(
            "CREATE TABLE t (k TEXT PRIMARY KEY, day TEXT, at VARCHAR(30), some TEXT, german TEXT, ref TEXT REFERENCES t);"
            "INSERT INTO t VALUES ('2024-01-01', '2024-01-05', '2024-01-05 10:00:00', '2024-01-05', '05.01.2024', NULL),"
            "('2024-01-02', NULL, '2024-01-06 11:30:00', '', '06.01.2024', '2024-01-01');"
        )
    source.close()
    (imported,) = import_files([file], tmp_path / "w.duckdb")
    assert [c.type for c in imported.columns] == ["VARCHAR", "DATE", "TIMESTAMP", "VARCHAR", "VARCHAR", "VARCHAR"]
    assert [told.split(":")[0] for told in imported.found] == ["day", "at", "some", "german"]
    assert all("choose its type" in told for told in imported.found[2:])
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        printed = connection.execute('SELECT "day"::VARCHAR, "at"::VARCHAR FROM t').fetchall()
    assert printed == [("2024-01-05", "2024-01-05 10:00:00"), (None, "2024-01-06 11:30:00")]


def test_json_is_flattened_one_level(tmp_path: Path) -> None:
    document = {"rows": [{"id": 1, "address": {"city": "Rome", "geo": {"x": 1}}, "zip": "007", "on": "2024-01-05"}]}
    imported, got = load(tmp_path, json.dumps(document).encode(), "t.json")
    assert [c.name for c in imported.columns] == ["id", "address_city", "address_geo", "zip", "on"]
    assert got == [(1, "Rome", '{"x": 1}', "007", D(2024, 1, 5))]


def test_each_sheet_of_a_workbook_is_a_table(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(file) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Sales 2024")
        sheet.write(0, 0, "Report")
        sheet.write_row(2, 0, ["Order No", "When", "Code"])
        sheet.write(3, 0, 1)
        sheet.write_datetime(3, 1, at(2024, 1, 5), days)
        sheet.write_string(3, 2, "007")
        book.add_worksheet("Empty")
        people = book.add_worksheet("People")
        people.write_row(0, 0, ["name", "age"])
        people.write_row(1, 0, ["Ann", 33])
    imported = import_files([file], tmp_path / "w.duckdb")
    assert [i.table for i in imported] == ["sales_2024", "people"]
    assert rows(tmp_path / "w.duckdb", "sales_2024") == [(1, D(2024, 1, 5), "007")]
    assert any("Empty" in w for w in imported[0].warnings)


def test_a_cell_in_the_far_corner_of_a_sheet_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    with pytest.raises(BadInput, match="rows and"):
        import_files([file], tmp_path / "w.duckdb")


def test_parquet_and_duckdb_keep_their_types(tmp_path: Path) -> None:
    table = pa.table({"Order Id": [1], "k": pa.array(["a"]).dictionary_encode(), "l": [[1, 2]]})
    pq.write_table(table, tmp_path / "p.parquet")
    with duckdb.connect(str(tmp_path / "d.duckdb")) as source:
        source.execute("CREATE TABLE c (id INT PRIMARY KEY, price DECIMAL(9,2)); INSERT INTO c VALUES (1, 2.5)")
        source.execute("CREATE TABLE o (n INT, c INT REFERENCES c(id)); INSERT INTO o VALUES (7, 1)")
        source.execute("CREATE VIEW v AS SELECT 1")
    import_files([tmp_path / "p.parquet", tmp_path / "d.duckdb"], tmp_path / "w.duckdb")
    assert rows(tmp_path / "w.duckdb", "p") == [(1, "a", [1, 2])]
    assert rows(tmp_path / "w.duckdb", "c") == [(1, Decimal("2.50"))]
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        document = metadata.read(connection)
    assert document.tables["c"].primary_key == ("id",)
    assert [(k.table, k.columns, k.ref_table) for k in document.foreign_keys] == [("o", ("c",), "c")]


def test_sqlite_values_are_not_changed_and_keys_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.sqlite"
    with sqlite3.connect(file) as source:
        source.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, code TEXT, day DATE, n INT, t TEXT);"
            "INSERT INTO a VALUES (1, '007', '2024-01-05', '', CAST(x'ff41' AS TEXT));"
            "INSERT INTO a VALUES (2, ' 8 ', '2024-01-06', 5, 'x');"
            "CREATE TABLE b (a_id INT REFERENCES a, z INT REFERENCES gone(id)); INSERT INTO b VALUES (1, 2);"
            "CREATE VIEW v AS SELECT 1;"
        )
    source.close()
    imported = import_files([file], tmp_path / "w.duckdb")
    assert rows(tmp_path / "w.duckdb", "a") == [
        (1, "007", D(2024, 1, 5), None, "\ufffdA"),
        (2, " 8 ", D(2024, 1, 6), 5, "x"),
    ]
    told = " ".join(w for i in imported for w in i.warnings)
    assert "gone" in told
    assert "view v" in told


def test_keys_are_inferred_and_marked_as_such(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("id,name,email\n1,Ann,a@x.org\n2,Bob,b@x.org\n")
    (tmp_path / "orders.csv").write_text("order_id,customer_id,total\n1,1,5\n2,1,6\n3,2,7\n")
    import_files([tmp_path / "customers.csv", tmp_path / "orders.csv"], tmp_path / "w.duckdb")
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as connection:
        document = metadata.read(connection)
    assert document.tables["customers"].primary_key == ("id",)
    assert document.tables["orders"].primary_key == ("order_id",)
    assert document.tables["customers"].columns["email"].private
    (key,) = document.foreign_keys
    assert (key.table, key.columns, key.ref_table, key.ref_columns) == (
        "orders",
        ("customer_id",),
        "customers",
        ("id",),
    )
    assert key.inferred


def test_an_import_that_is_killed_leaves_the_old_database(tmp_path: Path) -> None:
    load(tmp_path, b"a\n1\n")
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom data.ingest.generation import new_generation\n"
        "with new_generation(Path(sys.argv[1])) as c:\n"
        "    c.execute('DROP TABLE t'); print('ready', flush=True); time.sleep(60)\n"
    )
    database = tmp_path / "w.duckdb"
    with subprocess.Popen([sys.executable, "-c", script, str(database)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    assert rows(database, "t") == [(1,)]
    assert list(tmp_path.glob(".w.duckdb.generation-*"))
    load(tmp_path, b"b\n2\n", "u.csv")
    assert not list(tmp_path.glob(".w.duckdb.generation-*"))


def _import_one(folder: str, number: int) -> None:
    import_files([Path(folder) / f"f{number}.csv"], Path(folder) / "w.duckdb")


def test_importers_wait_for_one_another_and_lose_nothing(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"f{number}.csv").write_text(f"a\n{number}\n")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_import_one, args=(str(tmp_path), number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [rows(tmp_path / "w.duckdb", f"f{n}") for n in range(4)] == [[(n,)] for n in range(4)]


def test_whoever_waits_too_long_for_the_lock_is_told(tmp_path: Path) -> None:
    started = time.monotonic()
    with (
        new_generation(tmp_path / "w.duckdb"),
        pytest.raises(BadInput, match="Another import"),
        new_generation(tmp_path / "w.duckdb", seconds=0.1),
    ):
        pass
    assert time.monotonic() - started < 5


def test_the_door_says_one_line_per_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    arguments = ["import", str(tmp_path / "t.csv"), "--database", str(tmp_path / "w.duckdb")]
    assert main(arguments) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["columns"] == [{"name": "a", "type": "BIGINT", "source_name": "a"}]
    assert main(arguments) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["profile", "--database", str(tmp_path / "w.duckdb")]) == 0
    assert json.loads(capsys.readouterr().out)["max"] == 1
    with pytest.raises(SystemExit) as ended:
        main(["import"])
    assert ended.value.code == 64


@pytest.mark.parametrize("name", ["bike_1", "wine_1", "college_2"])
def test_a_real_sqlite_file_keeps_its_rows(name: str, tmp_path: Path) -> None:
    file = BENCHMARKS / "spider" / "databases" / name / f"{name}.sqlite"
    if not file.exists():
        pytest.skip("the benchmark data are not there: set CANDOR_BENCHMARKS")
    source = sqlite3.connect(file)
    for one in import_files([file], tmp_path / "w.duckdb"):
        assert one.rows == source.execute(f'SELECT count(*) FROM "{one.table}"').fetchone()[0]
    source.close()
