"""Prompts as versioned files, and the messages that are made of one: the rules, the conversation, the context of the
question, the question.

A prompt is `prompts/<name>/vN.md`; an old version is never edited. Its digest goes into every trace.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from agents.chat import Message, ToolSpec
from agents.context import Room, context
from agents.history import history
from agents.inquiry import Inquiry
from agents.steps import Found
from retrieval.tokens import count

FOLDER = Path(__file__).parent / "prompts"
CONVERSATION_TOKENS = 700
"""The most that earlier turns take of a prompt, and no more than a third of what is left beside the rules."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One version of one prompt."""

    name: str
    version: int
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """E.g. `analyst/v1#3f2a...`, as it stands in receipts and traces."""
        return f"{self.name}/v{self.version}#{self.digest}"


@cache
def versions(name: str) -> tuple[Prompt, ...]:
    """All versions of a prompt that came with this Candor, oldest first."""
    numbers = sorted(int(p.stem[1:]) for p in (FOLDER / name).glob("v*.md"))
    return tuple(Prompt(name, n, (FOLDER / name / f"v{n}.md").read_text(encoding="utf-8")) for n in numbers)


def load(name: str, version: int | None = None) -> Prompt:
    """A prompt from its file; the newest version unless one is named. Raises LookupError."""
    found = [p for p in versions(name) if version in (None, p.version)]
    if not found:
        raise LookupError(f"There is no version {version or ''} of the prompt {name!r} in {FOLDER}.")
    return found[-1]


def find(name: str, digest: str) -> Prompt | None:
    """The version with that digest, if it is among the files."""
    return next((p for p in versions(name) if p.digest == digest), None)


@dataclass(frozen=True, slots=True)
class Told:
    """The messages of a question, and what they hold and had no room for, for the trace."""

    messages: tuple[Message, ...]
    facts: Mapping[str, Any]


def messages(prompt: Prompt, inquiry: Inquiry, found: Found, tools: Sequence[ToolSpec] = ()) -> Told:
    """What the model is told before its first reply, with the tools within `inquiry.prompt_tokens`.

    The person's words stand alone in the last message. Raises nothing: what does not fit is left out and named.
    """
    rules = Template(prompt.text).safe_substitute(today=inquiry.today.isoformat()).strip()
    day = _day(inquiry)
    fixed = count(rules) + count(day) + count(inquiry.question) + tool_tokens(tools)
    room = Room(inquiry.prompt_tokens - fixed)
    talk = Room(min(CONVERSATION_TOKENS, room.left // 3))
    before = history(inquiry, talk)
    room.left -= sum(count(m.content) for m in before.messages) + sum(map(count, before.earlier))
    about = context(inquiry, found, room)
    about.add("# Earlier in the conversation", before.earlier)
    said = (
        Message("system", f"{rules}\n\n{day}\n\n{about.text}"),
        *before.messages,
        Message("user", inquiry.question),
    )
    tokens = tool_tokens(tools) + sum(count(m.content) for m in said)
    facts = {"prompt_tokens_estimated": tokens, "prompt_tokens_allowed": inquiry.prompt_tokens, "context": about.facts}
    return Told(said, facts | ({"conversation": before.facts} if before.facts else {}))


def tool_tokens(tools: Sequence[ToolSpec]) -> int:
    """What the tools cost in every request."""
    return sum(count(json.dumps([t.name, t.description, t.parameters])) for t in tools)


def _day(inquiry: Inquiry) -> str:
    """Last, so that what stands before it is the same for all questions and an endpoint can keep it."""
    reach = "; the data reach up to this day" if inquiry.as_of_source == "data" else ""
    return f"# Today\n{inquiry.today.isoformat()}, a {inquiry.today:%A}{reach}"
