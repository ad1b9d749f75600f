"""Questions on two small schemas give the rows that one can count by hand."""

from __future__ import annotations

import ast
import datetime as dt
import functools
from pathlib import Path
from typing import Any

import duckdb
import pytest

from agents.builtin.parser import Parser
from tests.agents.builtin.shop import parser_of, school, trade

HERE = Path(__file__).parent
Rows = list[tuple[Any, ...]]


def cases(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" => ") for line in lines if line.strip() and not line.startswith("#"))
    return [(question, rows) for question, rows in pairs]


@functools.lru_cache(maxsize=2)
def opened(name: str) -> tuple[Parser, duckdb.DuckDBPyConnection]:
    schema, con = school() if name == "school" else trade()
    return parser_of(schema, con), con


def rows_of(text: str) -> Rows:
    """The rows as written; `D(y, m, d)` is a date."""
    tree = ast.parse(text, mode="eval")

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Call):
            return dt.date(*(ast.literal_eval(a) for a in node.args))
        return ast.literal_eval(node)

    assert isinstance(tree.body, ast.List)
    return [tuple(value(e) for e in row.elts) for row in tree.body.elts if isinstance(row, ast.Tuple)]


def check(name: str, question: str, wanted: str) -> None:
    parser, con = opened(name)
    parsed = parser.parse(question)
    assert parsed.readings, f"not read: {parsed.problem}"
    found = con.execute(parsed.readings[0].sql).fetchall()
    rows = rows_of(wanted.removeprefix("~"))
    if wanted.startswith("~"):
        found, rows = sorted(found, key=repr), sorted(rows, key=repr)
    assert found == rows, parsed.readings[0].sql


@pytest.mark.parametrize(("question", "wanted"), cases("school_questions.txt"))
def test_a_question_about_the_school_gives_its_rows(question: str, wanted: str) -> None:
    check("school", question, wanted)


@pytest.mark.parametrize(("question", "wanted"), cases("trade_questions.txt"))
def test_a_question_about_trade_gives_its_rows(question: str, wanted: str) -> None:
    check("trade", question, wanted)
