"""The lines that a person reads while a question is worked on: plain words for every Step and every tool."""

from __future__ import annotations

import re

import pytest
import sqlglot
from sqlglot import exp

from agents.build import default_registry
from agents.charts.spec import ChartKind, ChartSpec
from agents.steps import NO_SPAN, Added, Called, Charted, Checked, Drafted, Note, Ran, Span, Spoke, Step, Usage
from data.types import Limits, Reads, SafeQuery
from ui import texts
from ui.steps import words

TREE = sqlglot.parse_one("SELECT 1")
assert isinstance(TREE, exp.Expression)
READS = SafeQuery("SELECT 1", TREE, Reads(("orders", "customers")), "analyst", Limits())
RULED = SafeQuery("SELECT 1", TREE, Reads(("orders",)), "analyst", Limits(), ("rows of orders: region = 'West'",))
QUICK = Span("chat_model", "sql_generation", 0, 200_000_000)
SLOW = Span("chat_model", "sql_generation", 0, 2_340_000_000)


def spoke(*wants: str, span: Span = QUICK) -> Spoke:
    return Spoke("builtin", "", wants, Usage(), 0.9, span)


def called(tool: str, failed: bool = False, **arguments: object) -> Called:
    return Called(tool, arguments, "", failed, NO_SPAN)


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (spoke("run_sql"), "Worked out a query"),
        (spoke("run_sql", span=SLOW), "Worked out a query · 2.3 s"),
        (spoke("find_tables", "find_tables"), "Looks for more tables"),
        (spoke("crm__open_deals"), "Wants to use crm: open deals"),
        (spoke(), "Thought about it"),
        (called("run_sql", sql="SELECT 1", purpose="x"), ""),
        (called("finish"), ""),
        (called("compare_readings", meanings=["a", "b"]), "Compared the figures of 2 readings"),
        (called("find_tables", query="shipping times"), "Searched the tables for “shipping times”"),
        (called("describe_table", table="orders"), "Read the columns of orders"),
        (called("find_values", text="{odd}"), "Looked up “{odd}” in the data"),
        (called("find_values", failed=True), "That did not work; tries another way"),
        (called("crm__open_deals"), "Used crm: open deals"),
        (Drafted("", READS, "", "", NO_SPAN), "Wrote SQL and checked it: it only reads orders, customers"),
        (Drafted("", RULED, "", "", NO_SPAN), "Wrote SQL and checked it: it only reads orders, with your access rules"),
        (Drafted("", None, "r", "It writes.", NO_SPAN), "Wrote SQL that is not allowed: It writes."),
        (Ran(READS, None, "timed_out", "Too long.", NO_SPAN), "The database could not run it: Too long."),
        (Checked((), NO_SPAN), "Checked the data behind it: nothing that matters here"),
        (
            Checked((Note("late_rows", "info", "x", material=False),), NO_SPAN),
            "Checked the data behind it: nothing that matters here",
        ),
        (Checked((Note("gap", "warning", "x"),), NO_SPAN), "Checked the data behind it: 1 thing to know"),
        (Charted(ChartSpec("bar"), NO_SPAN), "Shows it as bars"),
        (Added((), NO_SPAN), ""),
    ],
)
def test_a_step_is_told_in_words_that_an_analyst_understands(step: Step, line: str) -> None:
    assert words(step) == line


def test_every_tool_has_words_of_its_own() -> None:
    for name in default_registry().tools:
        assert name in texts.THOUGHT_OF, name
        assert name in texts.CALLED or name in texts.CALLED_SILENT, name
        assert not re.search(r"_|builtin|sql_|tool", words(spoke(name))), name


def test_every_kind_of_chart_has_a_word() -> None:
    from typing import get_args

    assert set(get_args(ChartKind)) == set(texts.SHOWN_KINDS)
