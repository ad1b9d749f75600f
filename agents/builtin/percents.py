"""A measure of amounts asked for in percent: `gross margin %` is the margin rate where the catalogue defines one, `revenue
percentage by region` is each one's share. The unit is never left aside: where neither is to be had, it is asked back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import sqlglot
from sqlglot import exp

from agents.builtin.idioms import Said
from agents.builtin.names import Names
from agents.builtin.resolve import is_rate
from data.types import Metric
from retrieval.values import stem

_UNIT = r"(?:shares?|percentages?|percents?|pct|%|in\s+%|in\s+percent|as\s+an?\s+(?:%|percent|percentage))"
_OTHERWISE = r"(?!\s*(?:of\b|points?\b|growth|changes?\b|increases?\b|decreases?\b|drops?\b|more|less|higher|lower|compared|vs\b))"
_COUNTED = re.compile(
    r"^\W*(?:show |give |list )?(?:me )?(?:the )?(?P<noun>[\w-]+(?: [\w-]+)?)\s*(?:%|percentages?|pct|shares?)(?=\s+(?:by|per)\s)",
    re.IGNORECASE,
)
_END = r"(?=\W|$)"


def in_percent(question: str, names: Names) -> Said | None:
    """The question with the rate, or the share, that is meant by a measure and the word for percent; None otherwise."""
    if "%" not in question and not re.search(r"\b(?:percent|pct|shares?\b)", question, re.IGNORECASE):
        return None
    for phrase, metric in _phrases(names):
        found = re.search(_told(phrase), question, re.IGNORECASE)
        if found is None:
            continue
        part = found.group().casefold().rstrip("s").endswith("share")
        meant = _meant(metric, () if part else names.schema.metrics, question[found.end() :])
        if meant is None:
            break
        text = f"{question[: found.start()]}{meant}{question[found.end() :]}"
        return Said(text, f"“{found.group().strip()}” is read as {meant}.")
    return _rows(question, names)


def _rows(question: str, names: Names) -> Said | None:
    """`orders % by channel`: the share that each has of the rows."""
    found = _COUNTED.match(question)
    stems = {stem(w) for w in found["noun"].split()} if found is not None else set[str]()
    if found is None or not any(stems == set(t.names[0]) for t in names.tables):
        return None
    text = f"share of {found['noun']}{question[found.end() :]}"
    return Said(text, f"“{found.group().strip()}” is read as the share of {found['noun']}.")


def _told(phrase: str) -> str:
    words = r"\s+".join(map(re.escape, phrase.split()))
    behind = rf"\b{words}\s*\(?{_UNIT}\)?{_END}{_OTHERWISE}"
    before = rf"(?<!\d)(?<!\d\s)(?:\bpercentage|\bpercent|\bpct|%)\s+{words}\b"
    return f"{behind}|{before}"


def _phrases(names: Names) -> Iterator[tuple[str, Metric]]:
    """What the metrics are called, the longest names first."""
    called = [(word, m) for m in names.schema.metrics for word in (m.title, m.name.replace("_", " "), *m.synonyms)]
    yield from sorted((pair for pair in called if pair[0]), key=lambda pair: -len(pair[0]))


def _meant(metric: Metric, known: tuple[Metric, ...], rest: str) -> str | None:
    title = (metric.title or metric.name.replace("_", " ")).casefold()
    if is_rate(metric.expression):
        return title if metric.unit.casefold() in ("%", "percent") else None
    rates = [m for m in known if _above(metric.expression, m.expression)]
    if len(rates) == 1:
        return (rates[0].title or rates[0].name.replace("_", " ")).casefold()
    adds = sqlglot.parse_one(metric.expression, dialect="duckdb").find(exp.Sub) is None
    split = re.match(r"\s*(?:by|per|for each)\s", rest, re.IGNORECASE)
    return f"{title} as a share of the total" if not rates and adds and split else None


@lru_cache(maxsize=1024)
def _above(amount: str, rate: str) -> bool:
    """Whether a rate is that amount divided by something."""
    whole = sqlglot.parse_one(rate, dialect="duckdb").find(exp.Div)
    part = sqlglot.parse_one(amount, dialect="duckdb")
    return whole is not None and any(node == part for node in whole.this.walk())
