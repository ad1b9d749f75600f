"""How the answer is known, readable in ten seconds."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import streamlit as st

from agents.charts.look import written
from agents.given import AUTHOR
from agents.model_settings import BUILTIN
from ui import texts
from ui.steps import count_rows


def receipt(kept: dict[str, Any]) -> None:
    """A receipt as `agents.present` keeps it, as a list of terms and what they are."""
    rows = [(term, lines) for term, lines in _lines(kept) if lines]
    body = "".join(
        f"<dt>{html.escape(term)}</dt><dd>{'<br>'.join(html.escape(line) for line in lines)}</dd>"
        for term, lines in rows
    )
    st.html(f'<dl class="receipt">{body}</dl>')


def _lines(kept: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [
        (texts.READ, [_table(t, kept) for t in kept.get("tables", ())]),
        (texts.JOINED, _joined(kept)),
        (texts.FILTERED, list(kept.get("filters", ())) or [texts.NO_FILTER]),
        (texts.MEASURED, list(kept.get("measures", ()))),
        (texts.GROUPED, [", ".join(kept.get("group_by", ()))] if kept.get("group_by") else []),
        (texts.TIMES, [_facts(kept)["time_zone"]] if _facts(kept).get("time_zone") else []),
        (texts.AS_OF, [_as_of(kept)]),
        (texts.POLICY, list(kept.get("policy", ())) or [texts.NO_POLICY]),
        (texts.ASSUMED, list(kept.get("assumptions", ()))),
        (texts.WARNED, list(kept.get("warnings", ()))),
        (texts.RETURNED, [_returned(kept)]),
        (texts.BY, [_by(kept)]),
        (texts.TOOK, [texts.TOOK_BODY.format(total=kept.get("total_ms", 0), query=kept.get("query_ms", 0))]),
    ]


def _table(table: dict[str, Any], kept: dict[str, Any]) -> str:
    rows = table.get("rows")
    reach = next((t for t in _facts(kept).get("tables") or () if t["table"] == table["name"] and t["latest"]), None)
    known = [f"{rows:,} rows"] if rows is not None else []
    known += [texts.REACHES.format(day=_day(str(reach["latest"])))] if reach else []
    return f"{table['name']} ({', '.join(known)})" if known else str(table["name"])


def _facts(kept: dict[str, Any]) -> dict[str, Any]:
    """What was tested and looked up for the receipt; nothing in one that was kept by an older version."""
    return kept.get("facts") or {}


def _joined(kept: dict[str, Any]) -> list[str]:
    """The joins with their tested keys, or as the statement has them where they could not be tested."""
    tested = _facts(kept).get("joins") or ()
    if tested:
        return [texts.JOIN_TESTED.format(**j | {"on": " and ".join(j["on"])}) for j in tested]
    return [_join(j) for j in kept.get("joins", ())]


def _join(join: dict[str, Any]) -> str:
    on = " and ".join(f"{a} = {b}" for a, b in join.get("on", ())) or join.get("other", "")
    return f"{join['left']} with {join['right']} ({join['kind']})" + (f" on {on}" if on else "")


def _as_of(kept: dict[str, Any]) -> str:
    said = texts.AS_OF_DATA if kept.get("as_of_source") == "data" else texts.AS_OF_CLOCK
    return said.format(day=_day(str(kept.get("as_of", ""))))


def _day(text: str) -> str:
    """A day as it is written everywhere else on the page; a moment stays as it is."""
    try:
        return written(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _returned(kept: dict[str, Any]) -> str:
    rows = int(kept.get("rows_returned", 0))
    said = texts.CUT.format(rows=f"{rows:,}") if kept.get("truncated") else count_rows(rows)
    scanned = kept.get("rows_scanned")
    return f"{said}; {texts.SCANNED.format(rows=f'{scanned:,}')}" if scanned else said


def _by(kept: dict[str, Any]) -> str:
    said = str(kept.get("model", ""))
    if said == AUTHOR:
        return texts.BY_YOU
    if said == BUILTIN:
        said = texts.BY_BUILTIN
    if kept.get("prompt_version"):
        said = texts.BY_MODEL.format(model=said, prompt=kept["prompt_version"])
    usage = kept.get("usage") or {}
    tokens = int(usage.get("input_tokens", 0)) + int(usage.get("output_tokens", 0))
    if tokens:
        cost = usage.get("cost")
        said += "; " + texts.COST.format(tokens=f"{tokens:,}", money=f", ${cost:.4f}" if cost else "")
    return f"{said}; {texts.VERIFIED_BY.format(by=kept.get('verified_by', ''))}" if kept.get("verified") else said
