"""The chart specialist: chooses a ChartSpec by rules and falls back to a table where the rules' choice does not fit."""

from __future__ import annotations

from agents.charts.choose import choose
from agents.charts.lint import lint
from agents.charts.spec import ChartSpec
from agents.inquiry import Outcome


def visualization(outcome: Outcome) -> ChartSpec:
    """A chart that fits the rows."""
    inquiry = outcome.inquiry
    spec = choose(outcome.result, outcome.ran.query, inquiry.schema, inquiry.question)
    if problems := lint(spec, outcome.result, outcome.ran.query):
        return ChartSpec("table", why=f"{spec.kind} does not fit: {'; '.join(problems)}")
    return spec
