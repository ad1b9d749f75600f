"""An answer as a file: its rows with names, and a script or a notebook that makes it again without Candor."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from agents.charts.spec import ChartSpec
from data.pretty import laid_out

_CALL = re.compile(r"\w+\(")
NEEDS = "duckdb, pandas and plotly"
_CALLS = {"bar": "bar", "line": "line", "area": "area", "scatter": "scatter", "positions": "scatter", "histogram": "histogram"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What of an answer goes into a script: `database` is the file's name, `as_of` the day that was "today"."""

    question: str
    text: str
    sql: str
    chart: ChartSpec
    database: str
    as_of: str


def headed(table: pa.Table, spec: ChartSpec) -> pa.Table:
    """The rows with a column that nobody named, which the engine calls by the text of its expression, named in words."""
    return table.rename_columns([n if not _CALL.match(n) else spec.said(n) for n in table.column_names])


def to_script(told: Told) -> str:
    """A Python script; run it with the database's file as its argument."""
    parts = [_head(told), "import sys\n", _imports(), _rows(told, "sys.argv[1] if len(sys.argv) > 1 else ")]
    parts += ["print(rows.to_string(index=False))\n"]
    if chart := _chart(told.chart):
        parts.append(f'{chart}figure.write_html("chart.html", include_plotlyjs=True)\n')
    return "\n".join(parts)


def to_notebook(told: Told) -> bytes:
    """A Jupyter notebook (nbformat 4.5) of the same steps."""
    cells = [_text(f"# {_line(told.question)}\n\n{told.text}\n\n{_about(told)}")]
    cells += [_code(_imports().strip()), _code(f"{_rows(told, '')}rows")]
    if chart := _chart(told.chart):
        cells.append(_code(f"{chart}figure"))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False).encode()


def _head(told: Told) -> str:
    said = [told.question, "", *told.text.splitlines(), "", _about(told)]
    said += [f"Run: python THIS_FILE {told.database}  (needs {NEEDS})"]
    return "".join(f"# {_line(line)}".rstrip() + "\n" for line in said)


def _about(told: Told) -> str:
    return f"Answered by Candor from {told.database}" + (f"; today taken as {told.as_of}." if told.as_of else ".")


def _line(text: str) -> str:
    return " ".join(text.split())


def _imports() -> str:
    return "import duckdb\nimport plotly.express as px\n"


def _rows(told: Told, argument: str) -> str:
    sql = laid_out(told.sql)
    quoted = f'"""\n{sql}\n"""' if '"""' not in sql and "\\" not in sql and not sql.endswith('"') else repr(sql)
    return (
        f"DATABASE = {argument}{told.database!r}\nSQL = {quoted}\n\n"
        "with duckdb.connect(DATABASE, read_only=True) as connection:\n    rows = connection.sql(SQL).df()\n"
    )


def _chart(spec: ChartSpec) -> str:
    """The chart in Plotly Express, near enough to be gone on with; empty for what is no chart."""
    if spec.kind == "pie":
        return f"figure = px.pie(rows, names={spec.x!r}, values={spec.y[0]!r}, hole=0.5)\n"
    if spec.kind == "heatmap":
        named = f"x={spec.x!r}, y={spec.colour!r}, z={spec.y[0]!r}"
        return f"figure = px.density_heatmap(rows, {named})\n"
    if spec.kind not in _CALLS:
        return ""
    arguments = [f"x={spec.x!r}"]
    if spec.y:
        arguments.append(f"y={list(spec.y)!r}" if len(spec.y) > 1 else f"y={spec.y[0]!r}")
    if spec.colour and spec.kind != "positions":
        arguments.append(f"color={spec.colour!r}")
    if spec.kind == "bar" and spec.colour and not spec.stacked:
        arguments.append('barmode="group"')
    return f"figure = px.{_CALLS[spec.kind]}(rows, {', '.join(arguments)})\n"


def _text(body: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": body.splitlines(keepends=True)}


def _code(body: str) -> dict[str, Any]:
    lines = body.splitlines(keepends=True)
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": lines}
