"""The chart specialist: chooses a ChartSpec by rules and falls back to a table where the rules' choice does not fit."""

from __future__ import annotations

from sqlglot import exp

from agents.builtin.display import shown
from agents.charts.change import by_words
from agents.charts.choose import choose
from agents.charts.heads import told
from agents.charts.lint import lint
from agents.charts.spec import ChartSpec
from agents.inquiry import Outcome
from data.evidence.facts import written
from data.types import SafeQuery


def visualization(outcome: Outcome) -> ChartSpec:
    """A chart that fits the rows, with the words for its columns, its period and its filters."""
    inquiry, result, query = outcome.inquiry, outcome.result, outcome.ran.query
    spec = choose(result, query, inquiry.schema, inquiry.question)
    if _whole_rows(query) and result.rows > 1 and not shown(inquiry.question).wish:
        spec = ChartSpec("table", why="rows as they stand, nothing is measured")
    if result.rows > 1 and (wish := shown(inquiry.question).wish):
        wished = by_words(inquiry.question, spec, result) if inquiry.turns else None
        wished = wished or by_words(wish, spec, result)
        spec = wished if wished is not None and not lint(wished, result, query) else spec
    if problems := lint(spec, result, query):
        spec = ChartSpec("table", why=f"{spec.kind} does not fit: {'; '.join(problems)}")
    return told(spec, result, query, inquiry.schema, inquiry.today, inquiry.inspect, inquiry.known)


def _whole_rows(query: SafeQuery) -> bool:
    """Whether all columns of rows are shown: a list, of which no column is what was asked for."""
    tree = written(query)
    return isinstance(tree, exp.Select) and any(part.is_star for part in tree.expressions)
