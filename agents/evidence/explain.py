"""The explanation of the empty and the odd: no rows, nothing but empty cells, one group where many were asked for.

A specialist: it runs queries of its own only when a result is one of these. They are variants of the statement and go
through the guard like it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from agents.inquiry import Inquiry, Outcome
from agents.numbers import format_value
from agents.steps import Note
from data.errors import Cancelled, CandorError
from data.evidence.empty import Attempt, Condition, Emptied, emptied, range_of, rows_of, values_of
from data.evidence.facts import namer
from data.evidence.near import near
from data.types import Result
from guardrails.sql import Rejected

EMPTY = "empty_explained"
SECONDS = 5.0
"""For each variant."""


def explanation(outcome: Outcome) -> tuple[Note, ...]:
    """Why there is nothing, or so little."""
    result = outcome.result
    tree = _written(outcome)
    if tree is None:
        return ()
    if not result.rows or _nothing_counted(result):
        return tuple(_empty(outcome, tree))
    if result.rows and _all_null(result):
        return tuple(_nulls(outcome, tree))
    return tuple(_one_group(outcome, tree))


def _written(outcome: Outcome) -> exp.Expression | None:
    try:
        tree = sqlglot.parse_one(outcome.ran.query.written or outcome.ran.query.sql, read="duckdb")
    except SqlglotError:
        return None
    return tree if isinstance(tree, exp.Expression) else None


def _nothing_counted(result: Result) -> bool:
    """One row of zeros: what was counted is not there."""
    row = result.records(1)[0] if result.rows == 1 else ()
    return bool(row) and all(c is not None and not isinstance(c, str | bool | dt.date) and c == 0 for c in row)


def _all_null(result: Result) -> bool:
    return any(column.null_count == result.rows for column in result.table.columns)


def _empty(outcome: Outcome, tree: exp.Expression) -> Iterator[Note]:
    inquiry = outcome.inquiry
    found = emptied(tree, inquiry.schema, namer(tree, outcome.ran.query, inquiry.schema), _attempt(inquiry))
    if found is None:
        return
    yield Note(EMPTY, "warning", " ".join(_told(found, inquiry)), tuple(_columns(found)))


def _columns(found: Emptied) -> Iterator[str]:
    for condition in found.blame:
        if condition.column is not None:
            yield condition.column[1].name


def _told(found: Emptied, inquiry: Inquiry) -> Iterator[str]:
    if found.unmet:
        yield "Even without any filter nothing comes out: what is joined has no rows in common."
        return
    if found.together:
        listed = "; ".join(c.words for c in found.blame)
        yield f"Each of the filters alone leaves rows, but no row meets all of them: {listed}."
        return
    nothing = [c for c in found.blame if c.alone == 0] or list(found.blame[:1])
    if len(found.blame) > 1 and nothing[0].alone != 0:
        first, second = found.blame[:2]
        yield (
            f"No row meets both “{first.words}” and “{second.words}”: without the first there are "
            f"{_rows(first.without or 0)}, without the second {_rows(second.without or 0)}."
        )
        return
    for condition in nothing[:2]:
        if condition.without:
            yield f"It is “{condition.words}” that leaves nothing: without it there are {_rows(condition.without)}."
        else:
            yield f"No row at all meets “{condition.words}”."
        yield from _meant(condition, inquiry)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _meant(condition: Condition, inquiry: Inquiry) -> Iterator[str]:
    """What the column has instead: values near the one that was looked for, or how far it reaches."""
    if condition.column is None:
        return
    table, column = condition.column
    attempt = _attempt(inquiry)
    if column.kind == "text" and condition.texts:
        wanted = condition.texts[0].strip("%")
        said = "You wrote" if wanted.casefold() in inquiry.question.casefold() else "It looked for"
        values = values_of(table, column, attempt)
        if offered := near(wanted, values):
            listed = ", ".join(f"“{v}” ({_rows(n)})" for v, n in offered)
            yield f"{said} “{wanted}”; {column.name} has {listed}."
        elif values and len(values) <= 12:
            yield f"{said} “{wanted}”; {column.name} has {', '.join(f'“{v}”' for v, _ in values)}."
    elif column.kind in ("date", "timestamp", "number") and not column.private:
        reach = range_of(table, column, attempt)
        if reach is not None:
            name = column.name.replace("_", " ")
            yield f"{name[:1].upper()}{name[1:]} runs from {format_value(_day(reach.low))} to {format_value(_day(reach.high))}."


def _day(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


def _nulls(outcome: Outcome, tree: exp.Expression) -> Iterator[Note]:
    """A column without a single value: nothing matched, or what matched has none there."""
    inquiry, result = outcome.inquiry, outcome.result
    names = [n for n in result.columns if result.table.column(n).null_count == result.rows]
    if result.rows == 1 and len(names) == len(result.columns):
        count = rows_of(tree, _attempt(inquiry))
        if count == 0:
            yield from _empty(outcome, tree)
            return
        if count:
            told = f"{_rows(count)} match, but what {_listed(names)} is made of is empty in all of them."
            yield Note("all_empty", "warning", told, tuple(names))
            return
    yield Note("all_empty", "warning", f"{_listed(names)} is empty in every row of the result.", tuple(names))


def _listed(names: list[str]) -> str:
    return " and ".join(n.replace("_", " ") for n in names[:3])


def _one_group(outcome: Outcome, tree: exp.Expression) -> Iterator[Note]:
    """A single group where several could be: the filter that leaves only one, unless it is the group's own."""
    result, inquiry = outcome.result, outcome.inquiry
    if result.rows != 1 or not isinstance(tree, exp.Select) or tree.args.get("group") is None or tree.args.get("limit"):
        return
    grouped = {c.name.casefold() for c in tree.args["group"].find_all(exp.Column)}
    grouped |= {c.name.casefold() for p in tree.expressions if not p.find(exp.AggFunc) for c in p.find_all(exp.Column)}
    name = namer(tree, outcome.ran.query, inquiry.schema)
    found = emptied(tree, inquiry.schema, name, _more_than_one(inquiry))
    for condition in found.blame if found is not None and not found.together else ():
        own = {c.name.casefold() for c in condition.node.find_all(exp.Column)} <= grouped
        if condition.without and not own:
            told = f"All that matches is in one group: without “{condition.words}” there are {condition.without + 1:,}."
            yield Note("one_group", "info", told)
            return


def _attempt(inquiry: Inquiry) -> Attempt:
    """Runs a variant as the role, under the role's limits and a short time."""

    def attempt(tree: exp.Expr) -> Result | None:
        query = inquiry.guard(tree.sql(dialect="duckdb"))
        if isinstance(query, Rejected):
            return None
        limits = replace(query.limits, seconds=min(SECONDS, query.limits.seconds))
        try:
            return inquiry.run(replace(query, limits=limits), inquiry.cancel)
        except Cancelled:
            raise
        except CandorError:
            return None

    return attempt


def _more_than_one(inquiry: Inquiry) -> Attempt:
    """As `_attempt`, counting the groups beyond the first."""
    attempt = _attempt(inquiry)

    def beyond(tree: exp.Expr) -> Result | None:
        result = attempt(tree)
        if result is None or not result.rows:
            return None
        count = int(str(result.records(1)[0][0] or 0))
        return Result(pa.table({"n": [max(count - 1, 0)]}), False, result.elapsed_ms)

    return beyond
