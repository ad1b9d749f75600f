"""A receipt in a few lines, to be read in ten seconds; the whole of it stands beside."""

from __future__ import annotations

import datetime as dt

from agents.steps import Receipt

NAMED = 4
"""Tables, filters and measures that are named; the others are counted."""


def brief(receipt: Receipt) -> tuple[str, ...]:
    """What was calculated, from what, with which filters, and what to watch out for: at most five lines."""
    lines = [_calculated(receipt), _read(receipt), _filtered(receipt), _returned(receipt), _warned(receipt)]
    return tuple(line for line in lines if line)


def _calculated(receipt: Receipt) -> str:
    grain = receipt.facts.grain
    if not receipt.measures:
        return _sentence(grain) if grain else ""
    return _sentence(f"{_some(receipt.measures)}{f'; {grain}' if grain else ''}")


def _read(receipt: Receipt) -> str:
    reaches = {r.table: r.latest for r in receipt.facts.tables}
    tables = []
    for name, rows in receipt.tables:
        known = [f"{rows:,} rows"] if rows is not None else []
        if latest := reaches.get(name):
            known.append(f"up to {_day(latest)}")
        tables.append(f"{name} ({', '.join(known)})" if known else name)
    if not tables:
        return ""
    joined = [f"{j.left} to {j.right} {j.cardinality}" for j in receipt.facts.joins]
    return _sentence(f"from {_some(tables)}{f', joined {_some(joined)}' if joined else ''}")


def _filtered(receipt: Receipt) -> str:
    if not receipt.filters:
        return "All rows, nothing filtered."
    return _sentence(f"only rows where {_some(receipt.filters, '; ')}")


def _returned(receipt: Receipt) -> str:
    cut = "the first " if receipt.truncated else ""
    rows = "1 row" if receipt.rows_returned == 1 else f"{receipt.rows_returned:,} rows"
    by = receipt.model + (f", prompt {receipt.prompt_version.partition('#')[0]}" if receipt.prompt_version else "")
    checked = "a verified question" if receipt.verified else "not verified by a person"
    access = f"; your access: {_some(receipt.policy)}" if receipt.policy else ""
    return _sentence(f"{cut}{rows}, by {by}, {checked}{access}")


def _warned(receipt: Receipt) -> str:
    told = [*receipt.warnings]
    if receipt.assumptions:
        return _sentence(f"assumed: {_some(receipt.assumptions, '; ')}{_count(told)}")
    return _sentence(_count(told).removeprefix("; ")) if told else ""


def _count(warnings: list[str]) -> str:
    if not warnings:
        return ""
    return f"; {'a warning' if len(warnings) == 1 else f'{len(warnings)} warnings'} below"


def _some(items: tuple[str, ...] | list[str], between: str = ", ") -> str:
    shown = [i.rstrip(".") for i in items[:NAMED]]
    more = f" and {len(items) - NAMED} more" if len(items) > NAMED else ""
    return between.join(shown) + more


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {day:%b %Y}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
