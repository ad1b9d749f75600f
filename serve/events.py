"""Steps as server-sent events: the event is the Step's name, the data a small object; the last one's is the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from agents.conversations import Job
from agents.present import to_object
from agents.steps import (
    Added,
    Answered,
    Asked,
    Called,
    Charted,
    Checked,
    Drafted,
    Failed,
    Found,
    Ran,
    Refused,
    Screened,
    Spoke,
    Step,
)

QUIET_SECONDS = 10.0
"""A comment is sent after so long without a Step, so that nobody in between closes the connection."""


def stream(job: Job) -> Iterator[str]:
    """All events of a question, from the first on; whoever comes late gets the earlier ones too."""
    seen = 0
    while not (job.done and seen >= job.count):
        new = job.since(seen, QUIET_SECONDS)
        if not new and not job.done:
            yield ": working\n\n"
        for step in new:
            seen += 1
            yield event(type(step).__name__, data(step) | _whose(step, job))


def event(name: str, content: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


def _whose(step: Step, job: Job) -> dict[str, Any]:
    ended = isinstance(step, Answered | Asked | Refused | Failed)
    return {"conversation_id": job.conversation_id} if ended else {}


def data(step: Step) -> dict[str, Any]:  # noqa: C901  # one short case for each kind of Step
    """What is told of one Step."""
    match step:
        case Screened(question=question, note=note):
            return {"question": question, "note": note}
        case Found(tables=tables, values=values):
            places = [{"table": v.table, "column": v.column, "value": v.value} for v in values]
            return {"tables": [t.name for t in tables], "values": places}
        case Spoke(model=model, wants=wants, confidence=confidence):
            return {"model": model, "wants": list(wants), "confidence": confidence}
        case Called(tool=tool, failed=failed):
            return {"tool": tool, "failed": failed}
        case Drafted(sql=sql, query=query, rule=rule, reason=reason):
            return {"sql": sql, "allowed": query is not None, "rule": rule, "reason": reason}
        case Ran(result=None, error_class=error_class, error=error):
            return {"error_class": error_class, "error": error}
        case Ran(result=result) if result is not None:
            return {"rows": result.rows, "truncated": result.truncated, "ms": result.elapsed_ms}
        case Checked(notes=notes) | Added(notes=notes):
            return {"notes": [asdict(n) for n in notes]}
        case Charted(spec=spec):
            return {"chart": asdict(spec)}
        case Answered() | Asked() | Refused() | Failed():
            return to_object(step)
    return {}
