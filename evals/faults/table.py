"""Each fault by itself: in a conversation that goes well before and after, for good and once."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml

from agents.admission import Admission
from agents.conversations import Job, told
from data.store import StoredTurn
from evals.endpoint.faults import KINDS
from evals.faults.house import GRACE, House, opened, outcome, run_twice

EXPECTED = Path(__file__).with_name("expected.yaml")
DEADLINE = 8.0
BEFORE, ASKED, AFTER = "how many orders are there", "how many customers are there", "how many products are there"
TABLES = {BEFORE: "orders", ASKED: "customers", AFTER: "products"}
DONE = {"result": '{"rows"', "tools": [{"name": "finish", "arguments": {"answer": "", "assumptions": []}}]}


def script() -> list[Mapping[str, Any]]:
    """The three questions as a model that is well answers them: a statement until there are rows, then the end."""
    return [DONE, *({"when": question, **_run(table)} for question, table in TABLES.items())]


def _run(table: str) -> Mapping[str, Any]:
    sql = f"SELECT count(*) AS {table} FROM {table}"
    return {"tools": [{"name": "run_sql", "arguments": {"sql": sql, "purpose": "count"}}]}


@dataclass(slots=True)
class Row:
    """One fault, how long it lasts, and what became of the question; `wrong` is what should not have happened."""

    fault: str
    lasting: str
    outcome: str
    expected: str
    seconds: float
    requests: int
    text: str
    wrong: list[str] = field(default_factory=list)


def faults(argv: Sequence[str]) -> int:
    """Ask under each fault of the endpoint and print what happened; exit 1 when anything went otherwise than expected."""
    parser = argparse.ArgumentParser(prog="python -m evals faults", description=faults.__doc__)
    parser.add_argument("--only", action="append", choices=sorted(KINDS), help="this fault alone; several times")
    parser.add_argument("--seconds", type=float, default=DEADLINE, help="deadline of a question")
    parser.add_argument("--json", action="store_true", help="one JSON line for each row instead of the table")
    args = parser.parse_args(argv)
    rows = table(args.only or list(KINDS), args.seconds)
    for line in [json.dumps(asdict(r)) for r in rows] if args.json else markdown(rows):
        print(line)
    wrong = [r for r in rows if r.wrong]
    print(json.dumps({"faults": len(rows) // 2, "rows": len(rows), "wrong": len(wrong)}), file=sys.stderr)
    return 1 if wrong else 0


def table(kinds: Sequence[str], seconds: float) -> list[Row]:
    expected = yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    options = ("--delay", "0.2", "--hang", str(4 * seconds))
    with opened(script(), seconds, Admission(), *options, silence=seconds / 4) as house:
        cell = house.services.desk().warehouse.schema().table(TABLES[ASKED])
        rows = (cell.rows if cell is not None else None) or 0
        return [
            _row(house, kind, lasting, expected.get(kind, {}).get(lasting, "?"), rows)
            for kind in kinds
            for lasting in ("always", "once")
        ]


def _row(house: House, kind: str, lasting: str, expected: str, count: int) -> Row:
    """A question that goes well, one under the fault, the same request again, and one that goes well."""
    endpoint = house.endpoint
    endpoint.fails()
    first = house.ask(BEFORE)
    first.end()
    endpoint.fails(kind if lasting == "always" else f"{kind}:1:1")
    endpoint.forget()
    request = f"{kind}-{lasting}"
    began = time.monotonic()
    job = house.ask(ASKED, first.conversation_id, request)
    end = job.end()
    seconds = time.monotonic() - began
    steps = list(job.follow())
    requests = len(endpoint.requests())
    got = outcome(steps, end)
    row = Row(kind, lasting, got, expected, round(seconds, 2), requests, getattr(end, "text", ""))
    if got != expected:
        row.wrong.append(f"{got} instead of {expected}")
    if seconds > house.deadline + GRACE:
        row.wrong.append(f"{seconds:.1f} s")
    if twice := run_twice(steps):
        row.wrong.append(f"run twice: {twice[0]}")
    row.wrong += _again(house, first.conversation_id, request, requests)
    row.wrong += _rows(house, job, got, count)
    endpoint.fails()
    row.wrong += _after(house, first.conversation_id)
    return row


def _rows(house: House, job: Job, got: str, count: int) -> list[str]:
    """An answer has the right rows, whoever gave it."""
    kept = house.store.turn(job.turn_id)
    if kept is None or kept.status == "asking":
        return ["the turn was not kept"]
    right = got not in ("answered", "retry", "mended", "fallback") or told(kept)["rows"] == [[count]]
    return [] if right else [f"wrong rows {told(kept)['rows']}"]


def _again(house: House, conversation: str, request: str, requests: int) -> list[str]:
    """The same request once more gives what is kept and asks nobody."""
    turns = len(house.store.turns(conversation))
    known = house.conversations.start(ASKED, house.user, conversation_id=conversation, source="api", request_id=request)
    same = isinstance(known, StoredTurn) or known.done
    quiet = len(house.endpoint.requests()) == requests and len(house.store.turns(conversation)) == turns
    return [] if same and quiet else ["the same request ran again"]


def _after(house: House, conversation: str) -> list[str]:
    """The conversation goes on, and the model is told of what went before."""
    house.endpoint.forget()
    end = house.ask(AFTER, conversation).end()
    wrong = [] if outcome([], end) == "answered" else [f"the next question ended as {type(end).__name__}"]
    asked = [t.question for t in house.store.turns(conversation)]
    if asked != [BEFORE, ASKED, AFTER]:
        wrong.append(f"the conversation holds {asked}")
    heard = str([r["body"]["messages"] for r in house.endpoint.requests()])
    if BEFORE not in heard or ASKED not in heard:
        wrong.append("the model is not told of an earlier question")
    return wrong


def markdown(rows: Sequence[Row]) -> list[str]:
    """The table for people: a line for each fault, `for good` and `once` beside one another."""
    lines = ["| fault | what it is | for good | s | once | s |", "| --- | --- | --- | --- | --- | --- |"]
    pairs = zip(rows[::2], rows[1::2], strict=True)
    for good, once in pairs:
        told_of = f"| `{good.fault}` | {KINDS[good.fault]} "
        lines.append(told_of + "".join(f"| {_cell(r)} | {r.seconds:.1f} " for r in (good, once)) + "|")
    return lines


def _cell(row: Row) -> str:
    return row.outcome if not row.wrong else f"{row.outcome} **({'; '.join(row.wrong)})**"
