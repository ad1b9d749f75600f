"""An answer with its whole receipt as Markdown: for a mail, a ticket or a notebook. JSON is `agents.present` itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from agents.numbers import format_value
from data.pretty import pretty

SHOWN = 50
"""Rows of the table; the others are counted."""


def to_markdown(question: str, told: Mapping[str, Any]) -> str:
    """The question, the sentence, the table, how it is known and the SQL. `told` is an end as `agents.present` gives it."""
    return "\n".join(_lines(question, told)) + "\n"


def _lines(question: str, told: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"# {_plain(question)}", "", _plain(str(told.get("text", ""))), "")
    if told.get("status") != "answered":
        yield f"**{told.get('head', '')}.** {told.get('next_step', '')}"
        return
    yield from _table(told)
    for note in told.get("notes") or ():
        yield f"> {'**Watch out:** ' if note['severity'] == 'warning' else ''}{_plain(note['text'])}"
        yield ""
    yield from ("## How it is known", "")
    yield from (f"- **{term}:** {_plain(text)}" for term, text in receipt_lines(told.get("receipt") or {}))
    yield from ("", "## SQL", "", "```sql", pretty(str(told.get("sql") or "")), "```")


def _table(told: Mapping[str, Any]) -> Iterator[str]:
    columns, rows = told.get("columns") or [], told.get("rows") or []
    if not columns:
        return
    yield f"| {' | '.join(map(_plain, columns))} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(_plain(format_value(c)) for c in row)} |" for row in rows[:SHOWN])
    if len(rows) > SHOWN:
        yield from ("", f"{len(rows) - SHOWN:,} more rows.")
    yield ""


def receipt_lines(receipt: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The whole receipt, each fact with its name; what is not known is left out."""
    facts = receipt.get("facts") or {}
    for table in facts.get("tables") or ():
        rows = f"{table['rows']:,} rows" if table.get("rows") is not None else "rows not counted for your role"
        reach = f", {table['column']} up to {table['latest']}" if table.get("latest") else ""
        yield "Read", f"{table['table']} ({rows}{reach})"
    for join in facts.get("joins") or ():
        yield (
            "Joined",
            f"{join['left']} to {join['right']}, {join['cardinality']} (tested), on {' and '.join(join['on'])}",
        )
    yield "Only rows where", "; ".join(receipt.get("filters") or ()) or "all rows, nothing filtered"
    if grain := facts.get("grain"):
        yield "Grain", grain
    for measure in facts.get("measures") or ():
        defined = f", defined as {measure['definition']}" if measure.get("definition") else ""
        yield "Calculated", f"{measure['name']}: {measure['words']} ({measure['sql']}){defined}"
    if zone := facts.get("time_zone"):
        yield "Time zone", zone
    source = "the last day of the data" if receipt.get("as_of_source") == "data" else "by the clock"
    yield "Today", f"{receipt.get('as_of', '')}, {source}"
    yield "Your access", "; ".join(receipt.get("policy") or ()) or "no rule changed this question"
    for name in ("assumptions", "warnings"):
        for text in receipt.get(name) or ():
            yield {"assumptions": "Assumed", "warnings": "Watch out"}[name], text
    yield from _run(receipt)


def _run(receipt: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    scanned = receipt.get("rows_scanned")
    cut = ", cut: there are more" if receipt.get("truncated") else ""
    yield (
        "Rows",
        f"{receipt.get('rows_returned', 0):,} returned{cut}" + (f", at most {scanned:,} read" if scanned else ""),
    )
    yield "Verified", f"by {receipt.get('verified_by') or 'a person'}" if receipt.get("verified") else "no"
    prompt = f", prompt {receipt['prompt_version']}" if receipt.get("prompt_version") else ""
    usage = receipt.get("usage") or {}
    tokens = int(usage.get("input_tokens") or 0) + int(usage.get("output_tokens") or 0)
    cost = usage.get("cost")
    money = "" if not tokens else ", cost not known" if cost is None else f", ${cost:.4f}"
    yield "Answered by", f"{receipt.get('model', '')}{prompt}, {tokens:,} tokens{money}"
    yield "Time", f"{receipt.get('total_ms', 0):,.0f} ms, {receipt.get('query_ms', 0):,.0f} ms of it in the database"
    if version := receipt.get("data_version"):
        yield "State of the data", str(version)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: no table cell is broken and nothing turns into a link or a heading."""
    made = " ".join(str(text).split())
    for sign in ("\\", "|", "*", "_", "`", "[", "]", "<", ">", "#"):
        made = made.replace(sign, f"\\{sign}")
    return made
