"""All results that count as right for a case: those of its statements, without what may be left out, in either unit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from data.types import Result
from evals.benchmark.equal import Rows
from evals.suites.cases import Case


def accepted(case: Case, result: Result) -> Iterator[Rows]:
    """The result as it stands first, then each way in which an answer may differ from it and still be right."""
    names = list(result.columns)
    records = result.records()
    leave_out = [name for name in names if name in case.optional]
    for parts in (False, True) if case.percent.intersection(names) else (False,):
        rows = [_in_parts(names, row, case.percent) for row in records] if parts else records
        for size in range(len(leave_out) + 1):
            for gone in itertools.combinations(leave_out, size):
                kept = [i for i, name in enumerate(names) if name not in gone]
                yield Rows(len(kept), [tuple(row[i] for i in kept) for row in rows])


def _in_parts(names: list[str], row: tuple[Any, ...], percent: frozenset[str]) -> tuple[Any, ...]:
    """Percent as parts of one."""
    return tuple(
        float(value) / 100 if name in percent and value is not None else value
        for name, value in zip(names, row, strict=True)
    )
