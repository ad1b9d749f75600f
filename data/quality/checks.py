"""What a data-quality check is, which ones there are, and how they are run.

Each file of this folder with a `@check` function is found by itself; `register` takes one from outside. A check looks at
the result and may ask the warehouse about the rows that were used, by trees that it makes from the query's own tree,
so that it sees no row and no column that the query could not.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sqlglot import exp

import data.quality
from data.types import Result, SafeQuery, Schema

Severity = Literal["info", "warning"]
SECONDS = 3.0
"""What all checks of one result may take together; those that come after it are not run, and it is said so."""


@dataclass(frozen=True)
class Used:
    """What a check may look at. `today` is the day that the question's time words are about."""

    query: SafeQuery
    result: Result
    schema: Schema
    today: dt.date
    inspect: Callable[[exp.Expression], Result]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the reader of the result should know; `text` is a sentence without cell values."""

    check: str
    severity: Severity
    text: str
    columns: tuple[str, ...] = ()


Check = Callable[[Used], Iterable[Finding]]

CHECKS: dict[str, Check] = {}
"""By name. Filled by `@check` and `register`."""


def register(run: Check, name: str = "") -> Check:
    """Add a check under its function's name or another one; the same name again replaces it."""
    CHECKS[name or getattr(run, "__name__", type(run).__name__)] = run
    return run


def check(run: Check) -> Check:
    """Marks the check of a file in this folder."""
    return register(run)


def run_checks(used: Used) -> tuple[Finding, ...]:
    """What all registered checks find. A check that fails is a finding itself: it never takes the answer down."""
    _load()
    findings: list[Finding] = []
    deadline = time.monotonic() + SECONDS
    for name, run in sorted(CHECKS.items()):
        if time.monotonic() > deadline:
            findings.append(Finding(name, "info", f"The check {name} was not run: time was up.", ()))
            continue
        try:
            findings.extend(run(used))
        except Exception as error:  # whoever registers a check may have written any bug; its name is told, not its text
            findings.append(Finding(name, "info", f"The check {name} could not be run ({type(error).__name__}).", ()))
    return tuple(findings)


@cache
def _load() -> None:
    for module in pkgutil.iter_modules(data.quality.__path__):
        importlib.import_module(f"data.quality.{module.name}")
