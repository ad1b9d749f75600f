"""A conversation as one HTML file to send on: questions, sentences, charts, tables, SQL, and how each is known.

It needs no network and no Candor to be read. Tables are cut after `SHOWN` rows, and it says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from agents.charts.axes import names_of
from agents.charts.draw import draw
from agents.charts.lint import or_table
from agents.charts.picture import to_part
from agents.charts.spec import ChartSpec
from agents.numbers import format_value
from data.pretty import pretty
from data.types import Result

SHOWN = 100
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; border-top: 1px solid #e3e7ed; padding-top: 1.5rem; }
.said { font-size: 1.1rem; font-weight: 600; } .faint { color: #5b6472; font-size: .9rem; }
.note { background: #fff7e6; border-left: 3px solid #e08a00; padding: .3rem .8rem; margin: .3rem 0; }
table { border-collapse: collapse; font-size: .9rem; } th, td { padding: .25rem .75rem; border-bottom: 1px solid #e3e7ed; }
th { text-align: left; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #f6f8fa; padding: .75rem; overflow-x: auto; font-size: .82rem; } .wide { overflow-x: auto; }
@media print { details { display: block; } }
"""
Told = tuple[str, dict[str, Any], Result | None, ChartSpec | None]
"""(question, the answer as `agents.present` keeps it, its rows, its chart); the last two None when it did not end in rows."""


def to_report(title: str, turns: Iterable[Told], made: dt.datetime) -> str:
    """The whole page; `made` is when, for its foot."""
    body = "\n".join(_turns(turns))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        f'<h1>{escape(title)}</h1>{body}<p class="faint">Made by Candor on {made:%d %B %Y, %H:%M}.</p></body></html>'
    )


def _turns(turns: Iterable[Told]) -> Iterator[str]:
    script = True
    for question, told, result, chart in turns:
        drawn = or_table(chart, result) if chart and result else None
        yield f"<section><h2>{escape(question)}</h2>"
        yield f'<p class="said">{escape(str(told.get("text", "")))}</p>'
        if result is not None and drawn is not None:
            if drawn.kind not in ("table", "number"):
                yield to_part(draw(drawn, result), script)
                script = False
            yield from _notes(told)
            yield from _rows(result, drawn)
        yield from _known(told)
        yield "</section>"


def _notes(told: dict[str, Any]) -> Iterator[str]:
    for note in told.get("notes") or ():
        yield f'<p class="note">{escape(str(note["text"]))}</p>'


def _rows(result: Result, spec: ChartSpec) -> Iterator[str]:
    heads = "".join(f"<th>{escape(spec.said(name))}</th>" for name in result.columns)
    yield f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>'
    told = [(spec.unit_of(name), spec.grain_of(name)) for name in result.columns]
    for row in result.records(SHOWN):
        yield "<tr>" + "".join(_cell(v, unit, grain) for v, (unit, grain) in zip(row, told, strict=True)) + "</tr>"
    yield "</tbody></table></div>"
    if result.rows > SHOWN or result.truncated:
        more = "more than " if result.truncated else ""
        yield f'<p class="faint">The first {min(SHOWN, result.rows)} of {more}{result.rows:,} rows.</p>'


def _cell(value: Any, unit: str, grain: str) -> str:
    if value is None:
        return "<td></td>"
    if grain:
        return f"<td>{escape(names_of([value], grain)[0])}</td>"
    number = not isinstance(value, bool | str) and hasattr(value, "__float__")
    return f"<td{' class=number' if number else ''}>{escape(format_value(value, unit))}</td>"


def _known(told: dict[str, Any]) -> Iterator[str]:
    """Tables, filters, day and SQL: what somebody needs to trust the figures."""
    kept = told.get("receipt") or {}
    if tables := ", ".join(str(t["name"]) for t in kept.get("tables", ())):
        said = f"Read from {tables}"
        said += f"; only rows where {' and '.join(kept['filters'])}" if kept.get("filters") else "; all rows"
        said += f"; today taken as {kept['as_of']}" if kept.get("as_of") else ""
        yield f'<p class="faint">{escape(said)}.</p>'
    for line in (*kept.get("policy", ()), *kept.get("assumptions", ())):
        yield f'<p class="faint">{escape(str(line))}</p>'
    if told.get("sql"):
        yield f"<details><summary>SQL</summary><pre>{escape(pretty(str(told['sql'])))}</pre></details>"
