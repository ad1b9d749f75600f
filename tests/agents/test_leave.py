"""What leaves with a person: a script and a notebook that make the answer again, a report, pictures."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from agents.charts.draw import draw
from agents.charts.picture import can_picture, to_page, to_picture
from agents.charts.spec import ChartSpec, Head
from agents.report import SHOWN, to_report
from agents.takeaway import Told, headed, to_notebook, to_script
from data.types import Result

BAR = ChartSpec("bar", "region", ("total amount",), unit="EUR", title="Total by region")
RESULT = Result(pa.table({"region": ["N'ord", "<b>Süd</b>"], "total amount": [30.0, 12.5]}), False, 1.0)
SQL = """SELECT "region", SUM("amount") AS "total amount" FROM "sales" WHERE "region" <> 'a\\b "c"' GROUP BY "region" ORDER BY 2 DESC"""


@pytest.fixture
def told(tmp_path: Path) -> Told:
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("CREATE TABLE sales (region VARCHAR, amount DOUBLE)")
        connection.execute("INSERT INTO sales VALUES ('N''ord', 10), ('N''ord', 20), ('<b>Süd</b>', 12.5)")
    return Told('Total by\nregion """?', "30 in N'ord.", SQL, BAR, "shop.duckdb", "2026-06-17")


def test_a_column_that_nobody_named_has_a_name_in_the_files_that_leave() -> None:
    month = "CAST(date_trunc('MONTH', t1.ordered_at) AS DATE)"
    table = pa.table({month: [dt.date(2025, 1, 1)], "count_star()": [3], "net_amount": [1.5], "Price (EUR)": [2.0]})
    assert headed(table, BAR).column_names == ["month", "count", "net_amount", "Price (EUR)"]


def test_the_script_makes_the_rows_and_the_chart_again(told: Told, tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text(to_script(told), encoding="utf-8")
    ran = subprocess.run([sys.executable, "answer.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in ran.stdout.splitlines()[1:]] == ["30.0", "12.5"]
    assert (tmp_path / "chart.html").stat().st_size > 1_000_000


@pytest.mark.parametrize(
    "chart",
    [
        BAR,
        ChartSpec("pie", "region", ("total amount",)),
        ChartSpec("table"),
        ChartSpec("number", y=("total amount",)),
        ChartSpec("histogram", "total amount"),
    ],
    ids=lambda c: c.kind,
)
def test_the_cells_of_the_notebook_run_one_after_the_other(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chart: ChartSpec
) -> None:
    monkeypatch.chdir(tmp_path)
    book = json.loads(to_notebook(Told(told.question, told.text, told.sql, chart, told.database, "")))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    names: dict[str, object] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # what a person would do with it
    assert len(names["rows"]) == 2  # type: ignore[arg-type]  # a data frame
    assert ("figure" in names) == (chart.kind not in ("table", "number"))


def test_a_report_holds_every_turn_with_its_evidence_and_runs_nothing_of_the_data() -> None:
    receipt = {"tables": [{"name": "sales", "rows": 3}], "filters": ["amount > 0"], "as_of": "2026-06-17", "policy": ["West only"]}  # fmt: skip
    told = {"text": "30 & more", "sql": SQL, "receipt": receipt, "notes": [{"text": "One row carries it."}]}
    many = Result(pa.table({"n": list(range(SHOWN + 50))}), True, 1.0)
    page = to_report(
        "Sales <1>",
        [
            ("Total by region?", told, RESULT, BAR),
            ("List", {"text": "All."}, many, ChartSpec("table")),
            ("Who?", {"text": "Not in the data."}, None, None),
        ],
        dt.datetime(2026, 6, 17, 9, 30, tzinfo=dt.UTC),
    )
    assert "<title>Sales &lt;1&gt;</title>" in page
    assert "<b>Süd</b>" not in page.replace("\\u003cb\\u003e", "").partition("<table>")[2]
    for part in ("30 &amp; more", "One row carries it.", "amount &gt; 0", "West only", "12.5", "Not in the data."):
        assert part in page
    assert f"The first {SHOWN} of more than {SHOWN + 50} rows." in page
    assert "cdn.plot.ly" not in page.partition("<h2>")[0]


def test_a_report_calls_columns_and_months_as_the_page_does() -> None:
    rows = Result(pa.table({"m": [dt.date(2024, 1, 1), dt.date(2024, 2, 1)], "r": [5, 6]}), False, 1.0)
    heads = (Head("m", "month", grain="month"), Head("r", "revenue", "EUR"))
    spec = ChartSpec("table", heads=heads)
    page = to_report("Sales", [("By month", {"text": "…"}, rows, spec)], dt.datetime(2026, 6, 17, tzinfo=dt.UTC))
    for part in ("<th>month</th>", "<th>revenue</th>", "<td>Jan 2024</td>", "5 EUR"):
        assert part in page
    assert "1 Jan 2024" not in page


def test_a_chart_is_an_interactive_page_without_a_browser_installed() -> None:
    assert not can_picture(lambda _name: None)
    page = to_page(draw(BAR, RESULT))
    assert b"Plotly.newPlot" in page
    assert b'src="https' not in page


@pytest.mark.browser
@pytest.mark.skipif(not can_picture(), reason="There is no Chromium: apt-get install chromium.")
@pytest.mark.parametrize(("form", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_a_chart_is_a_picture_where_a_browser_is(form: str, start: bytes) -> None:
    picture = to_picture(draw(BAR, RESULT), "png" if form == "png" else "svg")
    assert picture.startswith(start)
    assert len(picture) > 2_000
