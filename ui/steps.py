"""Each Step in a few plain words, as it happens."""

from __future__ import annotations

from collections.abc import Sequence

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
    Usage,
)
from ui import texts

NAMED = 4
NOTICED = 0.5
"""Seconds of thought that are told."""


def words(step: Step) -> str:  # noqa: C901  # one short case for each kind of Step
    """One line for a Step; empty for the End, which is drawn as the answer."""
    match step:
        case Screened():
            return texts.SCREENED
        case Found():
            return _found(step)
        case Spoke():
            return _thought(step)
        case Called():
            return _called(step)
        case Drafted(query=None, reason=reason):
            return texts.REJECTED.format(reason=reason)
        case Drafted():
            return _drafted(step)
        case Ran():
            return _ran(step)
        case Checked(notes=notes):
            count = sum(n.material for n in notes)
            return texts.CHECKED_NOTES.format(count=_things(count)) if count else texts.CHECKED_CLEAN
        case Charted(spec=spec):
            return texts.SHOWN_AS.format(kind=texts.SHOWN_KINDS[spec.kind])
        case Added(notes=notes):
            return texts.ADDED.format(count=_things(len(notes))) if notes else ""
        case Answered() | Asked() | Refused() | Failed():
            return ""


def _found(step: Found) -> str:
    names = [t.name for t in step.tables]
    if not names:
        return texts.FOUND_NOTHING
    said = (texts.FOUND_ONE if len(names) == 1 else texts.FOUND_SOME).format(count=len(names), names=_named(names))
    values = ", ".join(dict.fromkeys(v.value for v in step.values[:NAMED]))
    return said + (texts.FOUND_VALUES.format(values=values) if values else "")


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _thought(step: Spoke) -> str:
    """What the model came to, and how long it took where that is noticed."""
    seconds = (step.span.ended_ns - step.span.started_ns) / 1e9
    took = texts.TOOK_SECONDS.format(seconds=seconds) if seconds >= NOTICED else ""
    said = [
        texts.THOUGHT_OF.get(tool, texts.THOUGHT_ELSE).format(tool=_plain(tool), took="")
        for tool in dict.fromkeys(step.wants)
    ]
    return f"{'; '.join(said)}{took}" if said else texts.THOUGHT.format(took=took)


def _called(step: Called) -> str:
    if step.tool in texts.CALLED_SILENT:
        return ""
    if step.failed:
        return texts.CALLED_FAILED
    facts = {"count": len(step.arguments.get("meanings") or ()), "query": "", "table": "", "text": "", **step.arguments}
    return texts.CALLED.get(step.tool, texts.CALLED_ELSE).format(**facts | {"tool": _plain(step.tool)})


def _plain(tool: str) -> str:
    return tool.replace("__", ": ").replace("_", " ")


def _drafted(step: Drafted) -> str:
    assert step.query is not None
    access = texts.DRAFTED_ACCESS if step.query.policy_notes else ""
    return texts.DRAFTED.format(names=_named(step.query.reads.tables) or texts.DRAFTED_NOTHING, access=access)


def _ran(step: Ran) -> str:
    if step.result is None:
        return texts.RAN_FAILED.format(error=step.error)
    return texts.RAN.format(rows=count_rows(step.result.rows), ms=step.result.elapsed_ms)


def count_rows(rows: int) -> str:
    return texts.ROW if rows == 1 else texts.ROWS.format(rows=f"{rows:,}")


def usage_words(used: Usage) -> str:
    """What a question has used so far; empty when nothing that costs."""
    tokens = used.input_tokens + used.output_tokens
    if not tokens:
        return ""
    money = texts.MONEY.format(cost=used.cost) if used.cost else ""
    return texts.SPENT.format(tokens=f"{tokens:,}", money=money)


def _things(count: int) -> str:
    return "1 thing" if count == 1 else f"{count} things"
