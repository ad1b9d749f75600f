"""What the built-in model makes of a question, stage by stage, as text for people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from agents.builtin.links import Mention
from agents.builtin.parser import Parsed, Parser
from data.types import Schema
from retrieval.values import ValueIndex


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the pipeline: its name and its outcome."""

    name: str
    content: str


def explain(question: str, schema: Schema, values: ValueIndex, today: dt.date) -> tuple[Stage, ...]:
    """The stages of one question, in order."""
    parsed = Parser(schema, values, today).parse(question)
    return (
        Stage("words", " | ".join(f"{t.text}<{t.stem}>" for t in parsed.tokens)),
        Stage("cues", "\n".join(f"{c.text}: {c.kind} {c.arg}".rstrip() for c in parsed.cues) or "none"),
        Stage(
            "dates",
            "\n".join(f"{w.label}: {w.since} up to, not including, {w.until}" for w in parsed.windows) or "none",
        ),
        Stage("links", "\n".join(map(_mention, parsed.mentions)) or "none"),
        Stage("not understood", ", ".join(parsed.unread) or parsed.problem or "nothing"),
        Stage("readings", _readings(parsed)),
    )


def _mention(mention: Mention) -> str:
    meant = []
    for link in mention.links[:4]:
        place = ".".join(part for part in link.place if part)
        value = f" = {link.value.value!r}" if link.value is not None else ""
        meant.append(f"{link.kind} {place}{value} ({link.score:.2f}, {link.why})")
    return f"{mention.text}: " + "; ".join(meant)


def _readings(parsed: Parsed) -> str:
    lines = [f"{r.confidence:.2f} {', '.join(r.edits) or 'as read'}\n{r.sql}" for r in parsed.readings]
    return "\n\n".join(lines) or f"none: {parsed.problem}"
