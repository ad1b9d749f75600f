"""Each Step in a few plain words, as it happens."""

from __future__ import annotations

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


def words(step: Step) -> str:  # noqa: C901  # one short case for each kind of Step
    """One line for a Step; empty for the End, which is drawn as the answer."""
    match step:
        case Screened():
            return texts.SCREENED
        case Found():
            return _found(step)
        case Spoke(model=model, wants=wants):
            tools = ", ".join(dict.fromkeys(w.replace("_", " ") for w in wants))
            return texts.SPOKE_WANTS.format(model=model, tools=tools) if wants else texts.SPOKE.format(model=model)
        case Called(tool=tool, failed=failed):
            return (texts.CALLED_FAILED if failed else texts.CALLED).format(tool=tool.replace("_", " "))
        case Drafted(query=None, reason=reason):
            return texts.REJECTED.format(reason=reason)
        case Drafted():
            return texts.DRAFTED
        case Ran():
            return _ran(step)
        case Checked(notes=notes):
            return texts.CHECKED_NOTES.format(count=_things(len(notes))) if notes else texts.CHECKED_CLEAN
        case Charted(spec=spec):
            return texts.CHARTED.format(kind=spec.kind)
        case Added(notes=notes):
            return texts.ADDED.format(count=len(notes))
        case Answered() | Asked() | Refused() | Failed():
            return ""


def _found(step: Found) -> str:
    names = [t.name for t in step.tables]
    if not names:
        return texts.FOUND_NOTHING
    more = f", … and {len(names) - NAMED} more" if len(names) > NAMED else ""
    said = (texts.FOUND_ONE if len(names) == 1 else texts.FOUND_SOME).format(
        count=len(names), names=", ".join(names[:NAMED]) + more
    )
    values = ", ".join(dict.fromkeys(v.value for v in step.values[:NAMED]))
    return said + (texts.FOUND_VALUES.format(values=values) if values else "")


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
