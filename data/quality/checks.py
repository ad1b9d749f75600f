"""The seam of data quality: a check looks at what a result was made of and yields findings.

A check is one file in this folder with one function under `@register`; `register` from outside works too. Checks never
change an answer; a check that cannot look (the engine refuses its query) says nothing rather than something wrong.
"""

from __future__ import annotations

import datetime as dt
import importlib
import logging
import pkgutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from sqlglot import exp

from data.errors import CandorError
from data.types import Result, SafeQuery, Schema

log = logging.getLogger(__name__)
Severity = Literal["info", "warning"]
SECONDS = 3.0
"""All checks of one answer together; those that do not get their turn are named in the log."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader of the result should know, in one sentence."""

    check: str
    severity: Severity
    text: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Used:
    """A result and how it came about. `inspect` runs a statement of the check's own on the same data."""

    query: SafeQuery
    result: Result
    schema: Schema
    today: dt.date
    inspect: Callable[[exp.Expression], Result]

    @cached_property
    def core(self) -> exp.Select | None:
        """The SELECT that aggregates, with what it needs of WITH; None when nothing is aggregated or it is not plain."""
        root = self.query.tree
        for select in root.find_all(exp.Select):
            if any(isinstance(e, exp.Star) for e in select.expressions) or not select.args.get("from_"):
                continue
            if any(part.find(exp.AggFunc) for part in select.expressions):
                made = select.copy()
                if select is not root and (ctes := root.args.get("with_")) is not None:
                    made.set("with_", ctes.copy())
                return made
        return None

    def probe(self, measures: dict[str, exp.Expression], *, grouped: bool = False) -> list[dict[str, object]]:
        """Values of `measures` over the rows that were aggregated: one row, or one for each group of the statement."""
        core = self.core
        if core is None or not measures:
            return []
        made = core.copy()
        for part in ("having", "order", "limit", "offset", "qualify", "distinct"):
            made.set(part, None)
        if not grouped:
            made.set("group", None)
        made.set("expressions", [exp.alias_(m.copy(), name, quoted=True) for name, m in measures.items()])
        try:
            return self.inspect(made).table.to_pylist()
        except CandorError as error:
            log.info("a quality probe was not possible: %s", error.error_class)
            return []

    @cached_property
    def measured(self) -> tuple[exp.Expression, ...]:
        """The distinct arguments of SUM, AVG, MIN, MAX and the like in the aggregating SELECT."""
        if self.core is None:
            return ()
        found = {}
        for projection in self.core.expressions:
            for call in projection.find_all(exp.AggFunc):
                argument = call.this
                if isinstance(call, exp.Count) or not isinstance(argument, exp.Expression):
                    continue
                if argument.find(exp.Column) and not argument.find(exp.AggFunc, exp.Window, exp.Subquery):
                    found[argument.sql()] = argument
        return tuple(found.values())

    @cached_property
    def adds(self) -> bool:
        """Whether rows are added up or counted, so that a row that stands twice counts twice."""
        core = self.core
        return core is not None and any(
            call.find_ancestor(exp.Distinct) is None and not isinstance(call.this, exp.Distinct)
            for projection in core.expressions
            for call in projection.find_all(exp.Sum, exp.Count, exp.Avg)
        )


Check = Callable[[Used], Iterable[Finding]]
_checks: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Add a check; one of the same name is replaced."""
    _checks[check.__name__] = check
    return check


def unregister(check: Check) -> None:
    _checks.pop(check.__name__, None)


def registered() -> tuple[Check, ...]:
    """All checks: those of this folder, found by themselves, and those registered from outside."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        importlib.import_module(f"data.quality.{module.name}")
    return tuple(_checks.values())


def run_checks(used: Used, seconds: float = SECONDS) -> tuple[Finding, ...]:
    """The findings of every check, warnings first."""
    found = sorted(_findings(used, seconds), key=lambda f: f.severity != "warning")
    return tuple(found)


def _findings(used: Used, seconds: float) -> Iterator[Finding]:
    end = time.monotonic() + seconds
    for check in registered():
        if time.monotonic() > end:
            log.warning("no time was left for the check %s", check.__name__)
            continue
        try:
            yield from check(used)
        except Exception:
            # A check may come from outside; its bug must not cost the answer, and must not be silent either.
            log.exception("the check %s broke", check.__name__)
            yield Finding(check.__name__, "info", f"The check {check.__name__} could not be made.")


def short(tree: exp.Expression) -> str:
    """An expression as a reader knows it: columns without their tables and quotes."""
    plain = tree.copy()
    for column in plain.find_all(exp.Column):
        column.replace(exp.column(exp.to_identifier(column.name, quoted=False)))
    if isinstance(tree, exp.Column):
        return tree.name
    return plain.sql(dialect="duckdb")
